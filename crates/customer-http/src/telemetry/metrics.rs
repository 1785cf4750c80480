//! Numbers about calls, for a monitoring system of the application's choice.

use std::fmt;
use std::time::Duration;

use customer_core::{ErrorKind, Operation, ProviderName, Result};

/// Receives what happens, to hand it on to a monitoring system. Its methods are called in the
/// middle of calls: they must be quick and must not block.
pub trait MetricsHook: fmt::Debug + Send + Sync {
    /// A request was sent, and was answered or was not.
    fn on_attempt(&self, attempt: &AttemptMetrics<'_>) {
        let _ = attempt;
    }

    /// A call has ended, after one or more attempts or before the first.
    fn on_call(&self, call: &CallMetrics<'_>) {
        let _ = call;
    }

    /// A call waits, or has waited, on purpose.
    fn on_wait(&self, wait: &WaitMetrics<'_>) {
        let _ = wait;
    }
}

/// One request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AttemptMetrics<'a> {
    /// The provider.
    pub provider: &'a ProviderName,
    /// What was asked of it.
    pub operation: Operation,
    /// The number of the attempt, from 1.
    pub attempt: u32,
    /// The status of the response, if one came.
    pub status: Option<u16>,
    /// What went wrong, if something did.
    pub error: Option<ErrorKind>,
    /// From sending to the end of the body.
    pub duration: Duration,
}

/// One call.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CallMetrics<'a> {
    /// The provider.
    pub provider: &'a ProviderName,
    /// What was asked of it.
    pub operation: Operation,
    /// How many requests were sent.
    pub attempts: u32,
    /// What the call ended with.
    pub outcome: Outcome,
    /// From the beginning to the end, waits among it.
    pub duration: Duration,
    /// How many retries the shared budget has left.
    pub retry_budget_left: u32,
}

/// What a call ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The provider accepted it.
    Ok,
    /// An error.
    Failed(ErrorKind),
    /// Its future was dropped before it was done.
    Cancelled,
}

impl Outcome {
    /// `ok`, `cancelled`, or the error's kind in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed(kind) => kind.as_str(),
            Self::Cancelled => "cancelled",
        }
    }

    pub(crate) fn of<T>(result: &Result<T>) -> Self {
        result
            .as_ref()
            .map_or_else(|error| Self::Failed(error.kind()), |_| Self::Ok)
    }
}

/// Why a call waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// Our own rate limit.
    RateLimit,
    /// Time between two attempts.
    Backoff,
    /// The provider asked for it.
    RetryAfter,
}

impl WaitReason {
    /// The reason in `snake_case`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::RateLimit => "rate_limit",
            Self::Backoff => "backoff",
            Self::RetryAfter => "retry_after",
        }
    }
}

/// One wait: of a rate limit after it has ended, of a retry before it begins.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct WaitMetrics<'a> {
    /// The provider.
    pub provider: &'a ProviderName,
    /// What was asked of it.
    pub operation: Operation,
    /// Why.
    pub reason: WaitReason,
    /// How long.
    pub duration: Duration,
}
