//! What became of each field that was given.

use serde::{Serialize, Serializer};

use crate::FieldPath;

/// A field that the provider holds in another form than it was given.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Alteration {
    /// The field.
    pub field: FieldPath,
    /// How its form differs, in words that do not show the value.
    pub how: String,
}

/// A field that the provider cannot hold.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Loss {
    /// The field.
    pub field: FieldPath,
    /// Why, in words that do not show the value.
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

    /// Whether each of these fields stands in exactly one of the lists, and no other field does: the law
    /// that every report keeps.
    pub fn is_partition_of(&self, given: &[FieldPath]) -> bool {
        let altered = self.altered.iter().map(|alteration| &alteration.field);
        let lost = self.unrepresentable.iter().map(|loss| &loss.field);
        let mut listed: Vec<_> = self.sent.iter().chain(altered).chain(lost).collect();
        let mut given: Vec<_> = given.iter().collect();
        listed.sort_unstable();
        given.sort_unstable();
        listed == given
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Field;

    #[test]
    fn a_field_that_is_missing_twice_there_or_not_given_breaks_the_partition() {
        let [email, phone] = [Field::Email, Field::Phone].map(FieldPath::from);
        let report = FieldReport {
            sent: vec![phone.clone()],
            altered: vec![Alteration {
                field: email.clone(),
                how: String::new(),
            }],
            unrepresentable: Vec::new(),
        };
        assert!(report.is_partition_of(&[email.clone(), phone.clone()]));
        assert!(!report.is_partition_of(std::slice::from_ref(&email)));
        assert!(!report.is_partition_of(&[email.clone(), phone, Field::Locale.into()]));
        let twice = FieldReport {
            sent: vec![email.clone()],
            ..report
        };
        assert!(!twice.is_partition_of(&[email]));
    }
}
