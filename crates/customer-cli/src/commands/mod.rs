//! The commands: a file holds what one command does, or several that are alike. `dispatch` runs the one that was named,
//! `finish` prints its results and decides its exit code. How providers are called is in `calls`.

mod addresses;
mod create;
mod dispatch;
mod find;
mod finish;
mod get;
mod list;
mod providers;
mod sandbox;
mod standing;
mod update;

pub(crate) use create::sandbox_flags;
pub(crate) use dispatch::run;
pub(crate) use finish::Stop;
