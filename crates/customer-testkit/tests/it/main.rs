//! The suite on providers that are right, and on providers with one fault each.
#![allow(missing_docs, clippy::unwrap_used)]

mod mutants;
