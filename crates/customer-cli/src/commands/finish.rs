//! How a command ends: its results are printed, and its exit code is decided.

use std::io;

use crate::args::Format;
use crate::calls::interrupt::Interruption;
use crate::exit::Exit;
use crate::output::{self, View};
use crate::report::{Entry, Report};

/// Why a command stopped before it had results.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The command line is not one.
    Usage(String),
    /// Standard output cannot be written to.
    Output(io::Error),
    /// The process was told to end, and nothing that it had begun is unknown.
    Interrupted(Interruption),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Prints the results, and ends as they say.
///
/// A reader that closed the pipe has seen what it wanted: the results decide all the same.
pub(super) fn finish(report: &Report, format: Format, view: View) -> Result<Exit, Stop> {
    match output::report(report, format, view) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(report.exit()),
    }
}

/// Prints the results of a write, and ends as they say.
///
/// Who does not see the results would think that nothing was done, and do it again: the ids go to
/// standard error, and the exit code says that it is the output that is missing.
pub(super) fn finish_write(report: &Report, format: Format, view: View) -> Result<Exit, Stop> {
    let exit = report.exit();
    match output::report(report, format, view) {
        Err(error) if report.results.iter().any(Entry::is_done) => {
            output::error(format_args!(
                "standard output cannot be written to: {error}; what was done is this"
            ));
            for entry in report.results.iter().filter(|entry| entry.is_done()) {
                output::error(entry.in_one_line());
            }
            return Ok(Exit::worst([exit, Exit::OutputLost]));
        }
        // Where nothing was done, and nothing is unknown, it is a failure like that of a read.
        Err(error) if exit != Exit::OutcomeUnknown && error.kind() != io::ErrorKind::BrokenPipe => {
            return Err(error.into());
        }
        _ => {}
    }
    match report.interruption {
        Some(interruption) if exit != Exit::OutcomeUnknown => Err(Stop::Interrupted(interruption)),
        _ => Ok(exit),
    }
}
