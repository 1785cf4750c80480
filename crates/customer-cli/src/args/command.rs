//! The command line.

use clap::{ArgAction, Args, Parser, Subcommand, ValueEnum};

use super::connection::{self, Connection, Providers};
use super::customer::{AddressInput, CustomerInput, UpdateInput};
use super::sandbox::SandboxCommand;
use super::targets::{Target, Targets};
use crate::exit::Exit;

/// Work with one customer in several commerce systems.
#[derive(Debug, Parser)]
#[command(name = "customers", version, after_long_help = Exit::help(), propagate_version = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Tell on standard error what is done; twice for details, three times for everything.
    /// `RUST_LOG`, where it is set, decides instead.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Register a customer.
    Create(Create),
    /// Tell what registering a customer would do with each field. Sends nothing, and needs no
    /// credentials.
    Preview(Preview),
    /// Read customers by their ids.
    Get(Get),
    /// Find the customers with exactly this e-mail address.
    Find(Find),
    /// List customers.
    List(List),
    /// List the customers that a provider finds for some words, in its own way.
    Search(Search),
    /// Change fields of customers.
    Update(Update),
    /// Delete customers.
    Delete(Change),
    /// Bring deleted customers back.
    Restore(Change),
    /// Bar customers from buying.
    Block(Block),
    /// Lift the block of customers.
    Unblock(Change),
    /// Work with the addresses of a customer.
    #[command(subcommand)]
    Addresses(Addresses),
    /// Show what each provider can do: operations and fields.
    Providers(Matrix),
    /// Run local stand-ins of the providers' APIs, and break them on cue.
    #[command(subcommand)]
    Sandbox(SandboxCommand),
}

/// How results are printed on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON value a line.
    Ndjson,
}

#[derive(Debug, Args)]
pub(crate) struct Output {
    /// How results are printed.
    #[arg(
        long,
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(crate) output: Format,
}

/// Whether a write may lose fields, and what is done when its outcome is unknown.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Go ahead without the fields that a provider cannot hold, and report them. Without it such a
    /// write is refused before anything is sent.
    #[arg(long)]
    pub(crate) lossy: bool,
    #[command(flatten)]
    pub(crate) settling: Settling,
}

#[derive(Debug, Args)]
pub(crate) struct Settling {
    /// When the answer to a write does not arrive, do not look whether it was done.
    #[arg(long)]
    pub(crate) no_settle: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Create {
    #[command(flatten)]
    pub(crate) providers: Providers,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Write a random token into the customer's metadata under this key. Should no answer arrive, the
    /// customer is told by it from all others. It takes a provider that returns metadata.
    #[arg(long, value_name = "KEY")]
    pub(crate) marker: Option<String>,
    #[command(flatten)]
    pub(crate) customer: CustomerInput,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Preview {
    #[command(flatten)]
    pub(crate) providers: Providers,
    #[command(flatten)]
    pub(crate) customer: CustomerInput,
    /// Nothing is lost by a preview: taken so that a `create` can be previewed by its first word.
    #[arg(long, hide = true)]
    pub(crate) lossy: bool,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Get {
    #[command(flatten)]
    pub(crate) targets: Targets,
    /// Read the addresses too, where that takes further requests.
    #[arg(long)]
    pub(crate) addresses: bool,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Find {
    #[command(flatten)]
    pub(crate) providers: Providers,
    /// The e-mail address.
    #[arg(long)]
    pub(crate) email: String,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How much of a listing.
#[derive(Debug, Args)]
pub(crate) struct Extent {
    /// Stop after this many customers of each provider.
    #[arg(
        long,
        value_name = "NUMBER",
        default_value_t = 25,
        conflicts_with = "all"
    )]
    pub(crate) limit: u64,
    /// Go on to the end.
    #[arg(long)]
    pub(crate) all: bool,
    /// Ask for this many customers a page. Without it: that of the cursor, or the limit, where it is at
    /// most 100, else what the provider gives.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) page_size: Option<u32>,
    /// Go on where an earlier listing stopped: its `next`. It is good for the same provider, account, mode
    /// and words, and keeps its page size.
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
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Search {
    /// The words to look for.
    #[arg(required = true)]
    pub(crate) words: Vec<String>,
    #[command(flatten)]
    pub(crate) list: List,
}

#[derive(Debug, Args)]
pub(crate) struct Update {
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) writing: Writing,
    /// Tell what would become of each field, and send nothing.
    #[arg(long)]
    pub(crate) preview: bool,
    #[command(flatten)]
    pub(crate) change: UpdateInput,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// A change of customers' standing that takes nothing but their ids.
#[derive(Debug, Args)]
pub(crate) struct Change {
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) settling: Settling,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Args)]
pub(crate) struct Block {
    /// Why, to be kept with the block.
    #[arg(long)]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) targets: Targets,
    #[command(flatten)]
    pub(crate) writing: Writing,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Addresses {
    /// Show all addresses of a customer.
    List(ListAddresses),
    /// Add an address.
    Add(AddAddress),
    /// Replace an address, whole, by another.
    Update(UpdateAddress),
    /// Remove an address.
    Remove(RemoveAddress),
}

#[derive(Debug, Args)]
pub(crate) struct ListAddresses {
    #[command(flatten)]
    pub(crate) target: Target,
    #[command(flatten)]
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
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
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
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
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
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
    pub(crate) connection: Connection,
    #[command(flatten)]
    pub(crate) output: Output,
}

/// How the matrix of capabilities is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum MatrixFormat {
    /// For people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// Tables of Markdown.
    Markdown,
}

#[derive(Debug, Args)]
pub(crate) struct Matrix {
    /// Show these providers alone; may be repeated.
    #[arg(long = "provider", value_name = "NAME", value_parser = connection::provider_names())]
    pub(crate) providers: Vec<String>,
    /// How the matrix is printed.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) output: MatrixFormat,
}
