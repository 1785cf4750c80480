//! Printing results and messages.

use std::fmt::Display;
use std::io::{self, Write};

use super::unreadable::Warnings;
use super::{json, table};
use crate::args::Format;
use crate::escape::on_one_line;
use crate::report::Report;

/// What a table of results shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// What became of each field.
    Fates,
    /// The customers, whole.
    Customers,
    /// What was done to which customer.
    Changes,
    /// Addresses.
    Addresses,
}

/// Prints the results, and the failures on standard error.
///
/// # Errors
///
/// Standard output cannot be written to.
pub(crate) fn report(report: &Report, format: Format, view: View) -> io::Result<()> {
    for failure in report.failures() {
        error(failure.message());
    }
    Warnings::of_report(report);
    match format {
        Format::Table => write(table::report(report, view).as_bytes()),
        Format::Json => write(&json::document(report)?),
        Format::Ndjson => {
            let mut lines = Vec::new();
            for entry in &report.results {
                json::line(entry, &mut lines)?;
            }
            write(&lines)
        }
    }
}

/// Writes to standard output.
///
/// # Errors
///
/// It cannot be written to.
pub(crate) fn write(bytes: &[u8]) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(bytes)?;
    stdout.flush()
}

/// Tells what went wrong, on standard error.
pub(crate) fn error(message: impl Display) {
    tell("error: ", &message.to_string());
}

/// Tells of something that is not as it should be, on standard error.
pub(crate) fn warning(message: impl Display) {
    tell("warning: ", &message.to_string());
}

/// Tells something worth knowing, on standard error.
pub(crate) fn note(message: impl Display) {
    tell("note: ", &message.to_string());
}

/// There is nowhere to tell that standard error cannot be written to.
fn tell(sort: &str, message: &str) {
    let _ = writeln!(io::stderr().lock(), "{sort}{}", on_one_line(message));
}
