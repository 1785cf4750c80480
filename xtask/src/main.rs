//! Tasks of the workspace: `cargo xtask new-provider` writes an adapter for one more provider.
#![forbid(unsafe_code)]

mod check_template;
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
    /// Write one crate of each kind from the template, and compare the laws that fail with those that have to be filled in.
    CheckTemplate,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().task {
        Task::NewProvider(options) => new_provider::run(&options),
        Task::CheckTemplate => check_template::run(),
    };
    match done {
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
