//! What a fault does to a request.

use serde::{Deserialize, Serialize};

/// The size of a body that no client should hold: 1 GiB.
pub(super) const GIBIBYTE: u64 = 1 << 30;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Effect {
    /// The request waits: before it is carried out, or after it where the fault acts.
    Delay {
        /// For how long.
        milliseconds: u64,
    },
    /// Connections are refused from now on, and those that are open are closed. This strikes at once, the provider
    /// alone is looked at, and it lasts until the faults are cleared or the time is over.
    RefuseConnections {
        /// For how long; null until the faults are cleared.
        #[serde(default)]
        milliseconds: Option<u64>,
    },
    /// The connection is reset.
    Reset {
        /// When.
        point: ResetPoint,
    },
    /// The answer ends in the middle of its body: the connection is closed in order, short of the announced length.
    CutBody,
    /// The answer's body comes in pieces with a pause after each.
    TrickleBody {
        /// How large a piece is.
        bytes: usize,
        /// How long a pause is.
        pause_milliseconds: u64,
    },
    /// A status, with the provider's envelope of an error.
    Status {
        /// Which.
        status: u16,
        /// The value of `Retry-After`: seconds, a date, or what should not stand there.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
    },
    /// A page in HTML, as a proxy in front of the provider would send it.
    Html {
        /// With which status.
        status: u16,
    },
    /// A body that says it is JSON and is not UTF-8.
    InvalidUtf8 {
        /// With which status.
        #[serde(default = "ok")]
        status: u16,
    },
    /// A body that is larger than anyone would hold. It is blank, so that a JSON parser reads on and on.
    HugeBody {
        /// How large; 1 GiB if not set.
        #[serde(default = "gibibyte")]
        bytes: u64,
        /// Whether the length is announced.
        #[serde(default)]
        announced: bool,
    },
    /// A small body, compressed with gzip, that inflates to one that nobody would hold.
    InflatingBody {
        /// To how large; 1 GiB if not set.
        #[serde(default = "gibibyte")]
        bytes: u64,
    },
    /// A 200 whose body is said to be in a content coding that nobody asked for, such as `br`. Its bytes are no text.
    Encoded {
        /// The value of `Content-Encoding`.
        coding: String,
    },
    /// A redirection.
    Redirect {
        /// With which status.
        #[serde(default = "temporary")]
        status: u16,
        /// Where to, such as another origin.
        location: String,
    },
    /// A 200 whose body holds a record and an error at once.
    RecordAndError,
    /// A 200 whose body says that it failed. KohortPay has no such answer: there it is a 200 with the body of an error.
    SuccessFalse,
    /// An answer without a body.
    Empty {
        /// With which status.
        #[serde(default = "ok")]
        status: u16,
    },
}

pub(super) fn ok() -> u16 {
    200
}

pub(super) fn temporary() -> u16 {
    307
}

fn gibibyte() -> u64 {
    GIBIBYTE
}

/// When a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResetPoint {
    /// The head was looked at to see whether the fault matches; the body is not read, nothing is carried out.
    BeforeReading,
    /// The request was read whole; nothing is carried out.
    AfterReading,
    /// The request was carried out; nothing of the answer is sent.
    AfterCommitting,
    /// The request was carried out; the answer breaks off in its first line or headers.
    InHead,
    /// The request was carried out; the answer breaks off in its body.
    InBody,
}

impl ResetPoint {
    /// Every point, in the order of a request's life.
    pub const ALL: [Self; 5] = [
        Self::BeforeReading,
        Self::AfterReading,
        Self::AfterCommitting,
        Self::InHead,
        Self::InBody,
    ];
}
