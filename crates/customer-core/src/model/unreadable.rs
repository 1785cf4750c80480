//! What of a provider's record could not be read.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A place in a provider's record that could not be read, and why. It holds no value: what stands
/// there is in the record's own JSON, [`Customer::native_json`](crate::Customer::native_json).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Unreadable {
    /// Where, from the record on: `storeData[0].tickets[2].status`. A name that may be data stands as `…`.
    pub path: String,
    /// Why, in words.
    pub reason: Cow<'static, str>,
}

impl Unreadable {
    /// A place of this path. `reason` must hold no personal data.
    pub fn new(path: impl Into<String>, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            path: path.into(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.reason)
    }
}
