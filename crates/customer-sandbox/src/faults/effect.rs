//! What a fault does to a request.

use serde::{Deserialize, Serialize};

/// The default size of a body that is too large for any client: 1 GiB.
pub(super) const GIBIBYTE: u64 = 1 << 30;

/// What goes wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Effect {
    /// The request is delayed: before it is executed, or after it if `acts` is set.
    Delay {
        /// For how long.
        milliseconds: u64,
    },
    /// Connections are refused from now on, and open ones are closed. This applies immediately, looks only at the
    /// provider, and lasts until the faults are cleared or the time is over.
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
    /// The response ends in the middle of its body: the connection is closed orderly, before the announced length.
    CutBody,
    /// The response's body is sent in pieces with a pause after each.
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
        /// The value of `Retry-After`: seconds, a date, or an invalid text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<String>,
    },
    /// A page in HTML, as a proxy in front of the provider would send it.
    Html {
        /// With which status.
        status: u16,
    },
    /// A body that is declared as JSON and is not UTF-8.
    InvalidUtf8 {
        /// With which status.
        #[serde(default = "default_status")]
        status: u16,
    },
    /// A body that is too large for any client. It is blank, so that a JSON parser keeps reading.
    HugeBody {
        /// How large; 1 GiB if not set.
        #[serde(default = "default_body_size")]
        bytes: u64,
        /// Whether the length is announced.
        #[serde(default)]
        announced: bool,
    },
    /// A small body, compressed with gzip, that inflates to one that is too large for any client.
    InflatingBody {
        /// To how large; 1 GiB if not set.
        #[serde(default = "default_body_size")]
        bytes: u64,
    },
    /// A 200 whose `Content-Encoding` was not asked for, such as `br`. Its bytes are not text.
    Encoded {
        /// The value of `Content-Encoding`.
        coding: String,
    },
    /// A redirection.
    Redirect {
        /// With which status.
        #[serde(default = "default_redirect_status")]
        status: u16,
        /// Where to, such as another origin.
        location: String,
    },
    /// A 200 whose body holds both a record and an error.
    RecordAndError,
    /// A 200 whose body says `success: false`. KohortPay has no such field: there it is a 200 with the body of an error.
    SuccessFalse,
    /// A response without a body.
    Empty {
        /// With which status.
        #[serde(default = "default_status")]
        status: u16,
    },
}

pub(super) fn default_status() -> u16 {
    200
}

pub(super) fn default_redirect_status() -> u16 {
    307
}

fn default_body_size() -> u64 {
    GIBIBYTE
}

/// When a connection is reset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ResetPoint {
    /// After the head was read; the body is not read, nothing is executed.
    BeforeReading,
    /// After the whole request was read; nothing is executed.
    AfterReading,
    /// After the request was executed; nothing of the response is sent.
    AfterCommitting,
    /// After the request was executed; the response is cut in its first line or headers.
    InHead,
    /// After the request was executed; the response is cut in its body.
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
