//! Members of a provider's object.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::adapter::Private;
use crate::{Patch, Timestamp};

/// A member of a provider's object that need not be there.
///
/// Absent and null are two things, so that an object that is read and written again is the same. A
/// member that is there and cannot be read is a third: its text is kept by the record, which writes
/// it again.
///
/// ```
/// use customer_core::adapter::Member;
///
/// let name: Member<String> = "Jane".into();
/// assert_eq!(name.as_deref(), Some("Jane"));
/// assert_eq!(Member::<String>::Null.as_ref(), None);
/// assert_ne!(Member::<String>::Null, Member::Absent);
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Member<T> {
    /// The object has no such member.
    #[default]
    Absent,
    /// The member is `null`.
    Null,
    /// The member is there, and is none of this type.
    Unreadable,
    /// The member has this value.
    Value(T),
}

impl<T> Member<T> {
    /// The value, if there is one.
    pub fn as_ref(&self) -> Option<&T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null | Self::Unreadable => None,
        }
    }

    /// The value by what it dereferences to, such as `&str`.
    pub fn as_deref(&self) -> Option<&T::Target>
    where
        T: std::ops::Deref,
    {
        self.as_ref().map(|value| &**value)
    }

    /// Takes the value out, if there is one.
    pub fn into_value(self) -> Option<T> {
        match self {
            Self::Value(value) => Some(value),
            Self::Absent | Self::Null | Self::Unreadable => None,
        }
    }

    /// The value, if there is one, as an iterator.
    pub fn iter(&self) -> std::option::IntoIter<&T> {
        self.as_ref().into_iter()
    }

    /// The same member with another value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Member<U> {
        match self {
            Self::Absent => Member::Absent,
            Self::Null => Member::Null,
            Self::Unreadable => Member::Unreadable,
            Self::Value(value) => Member::Value(convert(value)),
        }
    }

    /// Whether there is a value.
    pub fn is_value(&self) -> bool {
        matches!(self, Self::Value(_))
    }

    /// Whether the object has no such member.
    pub fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// Whether the member is `null`.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// Whether the member is there and could not be read.
    pub fn is_unreadable(&self) -> bool {
        matches!(self, Self::Unreadable)
    }
}

impl Member<String> {
    /// The text, where it says something: an empty one is how some providers write null.
    pub fn filled(&self) -> Option<&str> {
        self.as_deref().filter(|text| !text.trim().is_empty())
    }
}

impl Member<Private<String>> {
    /// The text, where it says something: an empty one is how some providers write null.
    pub fn filled(&self) -> Option<&str> {
        let text = self.as_ref().map(|text| text.as_str());
        text.filter(|text| !text.trim().is_empty())
    }
}

impl Member<Timestamp> {
    /// The time, where something is said: an empty text is how some providers write null.
    pub fn filled(&self) -> Option<&Timestamp> {
        self.as_ref().filter(|time| !time.is_empty())
    }

    /// The instant, where there is one.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        self.as_ref().and_then(Timestamp::instant)
    }

    /// Whether what the time is of has happened: it has with a date, and has not where nothing is
    /// said. Of any other text, and of what cannot be read, neither is known.
    pub fn has_happened(&self) -> Option<bool> {
        match self.filled() {
            None if self.is_unreadable() => None,
            None => Some(false),
            Some(time) => time.has_date().then_some(true),
        }
    }
}

impl<'a, T> IntoIterator for &'a Member<T> {
    type Item = &'a T;
    type IntoIter = std::option::IntoIter<&'a T>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T> From<T> for Member<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

/// `None` is absent.
impl<T> From<Option<T>> for Member<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Absent, Self::Value)
    }
}

/// What is kept is absent, and what is cleared is null.
impl<T> From<Patch<T>> for Member<T> {
    fn from(patch: Patch<T>) -> Self {
        match patch {
            Patch::Keep => Self::Absent,
            Patch::Set(value) => Self::Value(value),
            Patch::Clear => Self::Null,
        }
    }
}

impl From<String> for Member<Private<String>> {
    fn from(text: String) -> Self {
        Self::Value(text.into())
    }
}

impl From<&str> for Member<Private<String>> {
    fn from(text: &str) -> Self {
        Self::Value(text.into())
    }
}

impl From<&str> for Member<String> {
    fn from(text: &str) -> Self {
        Self::Value(text.to_owned())
    }
}

/// A member without a value is `null`; leave it out with `skip_serializing_if = "Member::is_absent"`.
impl<T: Serialize> Serialize for Member<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => serializer.serialize_some(value),
            Self::Absent | Self::Null | Self::Unreadable => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Member<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let value = Option::deserialize(deserializer)?;
        Ok(value.map_or(Self::Null, Self::Value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_takes_no_more_room_than_an_option() {
        assert_eq!(size_of::<Member<String>>(), size_of::<Option<String>>());
        assert_eq!(size_of::<Member<bool>>(), size_of::<Option<bool>>());
        assert_eq!(size_of::<Member<Vec<u8>>>(), size_of::<Option<Vec<u8>>>());
    }
}
