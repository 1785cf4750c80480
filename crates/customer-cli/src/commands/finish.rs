//! How a command ends: its results are printed, and its exit code is decided.

use std::io;

use crate::args::Format;
use crate::calls::interrupt::Interruption;
use crate::exit::Exit;
use crate::output::stdout::ignore_broken_pipe;
use crate::output::table::View;
use crate::output::{self, messages};
use crate::report::{Entry, Report};

/// Why a command ends without results.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The command line is not valid.
    Usage(String),
    /// Standard output cannot be written to.
    Output(io::Error),
    /// A signal interrupted the process, and no outcome is unknown.
    Interrupted(Interruption),
}

impl From<io::Error> for Stop {
    fn from(error: io::Error) -> Self {
        Self::Output(error)
    }
}

/// Prints the results of a read. They decide the exit code, even if the reader closed the pipe.
///
/// # Errors
///
/// Standard output cannot be written to.
pub(super) fn finish(report: &Report, format: Format, view: View) -> Result<Exit, Stop> {
    ignore_broken_pipe(output::report(report, format, view))?;
    Ok(report.exit())
}

/// Prints the results of a write. They decide the exit code.
///
/// If results of completed writes cannot be printed, their ids go to standard error, and the exit code says that the
/// output is lost. Otherwise a script would take the writes for failed and run them again.
///
/// # Errors
///
/// Standard output cannot be written to and no write was done, or a signal interrupted the command.
pub(super) fn finish_write(report: &Report, format: Format, view: View) -> Result<Exit, Stop> {
    let exit = report.exit();
    match output::report(report, format, view) {
        Err(error) if report.results.iter().any(Entry::is_done) => {
            messages::error(format_args!(
                "cannot write to standard output: {error}; these writes were done:"
            ));
            for entry in report.results.iter().filter(|entry| entry.is_done()) {
                messages::error(entry.in_one_line());
            }
            return Ok(Exit::worst([exit, Exit::OutputLost]));
        }
        // Without a completed or unknown write, this fails as a read does.
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
