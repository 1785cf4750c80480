//! Errors: why a sandbox did not start, and those of stand-ins.

use std::io;

use crate::provider::Provider;

/// Any error of a stand-in.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// Why a sandbox did not start, or could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A listener could not be opened, or the sandbox's thread could not be started.
    #[error("the sandbox cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port that was asked for; 0 stands for any free one.
        port: u16,
        /// The error of the operating system.
        source: io::Error,
    },
    /// The state cannot be opened, read or written.
    #[error("the sandbox's state cannot be used")]
    State(#[from] sqlx::Error),
    /// The file holds the state of another version of the sandbox.
    #[error(
        "the state file has layout {found}, this sandbox reads layout {expected}: use another file"
    )]
    Layout {
        /// The layout of the file.
        found: i64,
        /// The layout that this version reads and writes.
        expected: i64,
    },
    /// A directory for the state could not be created, or not be made private.
    #[error("the sandbox's directory cannot be used")]
    Directory(#[source] io::Error),
    /// The file of the state could not be created, or not be made private.
    #[error("the sandbox's state file cannot be used")]
    File(#[source] io::Error),
    /// More seeded customers were asked for than there are seeds.
    #[error("{asked} seeded customers were asked for, {most} are the most there can be")]
    TooManySeeds {
        /// How many were asked for.
        asked: u64,
        /// The most there can be.
        most: u64,
    },
    /// The control API and each stand-in need a port, in a row, and there are too few above the one given.
    #[error("port {0} leaves no room for those of the stand-ins above it")]
    Ports(u16),
    /// A stand-in did not start, or could not do what the sandbox asked of it.
    #[error("the stand-in of {provider} does not work")]
    StandIn {
        /// Whose stand-in.
        provider: Provider,
        /// Its error.
        source: BoxError,
    },
    /// Two stand-ins of one provider were given.
    #[error("two stand-ins of {0} were given")]
    HostedTwice(Provider),
    /// The sandbox's own thread ended before it answered.
    #[error("the sandbox has stopped")]
    Stopped,
}
