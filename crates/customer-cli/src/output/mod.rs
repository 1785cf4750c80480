//! Printing: data to standard output, messages to standard error.

pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod listing;
pub(crate) mod matrix;
pub(crate) mod progress;
mod report;
pub(crate) mod shell;
pub(crate) mod table;
pub(crate) mod unreadable;

pub(crate) use report::{View, error, note, report, write};
