//! Printing: results go to standard output, messages to standard error. `report` prints the results of most commands,
//! `listing` those of `list` and `search`, `matrix` those of `providers`; `table` and `json` are the formats they share.

pub(crate) mod call_log;
pub(crate) mod fields;
pub(crate) mod json;
pub(crate) mod listing;
pub(crate) mod matrix;
pub(crate) mod messages;
pub(crate) mod next_command;
pub(crate) mod progress;
mod report;
pub(crate) mod shell;
pub(crate) mod stdout;
pub(crate) mod table;
pub(crate) mod unreadable;

pub(crate) use report::report;
