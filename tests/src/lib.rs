//! What the tests that span crates share.
#![forbid(unsafe_code)]

pub mod adapters;
#[cfg(doctest)]
pub mod book;
pub mod bucket;
pub mod checked;
pub mod contract;
pub mod failure_matrix;
pub mod imports;
pub mod provider_page;
pub mod soak;
pub mod stage_clock;
pub mod stand_in;
