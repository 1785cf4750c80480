//! Text that a person pastes into a shell.

/// A value as a shell reads it.
pub(crate) fn quoted(value: &str) -> String {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b':' | b'_' | b'-');
    if !value.is_empty() && value.bytes().all(is_plain) {
        return value.to_owned();
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_quoted_for_a_shell() {
        for (value, shell) in [
            ("http://127.0.0.1:8481", "http://127.0.0.1:8481"),
            ("sk_test_sandbox", "sk_test_sandbox"),
            ("", "''"),
            ("a b", "'a b'"),
            ("$HOME", "'$HOME'"),
            ("it's", r"'it'\''s'"),
        ] {
            assert_eq!(quoted(value), shell);
        }
    }
}
