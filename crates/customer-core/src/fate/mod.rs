//! What becomes of each field that is written: decided before anything is sent, reported afterwards, and
//! compared with the record that the provider returned.

mod field_fates;
mod placed_name;
mod prepared;
mod preview;
mod reconcile;
mod report;

pub use field_fates::FieldFates;
pub use prepared::Prepared;
pub use preview::{Fidelity, Preview};
pub use report::{Alteration, FieldReport, Loss};
