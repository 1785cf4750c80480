//! The `customers` command, run as a shell runs it.

#![allow(clippy::unwrap_used)]

customer_test_logs::collect!();

mod addresses;
mod bad_answers;
mod bad_input;
mod create;
mod documentation;
#[cfg(unix)]
mod interrupted;
mod list;
mod outcome_unknown;
mod privacy;
mod providers;
mod read;
mod sandbox;
mod settings;
mod standing;
mod support;
mod terminal;
mod unreadable;
mod update;
