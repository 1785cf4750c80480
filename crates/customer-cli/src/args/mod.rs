//! The command line: every command with its arguments, and every flag with its help text. A file holds the flags of
//! one subject, which several commands share. What a command does with them is in `commands`.

mod command;
mod connection;
mod customer;
mod sandbox;
mod targets;

pub(crate) use command::{
    AddAddress, Addresses, Arguments, Block, Change, Command, Create, Extent, Find, Format, Get,
    List, ListAddresses, Matrix, MatrixFormat, Preview, RemoveAddress, Settling, Update,
    UpdateAddress,
};
pub(crate) use connection::{Connection, chosen};
pub(crate) use customer::{AddressInput, CustomerInput};
pub(crate) use sandbox::{FaultArguments, FaultCommand, SandboxCommand, Serve};
pub(crate) use targets::{Target, Targets};
