//! Results as JSON (`--output json` and `--output ndjson`). The domain's types are serialized directly: a tree of JSON
//! values would lose digits of numbers. If standard output is a terminal, control characters are escaped. In a pipe or
//! file the JSON is unchanged.

use std::borrow::Cow;
use std::io::{self, IsTerminal};
use std::sync::LazyLock;

use serde::Serialize;

use crate::escape;

static STDOUT_IS_TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stdout().is_terminal());

/// The JSON text, escaped if standard output is a terminal.
fn escaped(text: &str) -> Cow<'_, str> {
    if *STDOUT_IS_TERMINAL {
        escape::json(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// One document, indented.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn document<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value)?;
    let mut bytes = escaped(&text).into_owned().into_bytes();
    bytes.push(b'\n');
    Ok(bytes)
}

/// One value, as part of a document.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn text<T: Serialize>(value: &T) -> io::Result<String> {
    Ok(escaped(&serde_json::to_string(value)?).into_owned())
}

/// One line. A provider's own record may contain line breaks between its tokens; they become spaces. JSON strings contain
/// none.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn line<T: Serialize>(value: &T, into: &mut Vec<u8>) -> io::Result<()> {
    let start = into.len();
    serde_json::to_writer(&mut *into, value)?;
    if *STDOUT_IS_TERMINAL && into[start..].iter().any(|byte| *byte >= 0x7f) {
        // serde_json writes UTF-8.
        let text = String::from_utf8_lossy(&into[start..]);
        let escaped = match escape::json(&text) {
            Cow::Owned(escaped) => Some(escaped),
            Cow::Borrowed(_) => None,
        };
        if let Some(escaped) = escaped {
            into.truncate(start);
            into.extend_from_slice(escaped.as_bytes());
        }
    }
    for byte in &mut into[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    into.push(b'\n');
    Ok(())
}
