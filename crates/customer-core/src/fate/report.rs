//! What became of each field that was given.

use serde::{Serialize, Serializer};

use crate::FieldPath;

/// A field that the provider holds in another form than it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Alteration {
    /// The field.
    pub field: FieldPath,
    /// How its form differs, in words that do not repeat the value.
    pub how: String,
}

/// A field that the provider cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The field.
    pub field: FieldPath,
    /// Why, in words that do not repeat the value.
    pub why: String,
}

/// Serialized as the field's path.
impl Serialize for Loss {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.field.serialize(serializer)
    }
}

/// What becomes of each given field: every one stands in exactly one of the three lists.
///
/// *Sent* means that reading the record back gives an equal value, where the provider returns the
/// field at all; a spelling of the provider's own (a country's name for its code) is no alteration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldReport {
    /// The fields that are held as they were given.
    pub sent: Vec<FieldPath>,
    /// The fields that are held in another form.
    pub altered: Vec<Alteration>,
    /// The fields that the provider cannot hold.
    pub unrepresentable: Vec<Loss>,
}

impl FieldReport {
    /// Whether nothing is lost.
    pub fn is_lossless(&self) -> bool {
        self.unrepresentable.is_empty()
    }
}
