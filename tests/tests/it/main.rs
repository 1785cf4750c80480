//! What spans crates.

// A failed assumption of a test is a failed test.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

customer_test_logs::collect!();

mod architecture;
mod auto_traits;
mod bucket;
mod cancel;
mod checked;
mod conformance;
mod contracts;
mod endpoints;
mod failure_matrix;
mod guide;
mod hostile;
mod imports;
mod listing;
mod logs;
mod one_customer;
mod operations;
mod provider_pages;
mod soak;
mod stateful;
mod support;
