//! Personal data in types that would otherwise derive `Debug`.

use std::fmt;
use std::ops::Deref;

use serde::{Deserialize, Serialize};

/// A value that `Debug` does not show. It behaves like the value in every other way, and
/// serializes as it.
///
/// ```
/// use customer_core::adapter::Private;
/// let note = Private::from("called on Monday".to_owned());
/// assert_eq!(note.len(), 16);
/// assert_eq!(format!("{note:?}"), "<redacted>");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Takes the value out.
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Private<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl From<&str> for Private<String> {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl<T> Deref for Private<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}
