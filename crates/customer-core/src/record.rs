//! A provider's own record.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::ser::Error as _;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

/// Where the JSON of records is kept until somebody asks for it. For transports: taking the text of
/// each record out of an answer costs time that most callers have no use for.
pub trait RecordSource: Send + Sync {
    /// The JSON of the record with this index.
    fn json(&self, index: usize) -> &str;
}

impl RecordSource for Box<RawValue> {
    fn json(&self, _index: usize) -> &str {
        self.get()
    }
}

/// A provider's own record: in the adapter's type, and as the JSON that came.
///
/// It behaves like the type, and serializes as the JSON, to the letter: fields that the type does not
/// know and digits that no float holds included. Clones share both.
pub struct Record<T> {
    typed: Arc<T>,
    json: RecordJson,
}

/// The JSON of one record.
#[derive(Clone)]
pub(crate) struct RecordJson {
    source: Arc<dyn RecordSource>,
    index: usize,
}

impl RecordJson {
    pub(crate) fn new(json: Box<RawValue>) -> Self {
        Self {
            source: Arc::new(json),
            index: 0,
        }
    }

    pub(crate) fn get(&self) -> &str {
        self.source.json(self.index)
    }
}

impl Serialize for RecordJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let json: &RawValue = serde_json::from_str(self.get()).map_err(S::Error::custom)?;
        json.serialize(serializer)
    }
}

impl<T> Record<T> {
    /// A record that was decoded from this JSON. For adapters.
    pub fn new(typed: T, json: Box<RawValue>) -> Self {
        Self {
            typed: Arc::new(typed),
            json: RecordJson::new(json),
        }
    }

    /// A record whose JSON the source hands out under this index. For transports.
    pub fn from_source(typed: T, source: Arc<dyn RecordSource>, index: usize) -> Self {
        Self {
            typed: Arc::new(typed),
            json: RecordJson { source, index },
        }
    }

    /// The JSON that came.
    pub fn json(&self) -> &str {
        self.json.get()
    }

    pub(crate) fn into_parts(self) -> (Arc<T>, RecordJson) {
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
            json: self.json.clone(),
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
