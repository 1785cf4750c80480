//! Taking personal data out of text that others wrote, before it stands in an error.

use crate::value::phone::is_separator;

/// The longest text that [`scrub`] keeps, in characters.
const LONGEST: usize = 300;

/// The fewest digits that are taken for a phone or an identity number.
const SHORTEST_NUMBER: usize = 7;

/// A text of a provider, made fit for an error or a log: one line, at most 300 characters, and in
/// the place of e-mail addresses and long numbers what they were.
///
/// A provider's message may repeat what it was sent (`customer jane@example.com exists`); an
/// error of ours must not. Names cannot be told from other words; adapters that know where a
/// provider repeats one leave the message out.
///
/// ```
/// let message = "jane@example.com (+91 98765 43210) exists\nalready";
/// assert_eq!(customer_core::adapter::scrub(message), "<e-mail> (<number>) exists already");
/// ```
pub fn scrub(text: &str) -> String {
    let mut out = String::new();
    for word in text.split(|c: char| c.is_whitespace() || c.is_control()) {
        if word.is_empty() {
            continue;
        }
        if !out.is_empty() {
            out.push(' ');
        }
        if has_at_sign(word) {
            push_without_email(&mut out, word);
        } else {
            out.push_str(word);
        }
    }
    let masked = mask_numbers(&out);
    match masked.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &masked[..end]),
        None => masked,
    }
}

/// Whether there is an at sign, as it is or as paths, HTML and JSON write it.
fn has_at_sign(word: &str) -> bool {
    const WRITTEN: [&str; 5] = ["%40", "&#64;", "&#x40;", "&commat;", "\\u0040"];
    let word = word.to_ascii_lowercase();
    word.contains('@') || WRITTEN.iter().any(|written| word.contains(written))
}

/// Keeps the punctuation around an address, so that the sentence still reads.
fn push_without_email(out: &mut String, word: &str) {
    let is_frame = |c: char| {
        matches!(
            c,
            '"' | '\''
                | '('
                | ')'
                | '<'
                | '>'
                | '['
                | ']'
                | '{'
                | '}'
                | ','
                | ';'
                | ':'
                | '.'
                | '!'
                | '?'
                | '`'
                | '='
        )
    };
    let inner = word.trim_matches(is_frame);
    let start = word.find(inner).unwrap_or(0);
    out.push_str(&word[..start]);
    out.push_str("<e-mail>");
    out.push_str(&word[start + inner.len()..]);
}

/// Replaces runs of digits, with the separators of written numbers among them.
fn mask_numbers(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.find(|c: char| c.is_ascii_digit() || c == '+') {
        out.push_str(&rest[..first]);
        let tail = &rest[first..];
        let run = tail
            .find(|c: char| !(c.is_ascii_digit() || c == '+' || is_separator(c)))
            .unwrap_or(tail.len());
        let candidate = tail[..run].trim_end_matches(|c: char| !c.is_ascii_digit());
        let digits = candidate.chars().filter(char::is_ascii_digit).count();
        if digits >= SHORTEST_NUMBER {
            out.push_str("<number>");
            rest = &tail[candidate.len()..];
        } else {
            let keep = run.max(1);
            out.push_str(&tail[..keep]);
            rest = &tail[keep..];
        }
    }
    out.push_str(rest);
    out
}

/// Whether a name in JSON looks like that of a field: one short word. A name that is data, such as an
/// e-mail address or a full name, has other characters.
pub fn is_field_name(name: &str) -> bool {
    let digits = name.bytes().filter(u8::is_ascii_digit).count();
    !name.is_empty()
        && name.len() <= 40
        && digits < SHORTEST_NUMBER
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'$')
}

#[cfg(test)]
mod tests {
    use super::scrub;

    #[test]
    fn scrubbing_keeps_the_sentence_and_masks_personal_data() {
        for (text, expected) in [
            ("Not found", "Not found"),
            (
                "e-mail <jane.doe@example.com>, taken",
                "e-mail <<e-mail>>, taken",
            ),
            ("/customers/jane%40example.com/email", "<e-mail>"),
            ("<p>jane&#64;example.com</p> exists", "<<e-mail>> exists"),
            ("jane&#X40;example.com", "<e-mail>"),
            ("var user=\"jane\\u0040example.com\";", "var <e-mail>\";"),
            ("call +1 (555) 555-5555 now", "call <number> now"),
            (
                "call +49\u{2013}30\u{2011}123\u{2010}4567 now",
                "call <number> now",
            ),
            ("status 404 after 3 tries", "status 404 after 3 tries"),
            ("a\u{0}b\r\nc", "a b c"),
            ("+", "+"),
            ("+12 x", "+12 x"),
            ("", ""),
        ] {
            assert_eq!(scrub(text), expected, "{text:?}");
        }
    }

    #[test]
    fn is_bounded() {
        assert_eq!(scrub(&"ü".repeat(10_000)).chars().count(), 301);
    }
}
