//! What becomes of each field that is written: decided before anything is sent, reported afterwards, and
//! held against the record that the provider returned.

mod fates;
pub(crate) mod reconcile;

pub use fates::{Alteration, Fidelity, FieldFates, FieldReport, Loss, Prepared, Preview};
pub use reconcile::Answers;
