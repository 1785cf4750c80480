//! Names of members, made from those of fields when the crate is compiled.

/// How long the name is in camel case.
pub const fn camel_case_len(name: &str) -> usize {
    let bytes = name.as_bytes();
    let (mut index, mut length) = (0, 0);
    while index < bytes.len() {
        if bytes[index] != b'_' {
            length += 1;
        }
        index += 1;
    }
    length
}

/// `email_address` as `emailAddress`.
pub const fn camel_case<const N: usize>(name: &str) -> [u8; N] {
    let bytes = name.as_bytes();
    let mut camel = [0; N];
    let (mut index, mut length) = (0, 0);
    let mut begins_word = false;
    while index < bytes.len() {
        let byte = bytes[index];
        if byte == b'_' {
            begins_word = true;
        } else {
            camel[length] = if begins_word {
                byte.to_ascii_uppercase()
            } else {
                byte
            };
            begins_word = false;
            length += 1;
        }
        index += 1;
    }
    camel
}

#[cfg(test)]
mod tests {
    use super::{camel_case, camel_case_len};

    #[test]
    fn underscores_become_capitals() {
        const LENGTH: usize = camel_case_len("address_line1");
        assert_eq!(&camel_case::<LENGTH>("address_line1"), b"addressLine1");
        assert_eq!(&camel_case::<2>("id"), b"id");
    }
}
