//! Results as JSON. Everything is written straight from the domain's types: what passes through a
//! tree of JSON values loses digits. Characters by which a provider's text could steer a terminal are
//! escaped where standard output is one. In a pipe or a file nothing is changed.

use std::borrow::Cow;
use std::io::{self, IsTerminal};
use std::sync::LazyLock;

use serde::Serialize;

use crate::escape;

static AT_A_TERMINAL: LazyLock<bool> = LazyLock::new(|| io::stdout().is_terminal());

/// JSON text as standard output may have it.
fn fit(text: &str) -> Cow<'_, str> {
    if *AT_A_TERMINAL {
        escape::json(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// One document, for a reader's eyes too.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn document<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    let text = serde_json::to_string_pretty(value)?;
    let mut bytes = fit(&text).into_owned().into_bytes();
    bytes.push(b'\n');
    Ok(bytes)
}

/// A value, to be set into a document.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn text<T: Serialize>(value: &T) -> io::Result<String> {
    Ok(fit(&serde_json::to_string(value)?).into_owned())
}

/// One line. A provider's own record may have come with line breaks between its parts; within a JSON
/// text none can be.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn line<T: Serialize>(value: &T, into: &mut Vec<u8>) -> io::Result<()> {
    let start = into.len();
    serde_json::to_writer(&mut *into, value)?;
    if *AT_A_TERMINAL && into[start..].iter().any(|byte| *byte >= 0x7f) {
        // JSON text of serde is UTF-8.
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
