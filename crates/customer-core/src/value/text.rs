//! What of a text can be seen, and what has no place in one.

use icu_properties::props::{DefaultIgnorableCodePoint, GeneralCategory};
use icu_properties::{CodePointMapData, CodePointSetData};

/// How errors name a character: `U+0007`. It tells nothing else of the text.
pub(crate) fn code_point(character: char) -> String {
    format!("U+{:04X}", u32::from(character))
}

/// Whether the character ends a line.
pub(crate) fn is_line_break(character: char) -> bool {
    matches!(
        character,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// Whether Unicode says that this code point is never a character.
fn is_noncharacter(character: char) -> bool {
    let code = u32::from(character);
    matches!(code, 0xFDD0..=0xFDEF) || code & 0xFFFE == 0xFFFE
}

/// Control characters, and those that are shown as nothing or turn the direction of the text: two
/// texts that look the same may differ in them.
pub(crate) fn is_invisible(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_control();
    }
    character.is_control()
        || is_line_break(character)
        || matches!(character, '\u{fff0}'..='\u{fffb}')
        || is_noncharacter(character)
        || CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(character)
}

/// The braille pattern without a dot.
const BLANK_PATTERN: char = '\u{2800}';

/// Whether the character leaves something to be seen where it stands alone. A combining mark has
/// nothing to combine with there.
fn is_visible(character: char) -> bool {
    if character.is_ascii() {
        return character.is_ascii_graphic();
    }
    !character.is_whitespace()
        && !is_invisible(character)
        && character != BLANK_PATTERN
        && !matches!(
            CodePointMapData::<GeneralCategory>::new().get(character),
            GeneralCategory::NonspacingMark
                | GeneralCategory::SpacingMark
                | GeneralCategory::EnclosingMark
                | GeneralCategory::Format
        )
}

/// How many lines a text may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lines {
    /// One: a name, a city.
    One,
    /// Any number, with tabs: a note.
    Many,
}

/// Why a text cannot be what people write, or `None`. The words name a code point, and show nothing
/// of the text.
pub(crate) fn problem(text: &str, lines: Lines) -> Option<String> {
    let mut rest = text.chars().peekable();
    let mut is_seen = false;
    while let Some(character) = rest.next() {
        is_seen = is_seen || is_visible(character);
        let may_stand = match character {
            '\n' | '\t' => lines == Lines::Many,
            '\r' => lines == Lines::Many && rest.peek() == Some(&'\n'),
            other => !other.is_control() && !is_line_break(other) && !is_noncharacter(other),
        };
        if !may_stand {
            let what = if is_line_break(character) {
                "a line break"
            } else {
                "a control character"
            };
            return Some(format!("has {what} in it: {}", code_point(character)));
        }
    }
    if is_seen {
        return None;
    }
    let is_telling = |character: &char| *character != ' ';
    let telling = text.chars().find(is_telling);
    Some(match telling.or_else(|| text.chars().next()) {
        None => "is empty; leave it out instead".to_owned(),
        Some(first) => format!(
            "has nothing in it that can be seen, such as {}; leave it out instead",
            code_point(first)
        ),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::strategies::{any_text, line};

    #[test]
    fn an_invisible_text_is_refused_by_its_first_character_that_is_no_space() {
        for text in [
            " ",
            "\u{a0}",
            "\u{1680}",
            "\u{3000}",
            "\u{2003} ",
            " \u{200b} ",
            "  \u{feff}\u{200b}",
            "  ",
            "\u{200b}",
            "\u{200c}\u{200d}",
            "\u{200e}",
            "\u{200f}",
            "\u{202e}",
            "\u{2066}\u{2069}",
            "\u{61c}",
            "\u{2060}",
            "\u{feff}",
            "\u{ad}",
            "\u{34f}",
            "\u{115f}",
            "\u{1160}",
            "\u{3164}",
            "\u{ffa0}",
            "\u{17b4}",
            "\u{180e}",
            "\u{fe0f}",
            "\u{e0100}",
            "\u{e0061}\u{e007f}",
            "\u{2800}",
            "\u{301}",
            "\u{93e}",
            "\u{20dd}",
            "\u{1d173}",
            "\u{fff9}\u{fffb}",
        ] {
            let first = text.trim_start_matches(' ').chars().next().unwrap_or(' ');
            let first = code_point(first);
            let reason = problem(text, Lines::One).unwrap_or_default();
            assert!(
                reason.contains("nothing in it that can be seen"),
                "{text:?}"
            );
            assert!(reason.contains(&first), "{text:?}: {reason}");
            assert_eq!(problem(text, Lines::Many), Some(reason));
        }
        assert_eq!(
            problem("", Lines::One).as_deref(),
            Some("is empty; leave it out instead")
        );
    }

    #[test]
    fn invisible_characters_that_a_script_needs_may_stand_among_others() {
        for text in [
            "👩\u{200d}👩\u{200d}👧",
            "❤\u{fe0f}",
            "می\u{200c}خواهم",
            "क\u{94d}\u{200d}ष",
            "e\u{301}",
            "שלום\u{200f}",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "a\u{a0}b",
            "Donau\u{ad}dampf",
            "-",
            "用户",
            "\u{fffd}",
            "\u{e000}",
        ] {
            assert_eq!(problem(text, Lines::One), None, "{text:?}");
        }
    }

    #[test]
    fn every_control_character_is_named_wherever_it_stands() {
        let controls = (0..=0x1f).chain(0x7f..=0x9f).chain([
            0x2028, 0x2029, 0xfdd0, 0xfdef, 0xfffe, 0xffff, 0x1_fffe, 0x10_ffff,
        ]);
        for code in controls {
            let Some(control) = char::from_u32(code) else {
                panic!("{code:x} is no character");
            };
            for text in [
                format!("Asha{control}"),
                format!("{control}Asha"),
                format!("As{control}ha"),
                control.to_string(),
            ] {
                let reason = problem(&text, Lines::One).unwrap_or_default();
                assert!(reason.ends_with(&format!(": U+{code:04X}")), "{reason}");
            }
        }
    }

    #[test]
    fn a_note_has_lines_and_tabs_and_no_other_control_character() {
        for text in ["one\ntwo", "one\r\ntwo", "\tone", "one\n"] {
            assert_eq!(problem(text, Lines::Many), None, "{text:?}");
            assert!(problem(text, Lines::One).is_some(), "{text:?}");
        }
        for (text, named) in [
            ("one\rtwo", "U+000D"),
            ("one\r", "U+000D"),
            ("one\u{85}two", "U+0085"),
            ("one\u{2028}two", "U+2028"),
            ("one\u{1b}[2J", "U+001B"),
            ("\n", "U+000A"),
        ] {
            let reason = problem(text, Lines::Many).unwrap_or_default();
            assert!(reason.contains(named), "{text:?}: {reason}");
        }
    }

    proptest! {
        #[test]
        fn an_accepted_text_is_visible_and_has_no_control_characters(text in any_text()) {
            if problem(&text, Lines::One).is_none() {
                prop_assert!(!text.trim().is_empty());
                prop_assert!(!text.chars().any(char::is_control));
            }
        }

        #[test]
        fn human_text_passes_unless_it_has_a_control_character(
            text in line(), place in 0_usize..40, control in "\\p{Cc}"
        ) {
            prop_assert_eq!(problem(&text, Lines::One), None);
            let place = text.char_indices().map(|(at, _)| at).chain([text.len()]).nth(place).unwrap_or(0);
            let mut broken = text;
            broken.insert_str(place, &control);
            prop_assert!(problem(&broken, Lines::One).is_some());
        }
    }
}
