//! The format `email` of the contracts.

/// Whether a text is an e-mail address as the HTML standard has it, with letters of all scripts before the @ and in the domain.
///
/// JSON Schema's own `email` follows RFC 5321, which refuses addresses that are in use, such as one with a dot before the @. No
/// provider says which of the two it asks for.
pub(super) fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else {
        return false;
    };
    let of_script = |character: char| {
        !character.is_ascii() && !character.is_whitespace() && !character.is_control()
    };
    let local_character = |character: char| {
        character.is_ascii_alphanumeric()
            || ".!#$%&'*+/=?^_`{|}~-".contains(character)
            || of_script(character)
    };
    let is_label = |label: &str| {
        let fits = |character: char| {
            character.is_ascii_alphanumeric() || character == '-' || of_script(character)
        };
        (1..=63).contains(&label.chars().count())
            && label.chars().all(fits)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let literal = domain
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let is_domain = match literal {
        Some(address) => {
            let address = address.strip_prefix("IPv6:").unwrap_or(address);
            address.parse::<std::net::IpAddr>().is_ok()
        }
        None => domain.split('.').all(is_label),
    };
    !local.is_empty() && local.chars().all(local_character) && is_domain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn real_email_addresses_are_accepted_and_other_texts_are_not() {
        for address in [
            "jsmith@example.com",
            "o'neil+shop@example.co.uk",
            "dots..and.@docomo.example",
            "用户@例子.公司",
            "a@localhost",
            "a@[192.0.2.1]",
        ] {
            assert!(is_email(address), "{address}");
        }
        for text in [
            "",
            "jsmith",
            "@example.com",
            "a@",
            "a b@example.com",
            "a@b..c",
            "a@-b.c",
            "a@[x]",
            "\"a\"@example.com",
            "a@b@c",
            "<string>",
            "a\u{a0}b@example.com",
        ] {
            assert!(!is_email(text), "{text}");
        }
    }
}
