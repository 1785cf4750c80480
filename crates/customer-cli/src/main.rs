//! The `customers` command: one customer, many commerce systems.
#![forbid(unsafe_code)]

mod args;
mod calls;
mod commands;
mod connect;
mod escape;
mod exit;
mod failure;
mod input;
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

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    trace(arguments.verbose);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            output::error(format_args!("the runtime cannot be started: {error}"));
            return Exit::Failure.into();
        }
    };
    let exit = match runtime.block_on(commands::run(&arguments.command)) {
        Ok(exit) => exit,
        Err(Stop::Usage(message)) => {
            let message = escape::printable(&message);
            let error = Arguments::command().error(ErrorKind::ValueValidation, message);
            // Nowhere is left to tell that standard error cannot be written to.
            let _ = error.print();
            Exit::Usage
        }
        Err(Stop::Interrupted(interruption)) => return interruption.code.into(),
        Err(Stop::Output(error)) => {
            output::error(format_args!(
                "standard output cannot be written to: {error}"
            ));
            Exit::Failure
        }
    };
    exit.into()
}

/// Tells on standard error what is done, as much as was asked for.
fn trace(verbose: u8) {
    let filter = match (std::env::var("RUST_LOG"), verbose) {
        (Ok(directives), _) if !directives.is_empty() => EnvFilter::new(directives),
        (_, 0) => return,
        (_, 1) => EnvFilter::new("info"),
        (_, 2) => EnvFilter::new(
            "info,customer_http=debug,komerza=debug,commerceengine=debug,kohortpay=debug",
        ),
        (_, _) => EnvFilter::new("trace"),
    };
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .log_internal_errors(false)
        .init();
}
