//! The beginning of a response that could not be read, made fit for an error.

use std::fmt::Write;

use customer_core::adapter::{is_field_name, scrub};

/// How much of a response is looked at.
const LOOKED_AT: usize = 2048;

/// How much of it is shown, in characters.
const SHOWN: usize = 240;

/// The fewest digits that are taken for a phone or an identity number.
const SHORTEST_NUMBER: usize = 7;

/// A bounded beginning of `body` without personal data: of JSON its shape, with every text value
/// replaced; of other text what [`scrub`] leaves, up to a brace, and from there the shape.
pub(crate) fn excerpt(body: &[u8]) -> String {
    let start = &body[..body.len().min(LOOKED_AT)];
    let text = String::from_utf8_lossy(start);
    let text = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let shape = if text.starts_with(['{', '[', '"']) {
        shape_of_json(text)
    } else {
        // An HTML page may print what was asked for: its tags are enough to know it by, and of what may be JSON
        // the shape is.
        let text = without_attributes(text);
        let (before, json) = text.split_at(text.find('{').unwrap_or(text.len()));
        scrub(before) + &shape_of_json(json)
    };
    match shape.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &shape[..end]),
        None if body.len() > LOOKED_AT => format!("{shape}…"),
        None => shape,
    }
}

/// The text with its JSON strings replaced by `"…"`, keys kept where they are names and no data.
fn shape_of_json(text: &str) -> String {
    let mut shape = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if shape.len() > 4 * SHOWN {
            break;
        }
        if first == '"' {
            let (content, after) = split_string(&rest[1..]);
            let is_key = after.trim_start().starts_with(':');
            if is_key && is_field_name(content) {
                let _ = write!(shape, "\"{content}\"");
            } else {
                shape.push_str("\"…\"");
            }
            rest = after;
        } else if first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !(c.is_ascii_digit() || c == '.'))
                .unwrap_or(rest.len());
            let digits = rest[..end].bytes().filter(u8::is_ascii_digit).count();
            shape.push_str(if digits >= SHORTEST_NUMBER {
                "<number>"
            } else {
                &rest[..end]
            });
            rest = &rest[end..];
        } else if first.is_alphabetic() {
            // Outside of strings only these words are JSON; another may be anything.
            let end = rest
                .find(|c: char| !c.is_alphabetic())
                .unwrap_or(rest.len());
            let word = &rest[..end];
            shape.push_str(if matches!(word, "true" | "false" | "null") {
                word
            } else {
                "…"
            });
            rest = &rest[end..];
        } else if "{}[]:,-+.".contains(first) {
            shape.push(first);
            rest = &rest[1..];
        } else {
            if !first.is_whitespace() {
                shape.push('…');
            } else if !shape.ends_with(' ') {
                shape.push(' ');
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    shape
}

/// The content of a JSON string up to its closing quote, and what follows. A string that is cut off
/// has nothing behind it.
fn split_string(text: &str) -> (&str, &str) {
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return (&text[..index], &text[index + 1..]),
            _ => {}
        }
    }
    (text, "")
}

/// Leaves the names of tags and the text between them.
fn without_attributes(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        out.push_str(&rest[..open]);
        let tag = &rest[open + 1..];
        let name_end = tag
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '/' || c == '!'))
            .unwrap_or(tag.len());
        let _ = write!(out, "<{}> ", &tag[..name_end]);
        rest = tag.find('>').map_or("", |close| &tag[close + 1..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_excerpt_shows_the_shape_of_a_body_and_no_values() {
        for (body, expected) in [
            (
                r#"{"emailAddress":"jane@example.com","age":42}"#,
                r#"{"emailAddress":"…","age":42}"#,
            ),
            (
                r#"{ "a" : [1, 1234567, "x"], "b": null }"#,
                r#"{ "a" : [1, <number>, "…"], "b": null }"#,
            ),
            (
                r#"{"jane@example.com": true, "Jane Doe": 1}"#,
                r#"{"…": true, "…": 1}"#,
            ),
            (r#"{"name":"Jane \"J\" Doe","#, r#"{"name":"…","#),
            (r#"{"name":"Jane D"#, r#"{"name":"…""#),
            (r#"["Jane""#, r#"["…""#),
            (r#""Jane""#, r#""…""#),
            (r#"{"a":Jane}"#, r#"{"a":…}"#),
            ("\u{feff} {\"a\":-1.5}", r#"{"a":-1.5}"#),
            ("", ""),
            (
                "<!DOCTYPE html>\n<html lang=en><a href=\"?q=Jane\">Bad Gateway</a> jane@example.com",
                "<!DOCTYPE> <html> <a> Bad Gateway</a> <e-mail>",
            ),
            (
                "<html>no {\"city\": \"Pune\", \"a b\": Pune}",
                "<html> no{\"city\": \"…\", \"…\": …}",
            ),
            ("upstream error 5551234567", "upstream error <number>"),
        ] {
            assert_eq!(excerpt(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn is_bounded() {
        let body = "[".to_owned() + &"1,".repeat(1_000_000);
        assert!(excerpt(body.as_bytes()).chars().count() <= SHOWN + 1);
        assert!(excerpt("ü".repeat(100_000).as_bytes()).chars().count() <= SHOWN + 1);
        assert!(excerpt(&[0xff; 4096]).chars().count() <= SHOWN + 1);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_string_value_is_shown(
            value in "[A-Za-z@ .\"\\\\\u{e4}-\u{fc}]{3,30}",
            cut in any::<prop::sample::Index>(),
        ) {
            let secret = format!("Q{value}Q");
            let body = serde_json::json!({ "field": secret, "list": [secret], "map": { "k": secret } });
            let text = body.to_string();
            let mut end = cut.index(text.len() + 1);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            let shown = excerpt(&text.as_bytes()[..end]);
            prop_assert!(!shown.contains('Q'), "{}", shown);
        }

        #[test]
        fn never_panics(body in any::<Vec<u8>>(), text in ".*") {
            let _ = excerpt(&body);
            let _ = excerpt(text.as_bytes());
            let _ = excerpt(format!("{{{text}").as_bytes());
        }
    }
}
