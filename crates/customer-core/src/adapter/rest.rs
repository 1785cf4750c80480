//! What a record holds besides its readable members.

use std::fmt;

use serde::ser::SerializeMap;
use serde_json::value::RawValue;

use super::member::Member;
use super::raw_json::{RawJson, RawObject};
use super::wire_value::{NO_UNICODE_NAME, Part, TWICE, Whole};
use super::{Place, Problem, UnreadableList, WireValue};
use crate::Unreadable;

/// Why an object is listed of which no member is known.
const NO_KNOWN_MEMBER: &str = "an object without a known member";

/// The fields of a provider's object that this version does not know, each as the JSON that came.
/// `Debug` shows the names alone.
#[derive(Clone, Default, PartialEq, Eq)]
#[allow(clippy::box_collection, clippy::type_complexity)] // Most records have none: a thin pointer.
pub struct UnknownFields(Option<Box<Vec<(Box<str>, RawJson)>>>);

impl UnknownFields {
    /// The field of this name; where it stands twice, the last.
    pub fn get(&self, name: &str) -> Option<&RawJson> {
        let mut fields = self.iter().rev();
        fields.find(|(this, _)| *this == name).map(|(_, json)| json)
    }

    /// The fields, in their order. A name may stand twice.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = (&str, &RawJson)> {
        self.0
            .iter()
            .flat_map(|fields| fields.iter())
            .map(|(name, json)| (&**name, json))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    #[doc(hidden)]
    pub fn push(&mut self, name: Box<str>, json: RawJson) {
        self.0.get_or_insert_default().push((name, json));
    }

    #[doc(hidden)]
    pub fn write<M: SerializeMap>(&self, map: &mut M) -> Result<(), M::Error> {
        self.iter()
            .try_for_each(|(name, json)| map.serialize_entry(name, json))
    }
}

impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|(name, _)| name))
            .finish()
    }
}

/// What of a record's members could not be read, each with its JSON: it is written again to the
/// letter. `Debug` shows the names alone.
#[derive(Clone, Default, PartialEq, Eq)]
#[allow(clippy::box_collection)] // Most records have none: a thin pointer.
pub struct UnreadableMembers(Option<Box<Vec<Left>>>);

#[derive(Clone, PartialEq, Eq)]
struct Left {
    member: &'static str,
    what: What,
}

#[derive(Clone, PartialEq, Eq)]
enum What {
    /// The member, which is then `Member::Unreadable`.
    Whole(Problem, RawJson),
    /// The member stands again behind this one.
    Earlier(RawJson),
    /// A part of the member.
    Part(Part),
    /// A member under a name that is no Unicode; no text can be written for it.
    Nameless,
}

impl UnreadableMembers {
    /// Whether all could be read.
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    fn iter(&self) -> impl Iterator<Item = &Left> {
        self.0.iter().flat_map(|left| left.iter())
    }

    fn push(&mut self, member: &'static str, what: What) {
        self.0.get_or_insert_default().push(Left { member, what });
    }

    fn parts(&self, name: &str) -> Vec<&Part> {
        self.iter()
            .filter(|left| left.member == name)
            .filter_map(|left| match &left.what {
                What::Part(part) => Some(part),
                _ => None,
            })
            .collect()
    }

    /// Reads the member of this name, if it is there.
    #[doc(hidden)]
    pub fn read<T: WireValue>(&mut self, object: &RawObject<'_>, name: &'static str) -> Member<T> {
        match self.last(object, name) {
            None => Member::Absent,
            Some(json) if json.get() == "null" => Member::Null,
            Some(json) => match self.value(json, name) {
                Ok(value) => Member::Value(value),
                Err(problem) => {
                    self.push(name, What::Whole(problem, json.to_owned().into()));
                    Member::Unreadable
                }
            },
        }
    }

    /// Reads a member without which there is no record.
    #[doc(hidden)]
    pub fn required<T: WireValue>(
        &mut self,
        object: &RawObject<'_>,
        name: &'static str,
    ) -> Result<T, Problem> {
        let mut all = object.all(name).map(RawValue::get);
        let first = all.next();
        if all.any(|json| Some(json) != first) {
            return Err(Problem::new("stands more than once, and differs").below(name));
        }
        let json = self
            .last(object, name)
            .ok_or_else(|| Problem::new(format!("missing field `{name}`")))?;
        let value: T = self
            .value(json, name)
            .map_err(|problem| problem.below(name))?;
        if value.is_blank() {
            return Err(Problem::new("is empty").below(name));
        }
        Ok(value)
    }

