//! What the tests that span crates share.

pub mod checked;
pub mod contract;
