//! JSON as it came.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::Problem;

/// Any JSON value, kept as its text: digits that no float holds and texts that are no Unicode are
/// there unchanged. `Debug` does not show it.
#[derive(Clone)]
pub struct RawJson(Box<RawValue>);

impl RawJson {
    /// The JSON text.
    pub fn get(&self) -> &str {
        self.0.get()
    }
}

impl From<Box<RawValue>> for RawJson {
    fn from(json: Box<RawValue>) -> Self {
        Self(json)
    }
}

/// Two values are equal where their texts are.
impl PartialEq for RawJson {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

impl Eq for RawJson {}

impl fmt::Debug for RawJson {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl Serialize for RawJson {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for RawJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::deserialize(deserializer).map(Self)
    }
}

/// What sort of value the text is, in words.
pub(super) fn sort(json: &RawValue) -> &'static str {
    match json.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "a list",
        Some(b'"') => "a text",
        Some(b't' | b'f') => "true or false",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// Why the text is not what was expected, without the text.
pub(super) fn problem(json: &RawValue, expected: &str) -> Problem {
    let found = sort(json);
    if found != expected {
        return Problem::new(format!("{found}, where {expected} was expected"));
    }
    Problem::new(match found {
        "a text" => "a text with half a surrogate pair, which is no Unicode",
        "a number" => "a number that does not fit",
        _ => "a value that does not fit",
    })
}

/// The members of a JSON object, in their order and as they came: one may stand twice, and a name
/// may be no Unicode.
#[derive(Debug, Clone, Default)]
pub struct RawObject<'a> {
    members: Vec<(Option<String>, &'a RawValue)>,
}

impl<'a> RawObject<'a> {
    /// Takes an object apart. An empty list is an empty object: some languages do not tell them
    /// apart.
    ///
    /// # Errors
    ///
    /// The text is something else.
    pub fn read(json: &'a RawValue) -> Result<Self, Problem> {
        if serde_json::from_str::<[(); 0]>(json.get()).is_ok() {
            return Ok(Self::default());
        }
        serde_json::Deserializer::from_str(json.get())
            .deserialize_map(Members)
            .map_err(|_| problem(json, "an object"))
    }

    /// The last member of this name: where one stands twice, most readers take the last.
    pub fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.all(name).last()
    }

    /// All members of this name.
    pub fn all<'s>(&'s self, name: &'s str) -> impl DoubleEndedIterator<Item = &'a RawValue> + 's {
        self.members
            .iter()
            .filter(move |(this, _)| this.as_deref() == Some(name))
            .map(|(_, json)| *json)
    }

    /// Whether there is no member.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// The members, each with its name where that is Unicode.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Option<&str>, &'a RawValue)> {
        self.members
            .iter()
            .map(|(name, json)| (name.as_deref(), *json))
    }
}

struct Members;

impl<'de> Visitor<'de> for Members {
    type Value = RawObject<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut members = Vec::new();
        while let Some((name, json)) = map.next_entry::<&RawValue, &RawValue>()? {
            members.push((serde_json::from_str(name.get()).ok(), json));
        }
        Ok(RawObject { members })
    }
}
