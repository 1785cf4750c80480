//! How long a call waits before a retry.

use std::time::Duration;

use crate::RetryPolicy;
use crate::retry::random::{self, RandomSource};

impl RetryPolicy {
    /// The wait before retry number `retry` (from 1): drawn from zero up to a bound that doubles.
    /// With a `Retry-After` it is that, and a part of the base on top, so that callers with the
    /// same `Retry-After` do not come back together.
    pub(crate) fn wait(
        &self,
        retry: u32,
        retry_after: Option<Duration>,
        random: &dyn RandomSource,
    ) -> Duration {
        if let Some(asked) = retry_after {
            return asked.saturating_add(random::up_to(random, self.base));
        }
        let doubled = 2u32.saturating_pow(retry.saturating_sub(1));
        random::up_to(
            random,
            self.base.saturating_mul(doubled).min(self.max_backoff),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Highest;

    impl RandomSource for Highest {
        fn next_u64(&self) -> u64 {
            u64::MAX
        }
    }

    #[test]
    fn the_bound_doubles_up_to_the_cap() {
        let policy = RetryPolicy::default();
        let bounds: Vec<u128> = [1, 2, 3, 4, 5, 6, 7, 40, u32::MAX]
            .iter()
            .map(|&retry| {
                (policy.wait(retry, None, &Highest) + Duration::from_nanos(1)).as_millis()
            })
            .collect();
        assert_eq!(bounds, [250, 500, 1000, 2000, 4000, 8000, 8000, 8000, 8000]);
    }

    #[test]
    fn a_retry_never_comes_before_the_retry_after() {
        let policy = RetryPolicy::default();
        let asked = Duration::from_secs(7);
        for seed in 0..1000 {
            let random = crate::DefaultRandomSource::with_seed(seed);
            let wait = policy.wait(1, Some(asked), &random);
            assert!(wait >= asked && wait <= asked + policy.base);
        }
    }
}
