//! The commands: a file holds what one command does, or a few similar commands. `dispatch` runs the command of the command
//! line, `finish` prints its results and decides its exit code. How providers are called is in `calls`.

mod addresses;
mod create;
mod dispatch;
mod find;
mod finish;
mod get;
mod list;
mod preview;
mod providers;
mod sandbox;
mod status;
mod update;

pub(crate) use dispatch::run;
pub(crate) use finish::Stop;
