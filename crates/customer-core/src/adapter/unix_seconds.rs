//! Instants that a provider writes as seconds since 1970.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

use super::wire_value::read_leaf;
use super::{Member, Part, Place, Problem, UnreadableList, WireValue};
use crate::Unreadable;
use crate::value::json_text;

/// An instant in whole seconds since 1970, as a provider wrote it: an integer, or a text that holds one. It is
/// written again as it came. For wire types.
///
/// Milliseconds are not guessed: a number that would be an instant after the year 9999 is none.
///
/// ```
/// use customer_core::adapter::UnixSeconds;
///
/// let created: UnixSeconds = serde_json::from_str("1626912000")?;
/// assert_eq!(created.instant().map(|at| at.to_rfc3339()).as_deref(), Some("2021-07-22T00:00:00+00:00"));
/// let created: UnixSeconds = serde_json::from_str("1626912000000")?;
/// assert_eq!(created.instant(), None);
/// assert_eq!(serde_json::to_string(&created)?, "1626912000000");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct UnixSeconds {
    /// A JSON number, or a JSON string.
    json: Box<str>,
}

impl UnixSeconds {
    /// The instant, where there is one.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        let instant = DateTime::from_timestamp(self.seconds()?, 0)?;
        (0..=9999).contains(&instant.year()).then_some(instant)
    }

    /// Whether there is nothing in the text, which is how some providers write null.
    pub fn is_empty(&self) -> bool {
        self.text().is_empty()
    }

    fn text(&self) -> &str {
        self.json.trim_matches('"').trim()
    }

    fn seconds(&self) -> Option<i64> {
        let digits = self.text();
        let is_integer =
            |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        let is_integer = is_integer(digits.strip_prefix('-').unwrap_or(digits));
        is_integer.then(|| digits.parse().ok())?
    }

    /// Why there is no instant; nothing where there is one, or nothing is said.
    fn why_no_instant(&self) -> Option<&'static str> {
        if self.is_empty() || self.instant().is_some() {
            return None;
        }
        Some(match self.seconds() {
            Some(_) => "a number of seconds beyond the years 0 to 9999, which is no instant",
            None => "no whole number of seconds",
        })
    }
}

/// Whole seconds: what is beyond them is left out.
impl From<DateTime<Utc>> for UnixSeconds {
    fn from(instant: DateTime<Utc>) -> Self {
        Self {
            json: instant.timestamp().to_string().into(),
        }
    }
}

impl Member<UnixSeconds> {
    /// The time, where something is said: an empty text is how some providers write null.
    pub fn filled(&self) -> Option<&UnixSeconds> {
        self.as_ref().filter(|time| !time.is_empty())
    }

    /// The instant, where there is one.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        self.as_ref().and_then(UnixSeconds::instant)
    }

    /// Whether what the time is of has happened: it has with an instant, and has not where nothing is said. Of
    /// anything else it is not known.
    pub fn has_happened(&self) -> Option<bool> {
        match self.filled() {
            None => (!self.is_unreadable()).then_some(false),
            Some(time) => time.instant().map(|_| true),
        }
    }
}

impl Serialize for UnixSeconds {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json_text::serialize(&self.json, serializer)
    }
}

impl<'de> Deserialize<'de> for UnixSeconds {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = json_text::deserialize(deserializer)?;
        match json.as_bytes().first() {
            Some(b'"' | b'-' | b'0'..=b'9') => Ok(Self { json }),
            _ => Err(serde::de::Error::custom("expected a number of seconds")),
        }
    }
}

impl WireValue for UnixSeconds {
    const EXPECTED: &'static str = "a number of seconds";

    fn read(json: &RawValue, _parts: &mut Vec<Part>) -> Result<Self, Problem> {
        read_leaf(json, Self::EXPECTED)
    }

    fn find_unreadable(&self, place: &Place<'_>, _parts: &[&Part], found: &mut UnreadableList) {
        if let Some(reason) = self.why_no_instant() {
            found.add(Unreadable::new(place.to_string(), reason));
        }
    }
}
