//! The flags of commands that write.

use clap::Args;
use customer_core::{Fidelity, WriteOptions};

/// Whether a write may lose fields, and whether it is settled if its outcome is unknown.
#[derive(Debug, Args)]
pub(crate) struct Writing {
    /// Write even if a provider cannot hold some fields, and report them. Without this flag such a
    /// write is refused before anything is sent.
    #[arg(long)]
    pub(crate) lossy: bool,
    #[command(flatten)]
    pub(crate) settling: Settling,
}

impl Writing {
    /// The options of the write.
    pub(crate) fn options(&self) -> WriteOptions {
        let fidelity = if self.lossy {
            Fidelity::Lossy
        } else {
            Fidelity::Strict
        };
        WriteOptions::new().with_fidelity(fidelity)
    }
}

#[derive(Debug, Args)]
pub(crate) struct Settling {
    /// If the response to a write does not arrive, do not look up whether the write was done.
    #[arg(long)]
    pub(crate) no_settle: bool,
}
