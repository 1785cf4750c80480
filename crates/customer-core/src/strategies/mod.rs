//! Proptest strategies for the domain, for the property tests of adapters and applications.
//!
//! What they make is well formed, and otherwise as odd as the domain allows: names in many scripts,
//! several addresses of one role, tax ids of unknown kinds. A provider that cannot hold something
//! of it says so; that is what the tests are for.

mod domain;
mod json;
mod replaced;
pub(crate) mod values;

pub use domain::*;
pub use json::{any_json, disturbed_json};
pub use replaced::{Replaced, raw_json, replaced};
pub use values::*;
