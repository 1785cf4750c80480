//! What a run showed.

use std::time::Duration;

use customer_core::ErrorKind;

/// Whether a step of an operation changes something at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    /// It changes nothing.
    Read,
    /// It may change something.
    Write,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ended {
    /// The kind of error; `None` where it succeeded.
    pub error: Option<ErrorKind>,
    /// How many requests it took, of those that the fault was for.
    pub requests: u32,
    /// How often the server acted.
    pub acted: u64,
    /// How long it took on a clock that counts waits and time-outs alone, with the longest waits that could be drawn.
    pub took: Duration,
}

/// What a fault did to an operation.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The fault, in words.
    pub fault: &'static str,
    /// The operation of a provider, such as `Komerza: get_customer`.
    pub place: String,
    /// Whether the fault struck a read or a write.
    pub class: Class,
    /// Whether we assume that the fault does not happen: writes are retried after it though the provider has acted.
    pub is_assumed_away: bool,
    /// What happens where the fault strikes every request.
    pub always: Ended,
    /// What happens where it strikes once.
    pub once: Ended,
}
