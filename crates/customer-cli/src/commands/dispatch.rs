//! Runs the command that was named.

use super::finish::Stop;
use super::{addresses, create, find, get, list, preview, providers, sandbox, status, update};
use crate::args::{Addresses, Command};
use crate::exit::Exit;
use crate::report::Outcome;

/// Runs a command.
///
/// # Errors
///
/// The command has no results, or cannot print them.
pub(crate) async fn run(command: &Command) -> Result<Exit, Stop> {
    match command {
        Command::Create(arguments) => create::create(arguments).await,
        Command::Preview(arguments) => preview::preview(arguments),
        Command::Get(arguments) => get::get(arguments).await,
        Command::Find(arguments) => find::find(arguments).await,
        Command::List(arguments) => list::list(arguments, None).await,
        Command::Search(arguments) => {
            list::list(&arguments.list, Some(arguments.text.join(" "))).await
        }
        Command::Update(arguments) => update::update(arguments).await,
        Command::Delete(arguments) => status::change(arguments, Outcome::Deleted).await,
        Command::Restore(arguments) => status::change(arguments, Outcome::Restored).await,
        Command::Unblock(arguments) => status::change(arguments, Outcome::Unblocked).await,
        Command::Block(arguments) => status::block(arguments).await,
        Command::Addresses(command) => match command {
            Addresses::List(arguments) => addresses::list(arguments).await,
            Addresses::Add(arguments) => addresses::add(arguments).await,
            Addresses::Update(arguments) => addresses::update(arguments).await,
            Addresses::Remove(arguments) => addresses::remove(arguments).await,
        },
        Command::Providers(arguments) => providers::show(arguments),
        Command::Sandbox(command) => sandbox::run(command).await,
    }
}
