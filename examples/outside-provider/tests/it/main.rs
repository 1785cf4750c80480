//! The adapter against the conformance suite, and against what only this provider has.
#![allow(missing_docs, clippy::unwrap_used)]

mod own;
mod stand_in;
mod suite;
