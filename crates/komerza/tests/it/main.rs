//! The adapter against the documentation, against its laws, and over HTTP.
#![allow(missing_docs, clippy::unwrap_used)]

customer_test_logs::collect!();

mod builder;
mod end_to_end;
mod errors;
mod fixtures;
mod ip_rules;
mod listing;
mod refusals;
mod settling;
mod suite;
mod support;
mod unreadable;
