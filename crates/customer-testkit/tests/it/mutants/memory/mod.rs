//! The in-memory provider under the suite, right or with one fault.

mod harness;
mod mutant;
mod slip;

pub(crate) use harness::MemoryHarness;
pub(crate) use slip::Slip;
