//! Texts of providers, kept from steering a terminal: neither its cursor nor the direction in which
//! the rest of a line is read.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a terminal would obey the character, and not show it.
pub(crate) fn steers(character: char) -> bool {
    character.is_control()
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

/// The text with such characters shown by their code points: `\u{202e}`. Line breaks stay, and tabs are
/// spaces.
pub(crate) fn printable(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => shown.push('\n'),
            '\t' => shown.push(' '),
            other if steers(other) => shown.extend(other.escape_unicode()),
            other => shown.push(other),
        }
    }
    shown
}

/// The text as one line: line breaks are shown too.
pub(crate) fn on_one_line(text: &str) -> String {
    printable(text).replace('\n', "\\u{a}")
}

/// JSON text of the same value, with the characters that steer a terminal escaped. They stand within
/// strings alone, where an escape means the same.
pub(crate) fn json(text: &str) -> Cow<'_, str> {
    let is_escaped =
        |character: char| steers(character) && !matches!(character, '\n' | '\r' | '\t');
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

    /// Every character that a terminal may obey.
    fn all() -> impl Iterator<Item = char> {
        (0..=0x1f)
            .chain(0x7f..=0x9f)
            .chain([0x61c, 0x200e, 0x200f])
            .chain(0x2028..=0x202e)
            .chain(0x2066..=0x2069)
            .filter_map(char::from_u32)
    }

    #[test]
    fn every_character_that_steers_is_shown_by_its_code_point() {
        for character in all().filter(|character| !matches!(character, '\n' | '\t')) {
            let shown = printable(&format!("a{character}b"));
            assert_eq!(shown, format!("a\\u{{{:x}}}b", u32::from(character)));
            assert_eq!(printable(&shown), shown);
        }
        assert_eq!(printable("a\n\tb"), "a\n b");
        assert_eq!(on_one_line("a\nb\r"), "a\\u{a}b\\u{d}");
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
    fn json_stays_the_same_value() {
        for character in all() {
            let value =
                serde_json::json!({ format!("k{character}"): [format!("{character}v"), 1.5] });
            let text = value.to_string();
            let escaped = json(&text);
            assert!(!escaped.contains(steers), "{escaped}");
            assert_eq!(
                serde_json::from_str::<serde_json::Value>(&escaped).unwrap(),
                value
            );
        }
        assert!(matches!(json("{\n  \"a\": \"é\"\n}"), Cow::Borrowed(_)));
    }
}
