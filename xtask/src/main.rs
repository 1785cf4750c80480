//! Tasks of the workspace: `cargo xtask new-provider` writes an adapter for one more provider.
#![forbid(unsafe_code)]

mod new_provider;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tasks of the workspace.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", version)]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Write a crate for one more provider, with its tests and what the workspace has to know of it.
    NewProvider(new_provider::Options),
}

fn main() -> ExitCode {
    let Task::NewProvider(options) = Arguments::parse().task;
    match new_provider::run(&options) {
        Ok(report) => {
            println!("{report}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
