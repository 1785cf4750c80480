//! Escapes control characters in texts of providers, which could move a terminal's cursor or change the direction of the
//! text that follows.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal may interpret the character instead of showing it.
pub(crate) fn is_control(character: char) -> bool {
    char::is_control(character)
        || matches!(
            character,
            '\u{61c}'
                | '\u{200e}'
                | '\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2066}'..='\u{2069}'
                | '\u{fff9}'..='\u{fffb}'
        )
}

/// The text with control characters as code points, such as `\u{202e}`. Line breaks stay, tabs become spaces.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            other if is_control(other) => shown.extend(other.escape_unicode()),
            other => shown.push(other),
        }
    }
    shown
}

/// The text as one line, with line breaks escaped too.
pub(crate) fn one_line(text: &str) -> String {
    printable(text).replace('\n', "\\u{a}")
}

/// JSON text of the same value, with control characters escaped. They occur only in strings, where an escape means the
/// same.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    let is_escaped =
        |character: char| is_control(character) && !matches!(character, '\n' | '\r' | '\t');
    if !text.contains(is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 64);
    for character in text.chars() {
        if is_escaped(character) {
            // Writing to a string does not fail.
            let _ = write!(escaped, "\\u{:04x}", u32::from(character));
        } else {
            escaped.push(character);
        }
    }
    Cow::Owned(escaped)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Every character that a terminal may interpret.
    fn control_characters() -> impl Iterator<Item = char> {
        (0..=0x1f)
            .chain(0x7f..=0x9f)
            .chain([0x61c, 0x200e, 0x200f])
            .chain(0x2028..=0x202e)
            .chain(0x2066..=0x2069)
            .filter_map(char::from_u32)
    }

    #[test]
    fn every_control_character_is_shown_as_its_code_point() {
        for character in control_characters().filter(|character| !matches!(character, '\n' | '\t'))
        {
            let shown = printable(&format!("a{character}b"));
            assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(character)));
            assert_eq!(printable(&shown), shown);
        }
        assert_eq!(printable("a\n\tb"), "a\n b");
        assert_eq!(one_line("a\nb\r"), "a\\u{a}b\\u{d}");
        for text in [
            "Asha",
            "می\u{200c}خواهم",
            "👩\u{200d}💻",
            "E\u{301}",
            "שלום",
        ] {
            assert_eq!(printable(text), text);
        }
    }

    #[test]
    fn escaped_json_is_the_same_value() {
        for character in control_characters() {
            let value =
                serde_json::json!({ format!("k{character}"): [format!("{character}v"), 1.5] });
            let text = value.to_string();
            let escaped = json(&text);
            assert!(!escaped.contains(is_control), "{escaped}");
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
                value
            );
        }
        assert!(matches!(json("{\n  \"a\": \"é\"\n}"), Cow::Borrowed(_)));
    }
}
