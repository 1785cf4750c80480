//! The `customers` command: works with customers in several commerce systems.
//!
//! `args` has the commands and flags, `commands` runs a command, `calls` calls providers concurrently and settles writes,
//! `connect` sets up adapters, `input` reads files, `output` prints. `exit` has the exit codes.
#![forbid(unsafe_code)]

mod args;
mod calls;
mod commands;
mod connect;
mod escape;
mod exit;
mod failure;
mod input;
mod next_step;
mod output;
mod providers;
mod report;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser};
use tracing_subscriber::EnvFilter;

use crate::args::Arguments;
use crate::commands::Stop;
use crate::exit::Exit;
use crate::output::messages;

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    start_logging(arguments.verbose);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            messages::error(format_args!("cannot start the runtime: {error}"));
            return Exit::Failure.into();
        }
    };
    let exit = match runtime.block_on(commands::run(&arguments.command)) {
        Ok(exit) => exit,
        Err(Stop::Usage(message)) => {
            let message = escape::printable(&message);
            let error = Arguments::command().error(ErrorKind::ValueValidation, message);
            // If standard error cannot be written to, no message can say so.
            let _ = error.print();
            Exit::Usage
        }
        Err(Stop::Interrupted(interruption)) => return interruption.code.into(),
        Err(Stop::Output(error)) => {
            messages::error(format_args!("cannot write to standard output: {error}"));
            Exit::Failure
        }
    };
    exit.into()
}

/// Starts logging to standard error, as `--verbose` and `RUST_LOG` say.
fn start_logging(verbose: u8) {
    output::call_log::set_verbosity(verbose);
    let filter = match (std::env::var("RUST_LOG"), verbose) {
        (Ok(directives), _) if !directives.is_empty() => EnvFilter::new(directives),
        (_, 0..=2) => return,
        (_, _) => EnvFilter::new("trace"),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false)
        .init();
}
