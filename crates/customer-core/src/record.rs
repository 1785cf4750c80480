//! A provider's own record.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// A provider's own record: in the adapter's type, and as the JSON that came.
///
/// It behaves like the type, and serializes as the JSON, to the letter: fields that the type does not
/// know and digits that no float holds included. Clones share both.
pub struct Record<T> {
    typed: Arc<T>,
    json: Arc<RawValue>,
}

impl<T> Record<T> {
    /// A record that was decoded from this JSON. For adapters.
    pub fn new(typed: T, json: impl Into<Arc<RawValue>>) -> Self {
        Self {
            typed: Arc::new(typed),
            json: json.into(),
        }
    }

    /// The JSON that came.
    pub fn json(&self) -> &str {
        self.json.get()
    }

    pub(crate) fn into_parts(self) -> (Arc<T>, Arc<RawValue>) {
        (self.typed, self.json)
    }
}

impl<T> Deref for Record<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.typed
    }
}

impl<T> Clone for Record<T> {
    fn clone(&self) -> Self {
        Self {
            typed: Arc::clone(&self.typed),
            json: Arc::clone(&self.json),
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Record<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.typed.fmt(f)
    }
}

impl<T> Serialize for Record<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}
