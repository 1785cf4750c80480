//! The message of an error's body, of bounded length.

use serde_json::value::RawValue;

use super::members::{Members, items};
use super::text::string;

/// The longest text that is taken, in bytes: an error shows less of it.
const LONGEST: usize = 2000;

/// The members of an item that hold its message.
const MESSAGE_MEMBERS: [&str; 7] = [
    "message",
    "msg",
    "detail",
    "title",
    "reason",
    "description",
    "defaultMessage",
];

/// The text of a message: a text, a list of texts or of objects with a message, or an object of either.
pub(super) fn message_of(raw: &RawValue) -> Option<String> {
    let mut texts = Texts::default();
    texts.add(raw, 0);
    texts.finish()
}

/// The texts of a list.
pub(super) fn sentences(raw: &RawValue) -> Option<String> {
    raw.get()
        .starts_with('[')
        .then(|| message_of(raw))
        .flatten()
}

#[derive(Default)]
struct Texts(String);

impl Texts {
    fn add(&mut self, raw: &RawValue, depth: usize) {
        if self.0.len() >= LONGEST || depth > 3 {
            return;
        }
        match raw.get().as_bytes().first() {
            Some(b'"') => self.push(&string(raw).unwrap_or_default()),
            Some(b'[') => items(raw)
                .into_iter()
                .for_each(|item| self.add(item, depth + 1)),
            Some(b'{') => {
                let members = Members::read(raw.get());
                let own = MESSAGE_MEMBERS
                    .iter()
                    .find_map(|name| members.all(name).next());
                match own {
                    Some(own) => self.add(own, depth + 1),
                    // Of an item of a list they may be what was sent.
                    None if depth == 0 => members
                        .iter()
                        .for_each(|(_, member)| self.add(member, depth + 1)),
                    None => {}
                }
            }
            _ => {}
        }
    }

    fn push(&mut self, text: &str) {
        let text = bounded(text.trim());
        if text.is_empty() {
            return;
        }
        if !self.0.is_empty() {
            self.0.push_str("; ");
        }
        self.0.push_str(text);
    }

    fn finish(self) -> Option<String> {
        Some(bounded(&self.0).to_owned()).filter(|text| !text.is_empty())
    }
}

/// The beginning of a text, cut between words: half of an e-mail address would not be recognized and masked.
fn bounded(text: &str) -> &str {
    if text.len() <= LONGEST {
        return text;
    }
    let mut end = LONGEST;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let start = &text[..end];
    start
        .rfind(char::is_whitespace)
        .map_or("", |space| &start[..space])
}
