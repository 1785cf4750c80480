//! Values that are read as far as they can be.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::raw_json::{RawJson, RawObject, problem};
use super::{Place, Problem, UnreadableList};
use crate::adapter::Private;
use crate::{Amount, Metadata, MetadataValue, Timestamp, Unreadable};

/// A value of a wire type. What [`wire_record!`](crate::adapter::wire_record!) and
/// [`text_enum!`](crate::adapter::text_enum!) declare is one.
///
/// Reading by [`Deserialize`](serde::Deserialize) is quick and takes all or nothing. Where that
/// fails, [`read`](Self::read) takes what can be read.
pub trait WireValue: Serialize + Sized {
    /// What is expected, in words: `a text`.
    const EXPECTED: &'static str;

    /// Reads what can be read. Elements of lists and entries of maps that cannot be are put into
    /// `parts`, and left out.
    ///
    /// # Errors
    ///
    /// Nothing of it can be read.
    fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem>;

    /// Whether it is what some providers write for nothing: an empty text, which is no id.
    fn is_blank(&self) -> bool {
        false
    }

    /// Adds the places in this value that could not be read. `parts` are those that were left out.
    fn find_unreadable(&self, _place: &Place<'_>, _parts: &[&Part], _found: &mut UnreadableList) {}

    /// Writes the value again, with the parts that were left out when it was read.
    ///
    /// # Errors
    ///
    /// As the serializer.
    fn write<S: Serializer>(&self, _parts: &[&Part], serializer: S) -> Result<S::Ok, S::Error> {
        self.serialize(serializer)
    }
}

/// A part of a list or a map that could not be read, with its JSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub(super) at: At,
    pub(super) problem: Problem,
    pub(super) json: RawJson,
}

/// Where in its list or map a part stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum At {
    Index(usize),
    Name(Box<str>),
    /// It cannot be written again.
    Nowhere,
}

impl Part {
    fn new(at: At, problem: Problem, json: &RawValue) -> Self {
        Self {
            at,
            problem,
            json: json.to_owned().into(),
        }
    }

    pub(super) fn path(&self, place: &Place<'_>) -> String {
        match &self.at {
            At::Index(index) => place.index(*index).joined(&self.problem.path),
            At::Name(name) => place.name(name).joined(&self.problem.path),
            At::Nowhere => place.joined(&self.problem.path),
        }
    }

    /// A part of a part: it is told of, and not written again.
    fn inside(self, place: &Place<'_>) -> Self {
        let path = self.path(place);
        Self {
            at: At::Nowhere,
            problem: Problem {
                path,
                ..self.problem
            },
            json: self.json,
        }
    }
}

/// Reads a value that has no parts.
///
/// # Errors
///
/// The text is something else than `expected`.
pub fn read_leaf<T: DeserializeOwned>(
    json: &RawValue,
    expected: &'static str,
) -> Result<T, Problem> {
    serde_json::from_str(json.get()).map_err(|_| problem(json, expected))
}

macro_rules! leaves {
    ($($type:ty => $expected:literal),+ $(,)?) => {
        $(
            impl WireValue for $type {
                const EXPECTED: &'static str = $expected;

                fn read(json: &RawValue, _parts: &mut Vec<Part>) -> Result<Self, Problem> {
                    read_leaf(json, Self::EXPECTED)
                }
            }
        )+
    };
}

impl WireValue for String {
    const EXPECTED: &'static str = "a text";

    fn read(json: &RawValue, _parts: &mut Vec<Part>) -> Result<Self, Problem> {
        read_leaf(json, Self::EXPECTED)
    }

    fn is_blank(&self) -> bool {
        self.trim().is_empty()
    }
}

leaves! {
    bool => "true or false",
    u8 => "a number",
    u32 => "a number",
    u64 => "a number",
    i64 => "a number",
    Amount => "a number",
    MetadataValue => "any value",
    RawJson => "any value",
    Value => "any value",
}

impl WireValue for Timestamp {
    const EXPECTED: &'static str = "a text";

    fn read(json: &RawValue, _parts: &mut Vec<Part>) -> Result<Self, Problem> {
        read_leaf(json, Self::EXPECTED)
    }

    fn find_unreadable(&self, place: &Place<'_>, _parts: &[&Part], found: &mut UnreadableList) {
        if let Some(reason) = self.why_no_instant() {
            found.add(Unreadable::new(place.to_string(), reason));
        }
    }
}

impl<T: WireValue> WireValue for Private<T> {
    const EXPECTED: &'static str = T::EXPECTED;

    fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem> {
        T::read(json, parts).map(Self::from)
    }

    fn find_unreadable(&self, place: &Place<'_>, parts: &[&Part], found: &mut UnreadableList) {
        (**self).find_unreadable(place, parts, found);
    }

