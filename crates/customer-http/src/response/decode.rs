//! From bytes to a value, or to an error that names the place without telling what stood there.

use std::fmt::Write;
use std::marker::PhantomData;

use bytes::{Buf, Bytes};
use customer_core::adapter::{is_field_name, scrub};
use serde::Deserialize;
use serde::de::DeserializeSeed;
use serde_json::error::Category;
use serde_path_to_error::{Segment, Track};

use crate::response::excerpt::excerpt;

/// Why bytes are not the value that was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DecodeFailure {
    pub(crate) message: String,
    pub(crate) path: Option<String>,
    pub(crate) excerpt: Option<String>,
}

/// The body without what some servers put around JSON: a byte-order mark, and zero bytes at the end.
pub(crate) fn without_marks(mut body: Bytes) -> Bytes {
    if body.starts_with(b"\xef\xbb\xbf") {
        body.advance(3);
    }
    let end = body.iter().rposition(|byte| *byte != 0);
    body.truncate(end.map_or(0, |end| end + 1));
    body
}

/// Reads JSON. The path in it is looked for only when it is needed: keeping track of it costs
/// time that a response that can be read should not pay.
pub(crate) fn decode<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, DecodeFailure> {
    decode_seed(bytes, || PhantomData::<T>)
}

/// As [`decode`], by a seed that knows where in the JSON the value stands.
pub(crate) fn decode_seed<'a, S: DeserializeSeed<'a>>(
    bytes: &'a [u8],
    seed: impl Fn() -> S,
) -> Result<S::Value, DecodeFailure> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    seed()
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|error| explain(bytes, seed(), error))
}

#[cold]
fn explain<'a, S: DeserializeSeed<'a>>(
    bytes: &'a [u8],
    seed: S,
    error: serde_json::Error,
) -> DecodeFailure {
    let trimmed = bytes.trim_ascii();
    let mut path = None;
    let message = match error.classify() {
        _ if trimmed.is_empty() => "the response is empty, not JSON".to_owned(),
        _ if trimmed.starts_with(b"<") => "the response is HTML, not JSON".to_owned(),
        // A server that does not say so, or a coding on top of another.
        _ if bytes.starts_with(b"\x1f\x8b") => {
            "the response is compressed with gzip, not JSON".to_owned()
        }
        _ if bytes.starts_with(b"\x28\xb5\x2f\xfd") => {
            "the response is compressed with zstd, not JSON".to_owned()
        }
        _ if std::str::from_utf8(bytes).is_err() => "the response is not valid UTF-8".to_owned(),
        Category::Eof => "the response is JSON that ends in the middle".to_owned(),
        Category::Syntax | Category::Io => format!(
            "the response is not JSON, from line {} column {} on",
            error.line(),
            error.column()
        ),
        Category::Data => {
            let (place, error) = locate(bytes, seed, error);
            path = Some(place);
            without_values(&error.to_string())
        }
    };
    DecodeFailure {
        message,
        path,
        excerpt: (!trimmed.is_empty()).then(|| excerpt(bytes)),
    }
}

/// Reads once more, keeping track of the path.
fn locate<'a, S: DeserializeSeed<'a>>(
    bytes: &'a [u8],
    seed: S,
    error: serde_json::Error,
) -> (String, serde_json::Error) {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let mut track = Track::new();
    let tracked = serde_path_to_error::Deserializer::new(&mut deserializer, &mut track);
    match seed.deserialize(tracked) {
        Err(located) => (path_of(&track.path()), located),
        Ok(_) => (".".to_owned(), error),
    }
}

/// The path as it is usually written, with a mark in the place of keys that may be data.
fn path_of(path: &serde_path_to_error::Path) -> String {
    let mut text = String::new();
    for segment in path {
        let key = match segment {
            Segment::Seq { index } => {
                let _ = write!(text, "[{index}]");
                continue;
            }
            Segment::Map { key } | Segment::Enum { variant: key } => key,
            Segment::Unknown => "?",
        };
        if !text.is_empty() {
            text.push('.');
        }
        text.push_str(if is_field_name(key) { key } else { "…" });
    }
    if text.is_empty() {
        ".".to_owned()
    } else {
        text
    }
}

/// serde's text about data that does not fit, without the data. Of a text that serde did not
/// write nothing is kept, since nothing is known of what it quotes.
fn without_values(text: &str) -> String {
    // serde_json appends where it was; the path says it better.
    let text = text.rfind(" at line ").map_or(text, |end| &text[..end]);
    let is_ours = |name: &str| {
        name.strip_prefix('`')
            .and_then(|rest| rest.strip_suffix('`'))
            .is_some_and(|name| {
                name.len() <= 64
                    && name
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
            })
    };
    for start in ["missing field ", "duplicate field "] {
        if text.strip_prefix(start).is_some_and(is_ours) {
            return text.to_owned();
        }
    }
    let expected = text.rfind(", expected ").map_or("", |at| &text[at..]);
    for (start, found) in [
        ("invalid type: ", "an unexpected type"),
        ("invalid value: ", "an unexpected value"),
        ("invalid length ", "an unexpected length"),
        ("unknown variant ", "an unknown variant"),
        ("unknown field ", "an unknown field"),
    ] {
        if let Some(rest) = text.strip_prefix(start) {
            let found = sort_of(rest).map_or(found.to_owned(), |sort| format!("{found}, {sort}"));
            return scrub(&format!("{found}{expected}"));
        }
    }
    "a value that the field does not take".to_owned()
}

/// The sort of JSON value that serde found, without the value.
fn sort_of(found: &str) -> Option<&'static str> {
    [
        ("string", "a string"),
        ("integer", "an integer"),
        ("floating point", "a number"),
        ("number", "a number"),
        ("boolean", "a boolean"),
        ("null", "null"),
        ("unit", "null"),
        ("sequence", "a list"),
        ("map", "an object"),
    ]
    .iter()
    .find(|(word, _)| found.starts_with(word))
    .map(|(_, sort)| *sort)
}
