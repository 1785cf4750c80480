//! Texts and numbers of JSON, as texts.

use serde::de::{Deserializer as _, Visitor};
use serde_json::value::RawValue;

/// The text of a JSON string. Half of a surrogate pair is replaced.
pub(super) fn string(raw: &RawValue) -> Option<String> {
    struct Lossy;

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

    if !raw.get().starts_with('"') {
        return None;
    }
    let mut deserializer = serde_json::Deserializer::from_str(raw.get());
    deserializer.deserialize_bytes(Lossy).ok()
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
