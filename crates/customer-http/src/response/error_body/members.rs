//! The members of an object, as they came.

use std::fmt;

use serde::de::{Deserializer as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use super::text::{Lossy, is_number, string};

/// The most members that are kept of an object, and items of a list. Names that are asked for most are
/// kept beyond it, so that a long body cannot hide them.
const MOST: usize = 200;

/// Names that decide what a response is.
const DECIDING: [&str; 4] = ["success", "error", "code", "id"];

/// What a member says that is true or false.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flag {
    /// There is no such member.
    Absent,
    /// It is null.
    Null,
    /// True, `"true"` or 1.
    True,
    /// False, `"false"` or 0.
    False,
    /// Something else.
    Unclear,
}

/// The members of an object, in their order; a name may stand twice.
#[derive(Default)]
pub(super) struct Members<'a>(Vec<(String, &'a RawValue)>);

/// Names alone: values may be personal.
impl fmt::Debug for Members<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Members").field(&self.0.len()).finish()
    }
}

impl<'a> Members<'a> {
    pub(super) fn read(text: &'a str) -> Self {
        let mut members = Self::default();
        let visitor = MembersVisitor(&mut members);
        // What was read before the text went wrong is kept.
        let _ = serde_json::Deserializer::from_str(text).deserialize_map(visitor);
        members
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().map(|(name, raw)| (name.as_str(), *raw))
    }

    /// Every member of this name.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &'a RawValue> {
        let same = move |(other, _): &&(String, &'a RawValue)| other.eq_ignore_ascii_case(name);
        self.0.iter().filter(same).map(|(_, raw)| *raw)
    }

    pub(super) fn flag(&self, name: &str) -> Flag {
        let rank = |flag: &Flag| match flag {
            Flag::Absent => 0,
            Flag::Null => 1,
            Flag::True => 2,
            Flag::Unclear => 3,
            Flag::False => 4,
        };
        let flags = self.all(name).map(flag);
        flags.max_by_key(rank).unwrap_or(Flag::Absent)
    }
}

fn flag(raw: &RawValue) -> Flag {
    let of_word = |word: &str| match word {
        "true" | "1" => Flag::True,
        "false" | "0" => Flag::False,
        _ => Flag::Unclear,
    };
    match raw.get() {
        "null" => Flag::Null,
        "true" => Flag::True,
        "false" => Flag::False,
        text if is_number(text) => match text.parse::<f64>() {
            Ok(0.0) => Flag::False,
            Ok(1.0) => Flag::True,
            _ => Flag::Unclear,
        },
        _ => string(raw).map_or(Flag::Unclear, |text| {
            of_word(&text.trim().to_ascii_lowercase())
        }),
    }
}

struct MembersVisitor<'m, 'a>(&'m mut Members<'a>);

impl<'de> Visitor<'de> for MembersVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Members(members) = self.0;
        while let Some(name) = map.next_key_seed(Lossy)? {
            let raw: &'de RawValue = map.next_value()?;
            let decides = || {
                DECIDING
                    .iter()
                    .any(|other| name.eq_ignore_ascii_case(other))
            };
            if members.len() < MOST || (members.len() < 2 * MOST && decides()) {
                members.push((name, raw));
            }
        }
        Ok(())
    }
}

/// The first items of a list, as they came.
pub(super) fn items(raw: &RawValue) -> Vec<&RawValue> {
    let mut items = Vec::new();
    let visitor = ItemsVisitor(&mut items);
    let _ = serde_json::Deserializer::from_str(raw.get()).deserialize_seq(visitor);
    items
}

struct ItemsVisitor<'m, 'a>(&'m mut Vec<&'a RawValue>);

impl<'de> Visitor<'de> for ItemsVisitor<'_, 'de> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        while let Some(item) = list.next_element()? {
            self.0.push(item);
            if self.0.len() == MOST {
                break;
            }
        }
        Ok(())
    }
}
