//! A provider's own record.

use std::any::Any;
use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::Unreadable;
use crate::adapter::{Part, Place, Problem, UnreadableList, WireValue};

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
/// know and digits that no float holds included. Clones share both, and so do the records of one page:
/// a record keeps its whole response in memory.
pub struct Record<T> {
    /// Shared by a page: an allocation for each record costs a listing 3 % more instructions.
    records: Arc<Records<T>>,
    index: usize,
}

/// What one response brought.
struct Records<T> {
    typed: Vec<T>,
    json: Box<dyn RecordSource>,
}

impl<T> Record<T> {
    /// A record that was decoded from this JSON. For adapters.
    pub fn new(typed: T, json: Box<RawValue>) -> Self {
        Self::one(typed, json)
    }

    /// A record whose JSON the source hands out under the index 0. For transports.
    pub fn one(typed: T, json: impl RecordSource + 'static) -> Self {
        let (typed, json) = (vec![typed], Box::new(json));
        Self {
            records: Arc::new(Records { typed, json }),
            index: 0,
        }
    }

    /// The records of a list, whose JSON the source hands out under their indexes. For transports.
    pub fn many(
        typed: Vec<T>,
        json: impl RecordSource + 'static,
    ) -> impl ExactSizeIterator<Item = Self> {
        let indexes = 0..typed.len();
        let json = Box::new(json);
        let records = Arc::new(Records { typed, json });
        indexes.map(move |index| Self {
            records: Arc::clone(&records),
            index,
        })
    }

    /// The JSON that came.
    pub fn json(&self) -> &str {
        self.records.json.json(self.index)
    }
}

/// A record whose type is known to those who ask for it.
#[derive(Clone)]
pub(crate) struct AnyRecord {
    records: Arc<dyn AnyRecords>,
    index: usize,
}

trait AnyRecords: Send + Sync {
    fn any(&self, index: usize) -> &dyn Any;
    fn json(&self, index: usize) -> &str;
    fn unreadable(&self, index: usize) -> Vec<Unreadable>;
}

impl<T: WireValue + Any + Send + Sync> AnyRecords for Records<T> {
    fn any(&self, index: usize) -> &dyn Any {
        &self.typed[index]
    }

    fn json(&self, index: usize) -> &str {
        self.json.json(index)
    }

    fn unreadable(&self, index: usize) -> Vec<Unreadable> {
        let mut found = UnreadableList::new();
        self.typed[index].find_unreadable(&Place::ROOT, &[], &mut found);
        found.into_vec()
    }
}

/// In the place of a type that is not known.
#[derive(Serialize)]
struct Untyped;

impl WireValue for Untyped {
    const EXPECTED: &'static str = "any value";

    fn read(_json: &RawValue, _parts: &mut Vec<Part>) -> Result<Self, Problem> {
        Ok(Self)
    }
}

impl AnyRecord {
    pub(crate) fn typed<T: Any>(&self) -> Option<&T> {
        self.records.any(self.index).downcast_ref()
    }

    pub(crate) fn json(&self) -> &str {
        self.records.json(self.index)
    }

    /// The places that could not be read, looked for anew with each call.
    pub(crate) fn unreadable(&self) -> Vec<Unreadable> {
        self.records.unreadable(self.index)
    }
}

impl<T: WireValue + Any + Send + Sync> From<Record<T>> for AnyRecord {
    fn from(record: Record<T>) -> Self {
        Self {
            records: record.records,
            index: record.index,
        }
    }
}

impl PartialEq for AnyRecord {
    fn eq(&self, other: &Self) -> bool {
        self.json() == other.json()
    }
}

impl Serialize for AnyRecord {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_json(self.json(), serializer)
    }
}

impl<'de> Deserialize<'de> for AnyRecord {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = Box::<RawValue>::deserialize(deserializer)?;
        Ok(Record::new(Untyped, json).into())
    }
}

fn serialize_json<S: Serializer>(json: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let json: &RawValue = serde_json::from_str(json).map_err(S::Error::custom)?;
    json.serialize(serializer)
}

impl<T> Deref for Record<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.records.typed[self.index]
    }
}

impl<T> Clone for Record<T> {
    fn clone(&self) -> Self {
        Self {
            records: Arc::clone(&self.records),
            index: self.index,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Record<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T> Serialize for Record<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_json(self.json(), serializer)
    }
}