    fn write<S: Serializer>(&self, parts: &[&Part], serializer: S) -> Result<S::Ok, S::Error> {
        (**self).write(parts, serializer)
    }
}

impl<T: WireValue> WireValue for Vec<T> {
    const EXPECTED: &'static str = "a list";

    fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem> {
        let Ok(elements) = serde_json::from_str::<Vec<&RawValue>>(json.get()) else {
            // Some languages do not tell an empty list from an empty object.
            return match RawObject::read(json) {
                Ok(object) if object.is_empty() => Ok(Self::new()),
                _ => Err(problem(json, Self::EXPECTED)),
            };
        };
        let mut values = Self::new();
        for (index, element) in elements.into_iter().enumerate() {
            let mut inner = Vec::new();
            match T::read(element, &mut inner) {
                Ok(value) => values.push(value),
                Err(problem) => parts.push(Part::new(At::Index(index), problem, element)),
            }
            let place = Place::ROOT.index(index);
            parts.extend(inner.into_iter().map(|part| part.inside(&place)));
        }
        Ok(values)
    }

    fn find_unreadable(&self, place: &Place<'_>, parts: &[&Part], found: &mut UnreadableList) {
        let left_out = |index: &usize| parts.iter().any(|part| part.at == At::Index(*index));
        let indexes = (0..).filter(|index| parts.is_empty() || !left_out(index));
        for (index, value) in indexes.zip(self) {
            value.find_unreadable(&place.index(index), &[], found);
        }
    }

    fn write<S: Serializer>(&self, parts: &[&Part], serializer: S) -> Result<S::Ok, S::Error> {
        let mut left_out = parts.iter().filter_map(|part| match part.at {
            At::Index(index) => Some((index, &part.json)),
            _ => None,
        });
        let mut next = left_out.next();
        let mut list = serializer.serialize_seq(None)?;
        let mut values = self.iter();
        for index in 0.. {
            match next {
                Some((at, json)) if at == index => {
                    list.serialize_element(json)?;
                    next = left_out.next();
                }
                _ => match values.next() {
                    Some(value) => list.serialize_element(value)?,
                    None => break,
                },
            }
        }
        list.end()
    }
}

impl<T: WireValue> WireValue for BTreeMap<String, T> {
    const EXPECTED: &'static str = "an object";

    fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem> {
        let object = RawObject::read(json)?;
        let mut values = Self::new();
        for (index, (name, json)) in object.iter().enumerate() {
            let Some(name) = name else {
                let problem = Problem::new(NO_UNICODE_NAME);
                let part = Part::new(At::Nowhere, problem, json);
                parts.push(part.inside(&Place::ROOT.name("")));
                continue;
            };
            let at = || At::Name(name.into());
            let comes_again = object
                .iter()
                .skip(index + 1)
                .any(|(other, _)| other == Some(name));
            if comes_again {
                parts.push(Part::new(at(), Problem::new(TWICE), json));
                continue;
            }
            let mut inner = Vec::new();
            match T::read(json, &mut inner) {
                Ok(value) => drop(values.insert(name.to_owned(), value)),
                Err(problem) => parts.push(Part::new(at(), problem, json)),
            }
            let place = Place::ROOT.name(name);
            parts.extend(inner.into_iter().map(|part| part.inside(&place)));
        }
        Ok(values)
    }

    fn find_unreadable(&self, place: &Place<'_>, _parts: &[&Part], found: &mut UnreadableList) {
        for (name, value) in self {
            value.find_unreadable(&place.name(name), &[], found);
        }
    }

    fn write<S: Serializer>(&self, parts: &[&Part], serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for part in parts {
            if let At::Name(name) = &part.at {
                map.serialize_entry(name, &part.json)?;
            }
        }
        for (name, value) in self {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

/// `[]` is metadata without entries.
impl WireValue for Metadata {
    const EXPECTED: &'static str = "an object";

    fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem> {
        BTreeMap::<String, MetadataValue>::read(json, parts).map(Self::from)
    }

    fn write<S: Serializer>(&self, parts: &[&Part], serializer: S) -> Result<S::Ok, S::Error> {
        if parts.is_empty() {
            return self.serialize(serializer);
        }
        let entries: BTreeMap<_, _> = self.clone().into_iter().collect();
        entries.write(parts, serializer)
    }
}

/// Of a member that stands more than once.
pub(super) const TWICE: &str = "stands more than once; the last counts";

/// Of a member's name.
pub(super) const NO_UNICODE_NAME: &str = "a name that is no Unicode";

/// Writes a value with its parts, where a serializer asks for one value.
pub(super) struct Whole<'a, T>(pub(super) &'a T, pub(super) &'a [&'a Part]);

impl<T: WireValue> Serialize for Whole<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.1.is_empty() {
            return self.0.serialize(serializer);
        }
        self.0.write(self.1, serializer)
    }
}
