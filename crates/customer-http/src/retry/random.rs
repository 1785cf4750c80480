//! The random numbers that spread retries.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Gives random numbers, for jitter and nothing secret.
pub trait RandomSource: fmt::Debug + Send + Sync {
    /// The next number, uniform over all of `u64`.
    fn next_u64(&self) -> u64;
}

/// The default source: `SplitMix64`, seeded from the operating system's randomness.
#[derive(Debug)]
pub struct DefaultRandomSource(AtomicU64);

impl DefaultRandomSource {
    /// A source with a seed of its own.
    pub fn new() -> Self {
        Self::with_seed(RandomState::new().build_hasher().finish())
    }

    /// A source that always gives the same numbers.
    pub fn with_seed(seed: u64) -> Self {
        Self(AtomicU64::new(seed))
    }
}

impl Default for DefaultRandomSource {
    fn default() -> Self {
        Self::new()
    }
}

impl RandomSource for DefaultRandomSource {
    fn next_u64(&self) -> u64 {
        const STEP: u64 = 0x9e37_79b9_7f4a_7c15;
        let state = self.0.fetch_add(STEP, Ordering::Relaxed).wrapping_add(STEP);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// A duration drawn uniformly from zero up to `limit`.
pub(crate) fn up_to(source: &dyn RandomSource, limit: Duration) -> Duration {
    let nanos = u64::try_from(limit.as_nanos()).unwrap_or(u64::MAX);
    let drawn = (u128::from(source.next_u64()) * u128::from(nanos)) >> 64;
    Duration::from_nanos(u64::try_from(drawn).unwrap_or(nanos))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Fixed(u64);

    impl RandomSource for Fixed {
        fn next_u64(&self) -> u64 {
            self.0
        }
    }

    #[test]
    fn covers_the_whole_range() {
        let limit = Duration::from_secs(8);
        assert_eq!(up_to(&Fixed(0), limit), Duration::ZERO);
        assert_eq!(up_to(&Fixed(1 << 63), limit), Duration::from_secs(4));
        assert!(up_to(&Fixed(u64::MAX), limit) < limit);
        assert_eq!(up_to(&Fixed(u64::MAX), Duration::ZERO), Duration::ZERO);
    }

    #[test]
    fn a_seed_gives_the_same_numbers_and_two_sources_differ() {
        let numbers = |seed| {
            let source = DefaultRandomSource::with_seed(seed);
            (0..4).map(|_| source.next_u64()).collect::<Vec<_>>()
        };
        assert_eq!(numbers(1), numbers(1));
        assert_ne!(numbers(1), numbers(2));
        assert_ne!(
            DefaultRandomSource::new().next_u64(),
            DefaultRandomSource::new().next_u64()
        );
    }
}