    fn last<'a>(&mut self, object: &RawObject<'a>, name: &'static str) -> Option<&'a RawValue> {
        let mut all = object.all(name);
        let last = all.next_back();
        for json in all {
            self.push(name, What::Earlier(json.to_owned().into()));
        }
        last
    }

    fn value<T: WireValue>(&mut self, json: &RawValue, name: &'static str) -> Result<T, Problem> {
        let mut parts = Vec::new();
        let value = T::read(json, &mut parts)?;
        for part in parts {
            self.push(name, What::Part(part));
        }
        Ok(value)
    }

    /// Takes the members that the type does not know.
    #[doc(hidden)]
    pub fn unknown(&mut self, object: &RawObject<'_>, known: &[&str]) -> UnknownFields {
        let mut unknown = UnknownFields::default();
        for (name, json) in object.iter() {
            match name {
                None => self.push("", What::Nameless),
                Some(name) if known.contains(&name) => {}
                Some(name) => unknown.push(name.into(), json.to_owned().into()),
            }
        }
        unknown
    }

    /// Adds what could not be read of the record as such: names, and an object that has members of which
    /// `none_is_known`.
    #[doc(hidden)]
    pub fn find_in_record(
        &self,
        place: &Place<'_>,
        none_is_known: bool,
        found: &mut UnreadableList,
    ) {
        if none_is_known {
            found.add(Unreadable::new(place.to_string(), NO_KNOWN_MEMBER));
        }
        for left in self.iter() {
            if matches!(left.what, What::Nameless) {
                found.add(Unreadable::new(place.name("").to_string(), NO_UNICODE_NAME));
            }
        }
    }

    /// Adds what could not be read of one member.
    #[doc(hidden)]
    pub fn find_in_member<T: WireValue>(
        &self,
        place: &Place<'_>,
        name: &'static str,
        value: Option<&T>,
        found: &mut UnreadableList,
    ) {
        let place = place.name(name);
        if self.is_empty() {
            if let Some(value) = value {
                value.find_unreadable(&place, &[], found);
            }
            return;
        }
        for left in self.iter().filter(|left| left.member == name) {
            let (path, reason) = match &left.what {
                What::Whole(problem, _) => (place.joined(&problem.path), problem.reason.clone()),
                What::Earlier(_) => (place.to_string(), TWICE.into()),
                What::Part(part) => (part.path(&place), part.problem.reason.clone()),
                What::Nameless => continue,
            };
            found.add(Unreadable::new(path, reason));
        }
        if let Some(value) = value {
            value.find_unreadable(&place, &self.parts(name), found);
        }
    }

    /// Writes a member, if it was there.
    #[doc(hidden)]
    pub fn write<M: SerializeMap, T: WireValue>(
        &self,
        map: &mut M,
        name: &'static str,
        member: &Member<T>,
    ) -> Result<(), M::Error> {
        match member {
            Member::Absent => Ok(()),
            Member::Null => {
                self.write_earlier(map, name)?;
                map.serialize_entry(name, &())
            }
            Member::Value(value) => self.write_required(map, name, value),
            Member::Unreadable => {
                self.write_earlier(map, name)?;
                let whole = self.iter().find_map(|left| match &left.what {
                    What::Whole(_, json) if left.member == name => Some(json),
                    _ => None,
                });
                whole.map_or(Ok(()), |json| map.serialize_entry(name, json))
            }
        }
    }

    /// Writes a member that is always there.
    #[doc(hidden)]
    pub fn write_required<M: SerializeMap, T: WireValue>(
        &self,
        map: &mut M,
        name: &'static str,
        value: &T,
    ) -> Result<(), M::Error> {
        if self.is_empty() {
            return map.serialize_entry(name, value);
        }
        self.write_earlier(map, name)?;
        map.serialize_entry(name, &Whole(value, &self.parts(name)))
    }

    fn write_earlier<M: SerializeMap>(&self, map: &mut M, name: &str) -> Result<(), M::Error> {
        self.iter()
            .filter(|left| left.member == name)
            .try_for_each(|left| match &left.what {
                What::Earlier(json) => map.serialize_entry(name, json),
                _ => Ok(()),
            })
    }
}

impl fmt::Debug for UnreadableMembers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set()
            .entries(self.iter().map(|left| left.member))
            .finish()
    }
}
