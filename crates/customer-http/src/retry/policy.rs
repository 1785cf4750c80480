//! How often and how long a call is retried.

use std::time::Duration;

use crate::RetryBudget;

/// When a call that failed is retried.
///
/// Whether it *may* be retried is not a matter of policy: a write is retried only where the
/// server cannot have acted, or under an idempotency key.
///
/// ```
/// use std::time::Duration;
/// use customer_http::RetryPolicy;
///
/// let patient = RetryPolicy::default().max_attempts(8).max_backoff(Duration::from_secs(20));
/// let none = RetryPolicy::none();
/// # let _ = (patient, none);
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct RetryPolicy {
    pub(crate) max_attempts: u32,
    pub(crate) max_elapsed: Duration,
    pub(crate) base: Duration,
    pub(crate) max_backoff: Duration,
    pub(crate) max_retry_after: Duration,
    pub(crate) budget: RetryBudget,
}

impl Default for RetryPolicy {
    /// Four attempts within 60 s; backoff from 250 ms up to 8 s; `Retry-After` up to 30 s; a
    /// [`RetryBudget`] of its own.
    fn default() -> Self {
        Self {
            max_attempts: 4,
            max_elapsed: Duration::from_secs(60),
            base: Duration::from_millis(250),
            max_backoff: Duration::from_secs(8),
            max_retry_after: Duration::from_secs(30),
            budget: RetryBudget::default(),
        }
    }
}

impl RetryPolicy {
    /// No retries: every call is sent once.
    pub fn none() -> Self {
        Self::default().max_attempts(1)
    }

    /// Sets how many attempts a call may make, including the first; at least one.
    #[must_use]
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// Sets how long after its start a call may begin another attempt.
    #[must_use]
    pub fn max_elapsed(mut self, elapsed: Duration) -> Self {
        self.max_elapsed = elapsed;
        self
    }

    /// Sets the longest wait before the first retry; it doubles with each further one.
    #[must_use]
    pub fn base(mut self, base: Duration) -> Self {
        self.base = base;
        self
    }

    /// Sets the longest backoff, at which the doubling stops.
    #[must_use]
    pub fn max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// Sets the longest `Retry-After` that is waited for. Beyond it the error returns to the caller at once,
    /// with the wait in [`Error::retry_after`](customer_core::Error::retry_after).
    #[must_use]
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// Sets the budget that this policy shares with others.
    #[must_use]
    pub fn budget(mut self, budget: RetryBudget) -> Self {
        self.budget = budget;
        self
    }
}
