//! Names of people.

use std::fmt;

use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::Patch;
use crate::adapter::setters;
use crate::model::validation::one_line;
use crate::value::full_name::join_name;
use crate::value::redact::presence;

crate::model::object::object_only!(PersonName, PersonNameUpdate);

/// A person's name. `Debug` shows which parts there are, not what they say.
///
/// A provider has one string for it or two parts, and what it has no place for is split or joined, which the
/// report of the write tells. Where both are given and say another, the one without a place is lost.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[validate(crate = "crate::adapter::rules")]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct PersonName {
    /// The whole name as one string.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub full: Option<String>,
    /// The given, or first, name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub given: Option<String>,
    /// The family, or last, name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub family: Option<String>,
}

impl PersonName {
    /// A name of which no part is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the whole name as one string.
        with_full => full: String,
        /// Sets the given name.
        with_given => given: String,
        /// Sets the family name.
        with_family => family: String,
    }

    /// Whether no part is known.
    pub fn is_empty(&self) -> bool {
        *self == Self::new()
    }

    /// The name as one string with one space between its words: the full name, or else the parts joined.
    pub fn to_full(&self) -> Option<String> {
        let parts = || join_name(self.given.as_deref(), self.family.as_deref());
        join_name(self.full.as_deref(), None).or_else(parts)
    }
}

/// A change of a name.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct PersonNameUpdate {
    /// The whole name as one string.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub full: Patch<String>,
    /// The given name.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub given: Patch<String>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub family: Patch<String>,
}

impl PersonNameUpdate {
    /// Whether nothing of the name is to change.
    pub fn is_keep(&self) -> bool {
        *self == Self::default()
    }
}

impl fmt::Debug for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonName")
            .field("full", &presence(self.full.as_ref()))
            .field("given", &presence(self.given.as_ref()))
            .field("family", &presence(self.family.as_ref()))
            .finish()
    }
}

impl fmt::Debug for PersonNameUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PersonNameUpdate")
            .field("full", &self.full.masked())
            .field("given", &self.given.masked())
            .field("family", &self.family.masked())
            .finish()
    }
}
