//! Printing a report in the format that was chosen.

use std::io;

use super::json;
use super::messages;
use super::stdout::write;
use super::table::{View, results};
use super::unreadable::Warnings;
use crate::args::Format;
use crate::report::Report;

/// Prints the results, and the failures and warnings on standard error.
///
/// # Errors
///
/// Standard output cannot be written to.
pub(crate) fn report(report: &Report, format: Format, view: View) -> io::Result<()> {
    for failure in report.failures() {
        messages::failure(failure);
    }
    Warnings::of_report(report);
    match format {
        Format::Table => write(results(report, view).as_bytes()),
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
