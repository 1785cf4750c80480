//! A stateful stand-in of a provider's API.

use std::sync::Arc;

use customer_core::CustomerProvider;

use crate::Endpoint;

/// What goes wrong with a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fault {
    /// It is carried out, and the response comes too late.
    Late,
    /// It is carried out, and the response ends in the middle of its body.
    Cut,
    /// It is not carried out, and the answer is a 500 that is none of the provider's documented refusals.
    InternalError,
    /// It is carried out, and a proxy answers 503 with `Retry-After: 0`.
    UnavailableAfterActing,
    /// It is not carried out, and the connection is reset.
    ResetBeforeActing,
    /// It is carried out, and the connection is reset.
    ResetAfterActing,
    /// It is carried out, and the response holds the record and a refusal.
    RecordAndRefusal,
}

impl Fault {
    /// The faults that every write has to bear.
    pub const ALL: [Self; 6] = [
        Self::Late,
        Self::Cut,
        Self::InternalError,
        Self::UnavailableAfterActing,
        Self::ResetBeforeActing,
        Self::ResetAfterActing,
    ];

    /// Whether the write is carried out.
    pub fn acts(self) -> bool {
        !matches!(self, Self::InternalError | Self::ResetBeforeActing)
    }
}

/// A stateful stand-in of a provider's API: an account without customers, of this law's own. It ends when it
/// is dropped.
pub trait StandIn: Send + Sync {
    /// A client of its own, to the same account. What it has to wait for, other than the stand-in, it does not wait for:
    /// [`Endpoint::http_options`] sees to that.
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider>;

    /// How many requests it has received, faults included.
    fn requests(&self) -> u64;

    /// How many writes it has carried out, whether or not a response arrived.
    fn acted(&self) -> u64;

    /// The next write meets this fault. `false` where the stand-in cannot do it.
    fn strike(&self, fault: Fault) -> bool {
        let _ = fault;
        false
    }

    /// No further write meets a fault.
    fn heal(&self) {}

    /// Sets its clock so many seconds ahead of ours, or behind it: it decides the times of records and of responses.
    /// `false` where the stand-in cannot do it.
    fn turn_clock(&self, seconds: i64) -> bool {
        let _ = seconds;
        false
    }
}
