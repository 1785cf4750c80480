//! Runs the command that was named.

use super::finish::Stop;
use super::{addresses, create, find, get, list, providers, sandbox, standing, update};
use crate::args::{Addresses, Command};
use crate::exit::Exit;
use crate::report::Outcome;

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
        Command::Delete(arguments) => standing::change(arguments, Outcome::Deleted).await,
        Command::Restore(arguments) => standing::change(arguments, Outcome::Restored).await,
        Command::Unblock(arguments) => standing::change(arguments, Outcome::Unblocked).await,
        Command::Block(arguments) => standing::block(arguments).await,
        Command::Addresses(command) => match command {
            Addresses::List(arguments) => addresses::list(arguments).await,
            Addresses::Add(arguments) => addresses::add(arguments).await,
            Addresses::Update(arguments) => addresses::update(arguments).await,
            Addresses::Remove(arguments) => addresses::remove(arguments).await,
        },
        Command::Providers(arguments) => providers::matrix(arguments),
        Command::Sandbox(command) => sandbox::run(command).await,
    }
}
