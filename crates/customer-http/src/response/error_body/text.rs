//! Texts and numbers of JSON, as texts.

use serde::de::{DeserializeSeed, Deserializer, Visitor};
use serde_json::value::RawValue;

/// Reads a text, in which half of a surrogate pair is replaced.
pub(super) struct Lossy;

impl<'de> DeserializeSeed<'de> for Lossy {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for Lossy {
    type Value = String;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a text")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_bytes<E>(self, text: &[u8]) -> Result<String, E> {
        Ok(String::from_utf8_lossy(text).into_owned())
    }
}

/// The text of a JSON string.
pub(super) fn string(raw: &RawValue) -> Option<String> {
    if !raw.get().starts_with('"') {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    Lossy.deserialize(&mut deserializer).ok()
}

/// Whether JSON text is a number.
pub(super) fn is_number(json: &str) -> bool {
    json.starts_with(|first: char| first == '-' || first.is_ascii_digit())
}

/// A text, or a number as it is written.
pub(super) fn text_or_number(raw: &RawValue) -> Option<String> {
    if is_number(raw.get()) {
        return Some(raw.get().to_owned());
    }
    string(raw)
}
