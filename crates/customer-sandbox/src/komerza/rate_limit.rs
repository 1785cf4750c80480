//! The documented rate limit: a token bucket for each key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How a bucket is filled.
#[derive(Clone, Copy, Debug)]
struct BucketRule {
    capacity: u32,
    refill_tokens: u32,
    refill_interval: Duration,
}

/// With a key: capacity 12, refill 4 every 2 s.
const WITH_KEY: BucketRule = BucketRule {
    capacity: 12,
    refill_tokens: 4,
    refill_interval: Duration::from_secs(2),
};
/// Without a key: capacity 10, refill 4 every 7 s.
const WITHOUT_KEY: BucketRule = BucketRule {
    capacity: 10,
    refill_tokens: 4,
    refill_interval: Duration::from_secs(7),
};

/// A bucket, and the instant of its last refill.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: u32,
    filled: Instant,
}

impl Bucket {
    /// Takes a token. The error is the time until the next refill.
    fn take(&mut self, rule: BucketRule, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.filled);
        let periods = passed.as_nanos() / rule.refill_interval.as_nanos();
        // More periods than fill the bucket do not fill it further.
        let periods = u32::try_from(periods).unwrap_or(u32::MAX);
        self.tokens = periods
            .saturating_mul(rule.refill_tokens)
            .saturating_add(self.tokens)
            .min(rule.capacity);
        self.filled += rule.refill_interval.saturating_mul(periods);
        if self.tokens == 0 {
            return Err((self.filled + rule.refill_interval).saturating_duration_since(now));
        }
        self.tokens -= 1;
        Ok(())
    }
}

/// Buckets by key.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    buckets: Mutex<HashMap<Option<String>, Bucket>>,
}

impl Limiter {
    /// Takes a token of a key, or of the bucket for requests without a key. The error is the seconds until the next refill.
    pub(super) fn take(&self, key: Option<&str>, now: Instant) -> Result<(), u64> {
        let rule = if key.is_some() { WITH_KEY } else { WITHOUT_KEY };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .entry(key.map(str::to_owned))
            .or_insert(Bucket {
                tokens: rule.capacity,
                filled: now,
            })
            .take(rule, now)
            .map_err(|wait| wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_a_burst_of_twelve_and_a_refill_of_four_every_two_seconds() {
        let limiter = Limiter::default();
        let start = Instant::now();
        let at = |milliseconds| start + Duration::from_millis(milliseconds);
        let taken = |milliseconds: u64| {
            (0..100)
                .take_while(|_| limiter.take(Some("key"), at(milliseconds)).is_ok())
                .count()
        };
        assert_eq!(taken(0), 12);
        assert_eq!(taken(1999), 0);
        assert_eq!(limiter.take(Some("key"), at(500)), Err(2));
        assert_eq!(limiter.take(Some("key"), at(1001)), Err(1));
        assert_eq!(taken(2000), 4);
        assert_eq!(taken(3999), 0);
        assert_eq!(taken(6000), 8);
        assert_eq!(taken(3_600_000), 12);
        assert_eq!(limiter.take(Some("another"), at(0)), Ok(()));
    }

    #[test]
    fn requests_without_a_key_share_a_smaller_bucket() {
        let limiter = Limiter::default();
        let start = Instant::now();
        let taken = (0..100)
            .take_while(|_| limiter.take(None, start).is_ok())
            .count();
        assert_eq!(taken, 10);
        assert_eq!(limiter.take(None, start), Err(7));
    }
}
