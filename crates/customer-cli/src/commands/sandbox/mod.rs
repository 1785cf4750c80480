//! `customers sandbox …`: `serve` runs the sandbox, `fault` injects faults into a running one.

mod fault;
mod serve;

use super::finish::Stop;
use crate::args::SandboxCommand;
use crate::exit::Exit;

pub(super) async fn run(command: &SandboxCommand) -> Result<Exit, Stop> {
    match command {
        SandboxCommand::Serve(arguments) => serve::serve(arguments).await,
        SandboxCommand::Fault(arguments) => fault::fault(arguments).await,
    }
}
