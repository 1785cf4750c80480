//! The commands.

mod addresses;
mod ask;
mod change;
mod create;
mod find;
mod get;
mod list;
mod matrix;
mod sandbox;
mod settle;
mod update;

use std::io;

use crate::args::{Addresses, Command, Format};
use crate::exit::Exit;
use crate::interrupt::Interruption;
use crate::output::{self, View};
use crate::report::{Entry, Outcome, Report};

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

/// Runs a command.
///
/// # Errors
///
/// It stopped before it had results, or could not print them.
pub(crate) async fn run(command: &Command) -> Result<Exit, Stop> {
    match command {
        Command::Create(arguments) => create::create(arguments).await,
        Command::Preview(arguments) => create::preview(arguments),
        Command::Get(arguments) => get::get(arguments).await,
        Command::Find(arguments) => find::find(arguments).await,
        Command::List(arguments) => list::list(arguments, None).await,
        Command::Search(arguments) => {
            list::list(&arguments.list, Some(arguments.words.join(" "))).await
        }
        Command::Update(arguments) => update::update(arguments).await,
        Command::Delete(arguments) => change::change(arguments, Outcome::Deleted).await,
        Command::Restore(arguments) => change::change(arguments, Outcome::Restored).await,
        Command::Unblock(arguments) => change::change(arguments, Outcome::Unblocked).await,
        Command::Block(arguments) => change::block(arguments).await,
        Command::Addresses(command) => match command {
            Addresses::List(arguments) => addresses::list(arguments).await,
            Addresses::Add(arguments) => addresses::add(arguments).await,
            Addresses::Update(arguments) => addresses::update(arguments).await,
            Addresses::Remove(arguments) => addresses::remove(arguments).await,
        },
        Command::Providers(arguments) => matrix::matrix(arguments),
        Command::Sandbox(command) => sandbox::run(command).await,
    }
}

/// Prints the results, and ends as they say.
///
/// A reader that closed the pipe has seen what it wanted: the results decide all the same.
fn finish(report: &Report, format: Format, view: View) -> Result<Exit, Stop> {
    match output::report(report, format, view) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(report.exit()),
    }
}

/// Prints the results of a write, and ends as they say.
///
/// Who does not see the results would think that nothing was done, and do it again: the ids go to
/// standard error, and the exit code says that it is the output that is missing.
fn finish_write(report: &Report, format: Format, view: View) -> Result<Exit, Stop> {
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
