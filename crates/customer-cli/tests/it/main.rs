//! Tests that run the `customers` command as a shell does.

#![allow(clippy::unwrap_used)]

customer_test_logs::collect!();

mod addresses;
mod bad_input;
mod bad_responses;
mod create;
mod documentation;
#[cfg(unix)]
mod interrupted;
mod list;
mod messages;
mod outcome_unknown;
mod privacy;
mod providers;
mod read;
mod sandbox;
mod settings;
mod status;
mod support;
mod terminal;
mod unreadable;
mod update;
