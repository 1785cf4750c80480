//! Every command with its arguments.

use clap::{ArgAction, Args, Parser, Subcommand};

use super::address::AddressInput;
use super::common::Common;
use super::connection::{OfflineProviders, Providers, provider_names};
use super::customer::{CustomerInput, UpdateInput};
use super::output::MatrixFormat;
use super::sandbox::SandboxCommand;
use super::targets::{Target, Targets};
use super::write::{Settling, Writing};
use crate::exit::Exit;

/// Work with customers in several commerce systems.
#[derive(Debug, Parser)]
#[command(name = "customers", version, after_long_help = Exit::help(), propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Print a line for each call on standard error; twice for each attempt and wait too, three times for a log of
    /// everything, which `RUST_LOG` filters.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Create a customer.
    Create(Create),
    /// Show what creating a customer would do with each field. Sends nothing and needs no
    /// credentials.
    Preview(Preview),
    /// Get customers by id.
    Get(Get),
    /// Find the customers with exactly this e-mail address.
    Find(Find),
    /// List customers.
    List(List),
    /// List the customers that match a search text. What matches depends on the provider.
    Search(Search),
    /// Update fields of customers.
    Update(Update),
    /// Delete customers.
    Delete(ChangeStatus),
    /// Restore deleted customers.
    Restore(ChangeStatus),
    /// Block customers from buying.
    Block(Block),
    /// Unblock customers.
    Unblock(ChangeStatus),
    /// List, add, update and remove the addresses of a customer.
    #[command(subcommand)]
    Addresses(Addresses),
    /// Show the capabilities of each provider: operations and fields.
    Providers(ShowProviders),
    /// Run a local sandbox of the providers' APIs, and inject faults into it.
    #[command(subcommand)]
    Sandbox(SandboxCommand),
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    pub(crate) providers: Providers,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Write a random token into the customer's metadata under this key. If no response arrives, the
    /// token identifies the customer. Needs a provider that returns metadata.
    #[arg(long, value_name = "KEY")]
    pub(crate) marker: Option<String>,
    #[command(flatten)]
    pub(crate) customer: CustomerInput,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    #[command(flatten)]
    pub(crate) providers: OfflineProviders,
    #[command(flatten)]
    pub(crate) customer: CustomerInput,
    /// No effect: accepted so that the arguments of a `create` can be previewed unchanged.
    #[arg(long, hide = true)]
    pub(crate) lossy: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    pub(crate) targets: Targets,
    /// Get the addresses too, even if that takes further requests.
    #[arg(long)]
    pub(crate) addresses: bool,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Find {
    #[command(flatten)]
    pub(crate) providers: Providers,
    /// The e-mail address.
    #[arg(long)]
    pub(crate) email: String,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// How much of a listing is printed.
#[derive(Debug, Args)]
pub(crate) struct Extent {
    /// Stop after this many customers per provider.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 25,
        conflicts_with = "all"
    )]
    pub(crate) limit: u64,
    /// List all customers.
    #[arg(long)]
    pub(crate) all: bool,
    /// Request this many customers per page. Default: the page size of the cursor, else the limit if
    /// it is at most 100, else the provider's default.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) page_size: Option<u32>,
    /// Continue an earlier listing: its `next`. The cursor works with the same provider, account, mode
    /// and search text, and keeps its page size.
    #[arg(long)]
    pub(crate) cursor: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct List {
    #[command(flatten)]
    pub(crate) providers: Providers,
    #[command(flatten)]
    pub(crate) extent: Extent,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The text to search for; several words are joined by spaces.
    #[arg(required = true, value_name = "TEXT")]
    pub(crate) text: Vec<String>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Show what would become of each field, and send nothing.
    #[arg(long)]
    pub(crate) preview: bool,
    #[command(flatten)]
    pub(crate) change: UpdateInput,
    #[command(flatten)]
    pub(crate) common: Common,
}

/// The arguments of `delete`, `restore` and `unblock`.
#[derive(Debug, Args)]
pub(crate) struct ChangeStatus {
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) settling: Settling,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct Block {
    /// The reason, stored with the block.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Addresses {
    /// List all addresses of a customer.
    List(ListAddresses),
    /// Add an address.
    Add(AddAddress),
    /// Replace an address as a whole.
    Update(UpdateAddress),
    /// Remove an address.
    Remove(RemoveAddress),
}

#[derive(Debug, Args)]
pub(crate) struct ListAddresses {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct AddAddress {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) address: AddressInput,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct UpdateAddress {
    #[command(flatten)]
    pub(crate) target: Target,
    /// The provider's id of the address.
    pub(crate) address_id: String,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) address: AddressInput,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct RemoveAddress {
    #[command(flatten)]
    pub(crate) target: Target,
    /// The provider's id of the address.
    pub(crate) address_id: String,
    #[command(flatten)]
    pub(crate) settling: Settling,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Args)]
pub(crate) struct ShowProviders {
    /// Show only these providers; may be repeated.
    #[arg(long = "provider", value_name = "NAME", value_parser = provider_names())]
    pub(crate) providers: Vec<String>,
    /// The format of the matrix.
    #[arg(long = "output", value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) format: MatrixFormat,
}
