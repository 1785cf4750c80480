//! The command line: every command with its arguments, and every flag with its help text. `command` has the commands.
//! The other files have the flags of one subject each. What a command does with its flags is in `commands`.

mod address;
mod command;
mod common;
mod connection;
mod customer;
mod key_value;
mod known_names;
mod output;
mod sandbox;
mod targets;
mod write;

pub(crate) use address::AddressInput;
pub(crate) use command::{
    AddAddress, Addresses, Arguments, Block, ChangeStatus, Command, Create, Extent, Find, Get,
    List, ListAddresses, Preview, RemoveAddress, ShowProviders, Update, UpdateAddress,
};
pub(crate) use common::Common;
pub(crate) use connection::{Connection, Named, providers_named};
pub(crate) use customer::CustomerInput;
pub(crate) use output::{Format, MatrixFormat};
pub(crate) use sandbox::{FaultArguments, FaultCommand, SandboxCommand, Serve};
pub(crate) use targets::{Target, Targets};
pub(crate) use write::Settling;
