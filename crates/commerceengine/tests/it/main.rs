//! The adapter against the documentation, against its laws, and over HTTP.
#![allow(missing_docs, clippy::unwrap_used)]

customer_test_logs::collect!();

mod addresses;
mod builder;
mod end_to_end;
mod errors;
mod fixtures;
mod listing;
mod newer_readings;
mod refusals;
mod reports;
mod suite;
mod support;
mod tokens;
mod unreadable;
mod unreadable_addresses;
mod updates;
