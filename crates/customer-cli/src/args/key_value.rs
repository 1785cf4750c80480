//! Flags with a value of the form KEY=VALUE.

use std::collections::BTreeSet;

use crate::input::InputError;

/// Splits `KEY=VALUE`.
///
/// # Errors
///
/// There is no `=`.
pub(super) fn key_and_value(text: &str) -> Result<(&str, &str), String> {
    text.split_once('=')
        .ok_or_else(|| "expected KEY=VALUE".to_owned())
}

/// Checks that no key is given twice. An entry is a flag and its key; `field` is the field that a key sets.
///
/// # Errors
///
/// A key is given twice.
pub(super) fn each_key_once<'a, K: Ord + 'a>(
    entries: impl IntoIterator<Item = (&'static str, &'a K)>,
    field: impl Fn(&K) -> String,
) -> Result<(), InputError> {
    let mut keys = BTreeSet::new();
    for (flag, key) in entries {
        if !keys.insert(key) {
            return Err(InputError::new(flag, "is given twice").with_field(field(key)));
        }
    }
    Ok(())
}
