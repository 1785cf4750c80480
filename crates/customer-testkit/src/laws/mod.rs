//! The laws, a module for each subject. Each is a function of a [harness](crate::Harness).
#![allow(clippy::missing_errors_doc)] // Of every law the same: what is wrong, and what to write.

pub mod calls;
#[cfg(feature = "http")]
mod canned;
pub mod changes;
#[cfg(feature = "http")]
pub mod errors;
pub mod fates;
pub mod finding;
pub mod harness;
#[cfg(feature = "http")]
pub mod ids;
pub mod listing;
pub mod operations;
pub mod outcomes;
#[cfg(feature = "http")]
pub mod pages;
pub mod privacy;
pub mod reading;
#[cfg(feature = "http")]
pub mod refusals;
#[cfg(feature = "http")]
pub mod reports;
pub mod requests;
pub mod settings;
pub mod strict;
pub(crate) mod support;
