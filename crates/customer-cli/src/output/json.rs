//! Results as JSON. Everything is written straight from the domain's types: what passes through a
//! tree of JSON values loses digits.

use std::io;

use serde::Serialize;

/// One document, for a reader's eyes too.
///
/// # Errors
///
/// The value cannot be written as JSON.
pub(crate) fn document<T: Serialize>(value: &T) -> io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
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
    for byte in &mut into[start..] {
        if matches!(byte, b'\n' | b'\r') {
            *byte = b' ';
        }
    }
    into.push(b'\n');
    Ok(())
}
