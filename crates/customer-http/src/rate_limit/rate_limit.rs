//! What a provider publishes of its rate limit.

use std::time::Duration;

/// A token bucket: its capacity, and how many tokens come back in each refill interval.
///
/// ```
/// use std::time::Duration;
/// use customer_http::RateLimit;
///
/// // Twelve tokens, four come back every two seconds.
/// let limit = RateLimit::new(12, 4, Duration::from_secs(2)).max_wait(Duration::from_secs(30));
/// # let _ = limit;
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    pub(crate) capacity: u32,
    pub(crate) refill: u32,
    pub(crate) per: Duration,
    pub(crate) max_wait: Duration,
}

impl RateLimit {
    /// `capacity` tokens, of which `refill` come back in each refill interval `per`. Each attempt takes one.
    /// Zeros count as one (token, nanosecond).
    pub fn new(capacity: u32, refill: u32, per: Duration) -> Self {
        Self {
            capacity: capacity.max(1),
            refill: refill.max(1),
            per: per.max(Duration::from_nanos(1)),
            max_wait: Duration::from_secs(60),
        }
    }

    /// Sets how long a call may wait for its turn; 60 s by default. A call that would wait longer fails at
    /// once with [`ErrorKind::RateLimited`](customer_core::ErrorKind), and nothing is sent.
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }
}
