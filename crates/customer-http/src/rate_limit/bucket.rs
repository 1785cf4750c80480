//! The arithmetic of a token bucket that the provider keeps and we mirror.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::RateLimit;
use crate::clock::clock::later;

/// A request that took a token.
#[derive(Debug, Clone, Copy)]
struct Sent {
    at: Instant,
    answered: Option<Instant>,
}

/// The bucket, apart from waiting.
///
/// Let `c(i)` be when request `i` was certainly counted. The provider's bucket, with steps of
/// `refill` every `per` at unknown moments, has a token for request `n` if for every earlier `i`
/// at least `per * ceil((n - i + 1 - capacity) / refill)` has passed since `c(i)`. The latest of
/// these bounds is `u(n) = per + max(c(n - capacity), u(n - refill))`, with `c` made to never fall.
#[derive(Debug, Clone)]
pub(crate) struct Bucket {
    limit: RateLimit,
    /// How long a request without a response is taken to be on its way. As long as the tokens that
    /// are left keep the pace, waiting for it costs nothing.
    grace: Duration,
    /// The last requests, `capacity` at most.
    sent: VecDeque<Sent>,
    /// The number of the first of them.
    first: u64,
    /// The highest `c` of the requests before them.
    counted: Option<Instant>,
    /// The last bounds `u`, `refill` of them at most.
    bounds: VecDeque<Option<Instant>>,
    paused_until: Option<Instant>,
}

impl Bucket {
    pub(crate) fn new(limit: RateLimit) -> Self {
        let periods = limit
            .capacity
            .div_ceil(limit.refill)
            .saturating_sub(1)
            .max(1);
        Self {
            limit,
            grace: limit.per.saturating_mul(periods),
            sent: VecDeque::new(),
            first: 0,
            counted: None,
            bounds: VecDeque::new(),
            paused_until: None,
        }
    }

    /// `c` of a request: when it was answered, or as late as it may still be counted.
    fn counted_at(&self, sent: Sent) -> Instant {
        let latest = later(sent.at, self.grace);
        sent.answered
            .map_or(latest, |answered| answered.min(latest))
    }

    fn full(&self) -> bool {
        self.sent.len() >= self.limit.capacity as usize
    }

    /// `c(n - capacity)` for the next request `n`, if there was such a request.
    fn counted(&self) -> Option<Instant> {
        let oldest = self.sent.front().filter(|_| self.full())?;
        Some(self.counted_at(*oldest)).max(self.counted)
    }

    /// `u` of the next request; `None` where nothing bounds it.
    fn bound(&self, counted: Option<Instant>) -> Option<Instant> {
        let before = if self.bounds.len() >= self.limit.refill as usize {
            self.bounds.front().copied().flatten()
        } else {
            None
        };
        counted.max(before).map(|from| later(from, self.limit.per))
    }

    /// When the next request may be sent: `now`, or later.
    pub(crate) fn next_at(&self, now: Instant) -> Instant {
        self.not_before(self.bound(self.counted()), now)
    }

    fn not_before(&self, bound: Option<Instant>, now: Instant) -> Instant {
        now.max(bound.unwrap_or(now))
            .max(self.paused_until.unwrap_or(now))
    }

    /// Takes a token, if there is one now, and gives its number.
    pub(crate) fn take(&mut self, now: Instant) -> Option<u64> {
        let counted = self.counted();
        let bound = self.bound(counted);
        if self.not_before(bound, now) > now {
            return None;
        }
        if self.bounds.len() >= self.limit.refill as usize {
            self.bounds.pop_front();
        }
        self.bounds.push_back(bound);
        if self.full() {
            self.sent.pop_front();
            self.counted = counted;
            self.first += 1;
        }
        self.sent.push_back(Sent {
            at: now,
            answered: None,
        });
        Some(self.first + self.sent.len() as u64 - 1)
    }

    pub(crate) fn pause_until(&mut self, until: Instant) {
        self.paused_until = self.paused_until.max(Some(until));
    }

    pub(crate) fn finish(&mut self, id: u64, at: Instant) {
        let index = id
            .checked_sub(self.first)
            .and_then(|index| usize::try_from(index).ok());
        if let Some(sent) = index.and_then(|index| self.sent.get_mut(index)) {
            sent.answered = Some(at);
        }
    }

    /// How long a request that comes now, with `ahead` others before it, has to wait if all are
    /// answered at once.
    pub(crate) fn forecast(&self, now: Instant, ahead: usize) -> Duration {
        let mut trial = self.clone();
        for sent in trial.sent.iter_mut().filter(|sent| sent.answered.is_none()) {
            sent.answered = Some(now);
        }
        let mut at = now;
        for _ in 0..=ahead {
            at = trial.next_at(at);
            if let Some(id) = trial.take(at) {
                trial.finish(id, at);
            }
        }
        at.saturating_duration_since(now)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    #[test]
    fn no_number_makes_it_fail() {
        let limit = RateLimit::new(0, 0, Duration::MAX);
        let mut bucket = Bucket::new(limit);
        let now = Instant::now();
        assert!(bucket.take(now).is_some());
        assert!(bucket.take(now).is_none());
        assert!(bucket.forecast(now, 10) > MINUTE);
        bucket.finish(u64::MAX, now);
    }

    /// The provider's side: `refill` tokens come back at moments that begin anywhere in an interval.
    struct Theirs {
        tokens: u32,
        next_step: u64,
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// Whatever the beat of the provider, the delays on the way and the pauses between calls:
        /// no request meets an empty bucket.
        #[test]
        fn no_request_meets_an_empty_bucket_whenever_the_provider_refills(
            capacity in 1u32..15,
            refill in 1u32..6,
            per in 1u64..2000,
            phase in 0u64..2000,
            calls in proptest::collection::vec((0u64..3000, 0u64..1500, 0u64..500), 1..120),
        ) {
            let mut bucket = Bucket::new(RateLimit::new(capacity, refill, Duration::from_millis(per)));
            let grace = bucket.grace;
            let start = Instant::now() + MINUTE;
            let (mut now, mut arrivals, mut answers) = (start, Vec::new(), Vec::new());
            for (pause, outbound, inbound) in calls {
                now += Duration::from_millis(if pause < 2500 { 0 } else { pause });
                let id = loop {
                    // What was answered by now is known by now.
                    for &(id, at) in answers.iter().filter(|(_, at)| *at <= now) {
                        bucket.finish(id, at);
                    }
                    if let Some(id) = bucket.take(now) {
                        break id;
                    }
                    let next = bucket.next_at(now);
                    let answer = answers.iter().map(|(_, at)| *at).filter(|at| *at > now).min();
                    now = answer.map_or(next, |answer| answer.min(next));
                };
                let arrival = now + Duration::from_millis(outbound).min(grace);
                arrivals.push(u64::try_from((arrival - start).as_millis()).unwrap());
                answers.push((id, arrival + Duration::from_millis(inbound)));
            }
            arrivals.sort_unstable();
            let mut theirs = Theirs { tokens: capacity, next_step: phase % per + 1 };
            for at in arrivals {
                while theirs.next_step <= at {
                    theirs.tokens = (theirs.tokens + refill).min(capacity);
                    theirs.next_step += per;
                }
                prop_assert!(theirs.tokens > 0, "429 at {} ms", at);
                theirs.tokens -= 1;
            }
        }
    }
}
