//! A field that is the reason of an error.

use std::fmt;

use serde::Serialize;

/// A field that is the reason of an error, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldProblem {
    /// The path of the field, such as `addresses[0].phone`; in a native request the provider's spelling.
    pub field: String,
    /// Why, in words that do not show the value.
    pub reason: String,
}

impl FieldProblem {
    /// A problem with one field. `reason` must not show the field's value.
    pub fn new(field: impl fmt::Display, reason: impl Into<String>) -> Self {
        Self {
            field: field.to_string(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}
