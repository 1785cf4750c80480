//! Three-valued changes.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::redact::presence;

/// What an update does with one field.
///
/// In JSON a key left out keeps the field, `null` clears it, a value sets it; the field needs
/// `#[serde(default, skip_serializing_if = "Patch::is_keep")]`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// Leaves the field as it is; nothing is sent.
    #[default]
    Keep,
    /// Gives the field this value.
    Set(T),
    /// Takes the field's value away.
    Clear,
}

impl<T> Patch<T> {
    /// Whether nothing is to change.
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }

    /// The value to be set, if one is.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Set(value) => Some(value),
            Self::Keep | Self::Clear => None,
        }
    }

    /// The same change with a borrowed value.
    pub fn as_ref(&self) -> Patch<&T> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Set(value) => Patch::Set(value),
            Self::Clear => Patch::Clear,
        }
    }

    /// The same change of another value.
    pub fn map<U>(self, convert: impl FnOnce(T) -> U) -> Patch<U> {
        match self {
            Self::Keep => Patch::Keep,
            Self::Set(value) => Patch::Set(convert(value)),
            Self::Clear => Patch::Clear,
        }
    }

    /// Applies the patch to `field`.
    pub fn apply(self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Set(value) => *field = Some(value),
            Self::Clear => *field = None,
        }
    }
}

impl Patch<String> {
    /// The sort of change, without the value: for `Debug`.
    pub(crate) fn masked(&self) -> Patch<impl fmt::Debug> {
        self.as_ref().map(|text| presence(Some(text)))
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Set(value) => serializer.serialize_some(value),
            Self::Keep | Self::Clear => serializer.serialize_none(),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(match Option::deserialize(deserializer)? {
            Some(value) => Self::Set(value),
            None => Self::Clear,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Patch::is_keep")]
        name: Patch<String>,
    }

    #[test]
    fn absent_null_and_value_are_three_things() {
        for (json, name) in [
            ("{}", Patch::Keep),
            (r#"{"name":null}"#, Patch::Clear),
            (r#"{"name":"a"}"#, Patch::Set("a".to_owned())),
        ] {
            let update = Update { name };
            assert_eq!(
                serde_json::from_str::<Update>(json).ok().as_ref(),
                Some(&update)
            );
            assert_eq!(serde_json::to_string(&update).ok().as_deref(), Some(json));
        }
    }

    #[test]
    fn applying_twice_is_applying_once() {
        for patch in [Patch::Keep, Patch::Set(2), Patch::Clear] {
            let mut once = Some(1);
            patch.apply(&mut once);
            let mut twice = once;
            patch.apply(&mut twice);
            assert_eq!(once, twice);
        }
    }
}
