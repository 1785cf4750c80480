//! The laws, a module for each subject. Each is a function of a [harness](crate::Harness).
#![allow(clippy::missing_errors_doc)] // Of every law the same: what is wrong, and what to write.

pub mod fates;
pub mod operations;
pub mod requests;
mod support;
