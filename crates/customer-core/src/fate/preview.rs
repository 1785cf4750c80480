//! What a write would do, and whether it may.

use serde::Serialize;

use crate::{Error, ErrorKind, FieldProblem, FieldReport, Result};

/// Whether a write may lose fields.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fidelity {
    /// A write that would lose a field is refused before anything is sent.
    #[default]
    Strict,
    /// The write goes ahead without what cannot be held, and says what that was.
    Lossy,
}

/// What a write would do, told before anything is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Preview {
    /// What would become of each given field.
    pub fields: FieldReport,
    /// What is missing or not valid: with any of these the write is refused, strict or lossy.
    pub problems: Vec<FieldProblem>,
}

impl Preview {
    /// Checks whether the write may go ahead.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where there are problems, [`ErrorKind::UnrepresentableFields`]
    /// where [`Fidelity::Strict`] would lose fields.
    pub fn check(&self, fidelity: Fidelity) -> Result<()> {
        if !self.problems.is_empty() {
            return Err(Error::invalid_input(self.problems.clone()));
        }
        if fidelity == Fidelity::Strict && !self.fields.is_lossless() {
            let losses = self.fields.unrepresentable.iter();
            let fields = losses
                .map(|loss| FieldProblem::new(&loss.field, &*loss.why))
                .collect();
            let message = "refused before anything was sent, since it would lose fields";
            return Err(Error::new(ErrorKind::UnrepresentableFields, message).with_fields(fields));
        }
        Ok(())
    }
}
