//! Text for people to paste into a shell.

use std::fmt::Write as _;

use crate::escape::is_control;

/// The value, quoted for a shell if necessary.
pub(crate) fn quoted(value: &str) -> String {
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'/' | b':' | b'_' | b'-');
    if !value.is_empty() && value.bytes().all(is_plain) {
        return value.to_owned();
    }
    if value.contains(is_control) {
        return escaped(value);
    }
    format!("'{}'", value.replace('\'', r"'\''"))
}

/// The `$'…'` form of bash, zsh and POSIX 2024. Control characters are escaped: visible, and read as themselves.
fn escaped(value: &str) -> String {
    let mut text = String::from("$'");
    for character in value.chars() {
        match character {
            '\'' | '\\' => text.extend(['\\', character]),
            other if is_control(other) => {
                let mut bytes = [0; 4];
                for byte in other.encode_utf8(&mut bytes).bytes() {
                    // Writing to a string does not fail.
                    let _ = write!(text, "\\{byte:03o}");
                }
            }
            other => text.push(other),
        }
    }
    text.push('\'');
    text
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
            ("a\u{202e}b", r"$'a\342\200\256b'"),
            ("it's\u{1b}\\", r"$'it\'s\033\\'"),
        ] {
            assert_eq!(quoted(value), shell);
        }
    }
}
