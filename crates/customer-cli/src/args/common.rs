//! The flags of every command that calls providers.

use clap::Args;

use super::connection::Connection;
use super::output::Format;

/// How providers are called, and how results are printed.
#[derive(Debug, Args)]
pub(crate) struct Common {
    #[command(flatten)]
    pub(crate) connection: Connection,
    /// The format of the results.
    #[arg(
        long = "output",
        value_enum,
        default_value_t,
        value_name = "FORMAT",
        help_heading = "Output"
    )]
    pub(crate) format: Format,
}
