//! The documented rate limit: a bucket of tokens a key.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How a bucket is filled.
#[derive(Clone, Copy, Debug)]
struct Rule {
    most: u32,
    back: u32,
    every: Duration,
}

/// A key: 12 tokens, 4 come back every 2 s.
const KEYED: Rule = Rule {
    most: 12,
    back: 4,
    every: Duration::from_secs(2),
};
/// Without one: 10 tokens, 4 every 7 s.
const ANONYMOUS: Rule = Rule {
    most: 10,
    back: 4,
    every: Duration::from_secs(7),
};

/// A bucket, and the instant from which its periods count.
#[derive(Clone, Copy, Debug)]
struct Bucket {
    tokens: u32,
    filled: Instant,
}

impl Bucket {
    /// Takes a token, or says how long it is until the next ones come.
    fn take(&mut self, rule: Rule, now: Instant) -> Result<(), Duration> {
        let passed = now.saturating_duration_since(self.filled);
        let periods = passed.as_nanos() / rule.every.as_nanos();
        // More periods than fill the bucket do not fill it further.
        let periods = u32::try_from(periods).unwrap_or(u32::MAX);
        self.tokens = periods
            .saturating_mul(rule.back)
            .saturating_add(self.tokens)
            .min(rule.most);
        self.filled += rule.every.saturating_mul(periods);
        if self.tokens == 0 {
            return Err((self.filled + rule.every).saturating_duration_since(now));
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
    /// Takes a token of a key, or of all who have none. If there is none left: in how many seconds there will be.
    pub(super) fn take(&self, key: Option<&str>, now: Instant) -> Result<(), u64> {
        let rule = if key.is_some() { KEYED } else { ANONYMOUS };
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        buckets
            .entry(key.map(str::to_owned))
            .or_insert(Bucket {
                tokens: rule.most,
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
    fn twelve_go_at_once_and_four_every_two_seconds() {
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
    fn who_has_no_key_shares_a_smaller_bucket() {
        let limiter = Limiter::default();
        let start = Instant::now();
        let taken = (0..100)
            .take_while(|_| limiter.take(None, start).is_ok())
            .count();
        assert_eq!(taken, 10);
        assert_eq!(limiter.take(None, start), Err(7));
    }
}
