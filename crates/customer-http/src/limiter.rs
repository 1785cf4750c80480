//! A provider's published rate limit, kept on our side.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex as Queue, Notify};

use crate::clock::{Clock, later, lock, within};

/// The longest that a provider's `Retry-After` holds up all calls of a credential.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// A token bucket: how many requests may be sent at once, and how fast they come back.
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
    capacity: u32,
    refill: u32,
    per: Duration,
    max_wait: Duration,
}

impl RateLimit {
    /// `capacity` tokens, of which `refill` come back every `per`. Each attempt takes one. Zeros
    /// count as one (token, nanosecond).
    pub fn new(capacity: u32, refill: u32, per: Duration) -> Self {
        Self {
            capacity: capacity.max(1),
            refill: refill.max(1),
            per: per.max(Duration::from_nanos(1)),
            max_wait: Duration::from_secs(60),
        }
    }

    /// Sets how long a call may wait for its turn; 60 s at first. One that would wait longer fails
    /// at once with [`ErrorKind::RateLimited`](customer_core::ErrorKind), and nothing is sent.
    #[must_use]
    pub fn max_wait(mut self, wait: Duration) -> Self {
        self.max_wait = wait;
        self
    }
}

/// Keeps one [`RateLimit`] for one credential. A clone is a handle on the same bucket: give it to
/// every client that uses the credential.
///
/// Calls are served in the order in which they came. A call that is dropped while it waits takes
/// no token.
///
/// A provider counts a request when it arrives, and gives tokens back in steps whose beat we do
/// not know. So a token counts here as spent until its answer came, and comes back a whole period
/// after that: whatever the beat, the provider's bucket is never empty before ours.
#[derive(Debug, Clone)]
pub struct RateLimiter(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    limit: RateLimit,
    bucket: Mutex<Bucket>,
    /// Held by the call whose turn is next; tokio serves it in order and survives dropped waiters.
    queue: Queue<()>,
    waiting: AtomicUsize,
    /// Wakes the call whose turn is next: a request has come back.
    answered: Notify,
}

impl RateLimiter {
    /// A full bucket.
    pub fn new(limit: RateLimit) -> Self {
        Self(Arc::new(Inner {
            limit,
            bucket: Mutex::new(Bucket::new(limit)),
            queue: Queue::new(()),
            waiting: AtomicUsize::new(0),
            answered: Notify::new(),
        }))
    }

    /// Takes a token, in turn. Fails with the wait that would be needed when that is longer than
    /// the limit's [`max_wait`](RateLimit::max_wait) or `patience`.
    pub(crate) async fn acquire(
        &self,
        clock: &dyn Clock,
        patience: Duration,
    ) -> Result<Permit, Duration> {
        let inner = &*self.0;
        if let Ok(_turn) = inner.queue.try_lock()
            && let Some(permit) = self.try_take(clock.now())
        {
            return Ok(permit);
        }
        let arrived = clock.now();
        let patience = patience.min(inner.limit.max_wait);
        let waiting = Waiting::new(&inner.waiting);
        let forecast = lock(&inner.bucket).forecast(arrived, waiting.ahead);
        if forecast > patience {
            return Err(forecast);
        }
        // A pause can overtake the forecast, so the wait itself is bounded too.
        let turn = async {
            let _turn = inner.queue.lock().await;
            loop {
                let now = clock.now();
                if let Some(permit) = self.try_take(now) {
                    let waited = Some(now.saturating_duration_since(arrived));
                    return Ok(Permit { waited, ..permit });
                }
                let next = lock(&inner.bucket).next_at(now);
                let wait = next.saturating_duration_since(now);
                if next.saturating_duration_since(arrived) > patience + inner.limit.per {
                    return Err(wait);
                }
                // A request that comes back can bring the time forward.
                let _ = within(inner.answered.notified(), || clock.sleep(wait)).await;
            }
        };
        match within(turn, || clock.timeout(patience)).await {
            Some(result) => result,
            None => Err(lock(&inner.bucket).forecast(clock.now(), waiting.ahead)),
        }
    }

    fn try_take(&self, now: Instant) -> Option<Permit> {
        let mut bucket = lock(&self.0.bucket);
        let id = bucket.take(now)?;
        Some(Permit {
            limiter: self.clone(),
            id,
            waited: None,
        })
    }

    /// Lets no call through for `wait`, or for a period: the provider says that it is too much.
    pub(crate) fn pause(&self, clock: &dyn Clock, wait: Option<Duration>) {
        let wait = wait.unwrap_or(self.0.limit.per).min(LONGEST_PAUSE);
        let until = later(clock.now(), wait);
        let mut bucket = lock(&self.0.bucket);
        bucket.paused_until = bucket.paused_until.max(Some(until));
    }
}

/// A token that is spent. One that is dropped without an answer counts as spent for a while
/// longer, since the request may still be on its way.
#[derive(Debug)]
pub(crate) struct Permit {
    limiter: RateLimiter,
    id: u64,
    /// How long it was waited for; `None` when it was there at once.
    pub(crate) waited: Option<Duration>,
}

impl Permit {
    /// The answer is there: by now the provider has counted the request.
    pub(crate) fn answered(self, clock: &dyn Clock) {
        lock(&self.limiter.0.bucket).finish(self.id, clock.now());
        self.limiter.0.answered.notify_one();
    }
}

/// A place in the queue; it is left by dropping it.
struct Waiting<'a> {
    count: &'a AtomicUsize,
    ahead: usize,
}

impl<'a> Waiting<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        Self {
            count,
            ahead: count.fetch_add(1, Ordering::Relaxed),
        }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.count.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A request that took a token.
#[derive(Debug, Clone, Copy)]
struct Sent {
    at: Instant,
    answered: Option<Instant>,
}

/// The bucket, apart from waiting.
///
/// Let `c(i)` be when request `i` was certainly counted. The provider's bucket, with steps of
/// `refill` every `per` and an unknown beat, has a token for request `n` if for every earlier `i`
/// at least `per * ceil((n - i + 1 - capacity) / refill)` has passed since `c(i)`. The latest of
/// these bounds is `u(n) = per + max(c(n - capacity), u(n - refill))`, with `c` made to never fall.
#[derive(Debug)]
struct Bucket {
    limit: RateLimit,
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
    fn new(limit: RateLimit) -> Self {
        Self {
            limit,
            sent: VecDeque::new(),
            first: 0,
            counted: None,
            bounds: VecDeque::new(),
            paused_until: None,
        }
    }

    /// How long a request without an answer is taken to be on its way. As long as the tokens that
    /// are left keep the pace, waiting for it costs nothing.
    fn grace(&self) -> Duration {
        let periods = self
            .limit
            .capacity
            .div_ceil(self.limit.refill)
            .saturating_sub(1)
            .max(1);
        self.limit.per.saturating_mul(periods)
    }

    /// `c` of a request: when it was answered, or as late as it may still be counted.
    fn counted_at(&self, sent: Sent) -> Instant {
        let latest = later(sent.at, self.grace());
        sent.answered
            .map_or(latest, |answered| answered.min(latest))
    }

    fn full(&self) -> bool {
        self.sent.len() >= self.limit.capacity as usize
    }

    /// `u` of the next request; `None` where nothing bounds it.
    fn bound(&self) -> Option<Instant> {
        let oldest = self
            .sent
            .front()
            .filter(|_| self.full())
            .map(|sent| self.counted_at(*sent));
        let counted = oldest
            .map(|oldest| Some(oldest).max(self.counted))
            .unwrap_or_default();
        let before = if self.bounds.len() >= self.limit.refill as usize {
            self.bounds.front().copied().flatten()
        } else {
            None
        };
        counted.max(before).map(|from| later(from, self.limit.per))
    }

    /// When the next request may be sent: `now`, or later.
    fn next_at(&self, now: Instant) -> Instant {
        now.max(self.bound().unwrap_or(now))
            .max(self.paused_until.unwrap_or(now))
    }

    /// Takes a token, if there is one now, and gives its number.
    fn take(&mut self, now: Instant) -> Option<u64> {
        if self.next_at(now) > now {
            return None;
        }
        let bound = self.bound();
        if self.bounds.len() >= self.limit.refill as usize {
            self.bounds.pop_front();
        }
        self.bounds.push_back(bound);
        if self.full()
            && let Some(oldest) = self.sent.pop_front()
        {
            self.counted = self.counted.max(Some(self.counted_at(oldest)));
            self.first += 1;
        }
        self.sent.push_back(Sent {
            at: now,
            answered: None,
        });
        Some(self.first + self.sent.len() as u64 - 1)
    }

    fn finish(&mut self, id: u64, at: Instant) {
        let index = id
            .checked_sub(self.first)
            .and_then(|index| usize::try_from(index).ok());
        if let Some(sent) = index.and_then(|index| self.sent.get_mut(index)) {
            sent.answered = Some(at);
        }
    }

    /// How long a request that comes now, with `ahead` others before it, has to wait if all are
    /// answered at once.
    fn forecast(&self, now: Instant, ahead: usize) -> Duration {
        let mut trial = Self {
            limit: self.limit,
            sent: self.sent.clone(),
            first: self.first,
            counted: self.counted,
            bounds: self.bounds.clone(),
            paused_until: self.paused_until,
        };
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

    use std::future::Future;
    use std::pin::pin;
    use std::task::{Context, Poll, Waker};

    use proptest::prelude::*;

    use super::*;
    use crate::TokioClock;

    const MINUTE: Duration = Duration::from_secs(60);

    fn komerza() -> RateLimit {
        RateLimit::new(12, 4, Duration::from_secs(2))
    }

    /// Takes `count` tokens, each answered at once, and gives the seconds at which they came.
    async fn take(limiter: &RateLimiter, count: usize) -> Vec<u64> {
        let start = TokioClock.now();
        let mut seconds = Vec::new();
        for _ in 0..count {
            limiter
                .acquire(&TokioClock, MINUTE)
                .await
                .unwrap()
                .answered(&TokioClock);
            seconds.push((TokioClock.now() - start).as_secs());
        }
        seconds
    }

    #[tokio::test(start_paused = true)]
    async fn gives_the_burst_at_once_and_then_keeps_the_pace() {
        let limiter = RateLimiter::new(komerza());
        let seconds = take(&limiter, 24).await;
        assert_eq!(seconds[..12], [0; 12]);
        assert_eq!(seconds[12..], [2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6]);
        // Idle, the bucket fills up, and not over its brim.
        TokioClock.sleep(MINUTE).await;
        assert_eq!(take(&limiter, 13).await, [vec![0; 12], vec![2]].concat());
    }

    #[tokio::test(start_paused = true)]
    async fn five_hundred_take_the_bound_of_the_bucket_itself() {
        let limiter = RateLimiter::new(komerza());
        assert_eq!(take(&limiter, 500).await[499], (500 - 12) / 4 * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn serves_in_order_and_survives_those_who_leave() {
        let limiter = RateLimiter::new(RateLimit::new(1, 1, Duration::from_secs(1)));
        take(&limiter, 1).await;
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let mut tasks = Vec::new();
        for number in 0..10 {
            let (limiter, sender) = (limiter.clone(), sender.clone());
            tasks.push(tokio::spawn(async move {
                limiter
                    .acquire(&TokioClock, MINUTE)
                    .await
                    .unwrap()
                    .answered(&TokioClock);
                sender.send((number, TokioClock.now())).unwrap();
            }));
            tokio::task::yield_now().await;
        }
        // The first in the queue, one in its middle and the last.
        for leaver in [0, 4, 9] {
            tasks[leaver].abort();
        }
        drop(sender);
        let start = TokioClock.now();
        let mut came = Vec::new();
        while let Some((number, at)) = receiver.recv().await {
            came.push((number, (at - start).as_secs()));
        }
        assert_eq!(
            came,
            [(1, 1), (2, 2), (3, 3), (5, 4), (6, 5), (7, 6), (8, 7)]
        );
        assert_eq!(limiter.0.waiting.load(Ordering::Relaxed), 0);
    }

    #[tokio::test(start_paused = true)]
    async fn who_would_wait_too_long_is_told_at_once() {
        let limiter = RateLimiter::new(komerza().max_wait(Duration::from_secs(3)));
        take(&limiter, 12).await;
        let start = TokioClock.now();
        let mut waiting: Vec<_> = (0..4)
            .map(|_| Box::pin(limiter.acquire(&TokioClock, MINUTE)))
            .collect();
        let mut context = Context::from_waker(Waker::noop());
        for waiter in &mut waiting {
            assert!(waiter.as_mut().poll(&mut context).is_pending());
        }
        let wait = limiter.acquire(&TokioClock, MINUTE).await.unwrap_err();
        assert_eq!(wait, Duration::from_secs(4));
        let wait = limiter
            .acquire(&TokioClock, Duration::from_secs(1))
            .await
            .unwrap_err();
        assert_eq!(wait, Duration::from_secs(4));
        assert_eq!(TokioClock.now(), start);
        // Those before it left: there is a turn for it.
        drop(waiting);
        assert!(limiter.acquire(&TokioClock, MINUTE).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_up_all_and_ends() {
        let limiter = RateLimiter::new(komerza());
        limiter.pause(&TokioClock, Some(Duration::from_secs(7)));
        limiter.pause(&TokioClock, None);
        assert_eq!(take(&limiter, 2).await, [7, 7]);
        limiter.pause(&TokioClock, Some(Duration::MAX));
        let wait = limiter.acquire(&TokioClock, MINUTE).await.unwrap_err();
        assert_eq!(wait, LONGEST_PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_comes_while_waiting_is_not_waited_for_without_end() {
        let limiter = RateLimiter::new(komerza().max_wait(Duration::from_secs(10)));
        take(&limiter, 12).await;
        let waiter = limiter.acquire(&TokioClock, MINUTE);
        let mut waiter = pin!(waiter);
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(waiter.as_mut().poll(&mut context), Poll::Pending));
        let start = TokioClock.now();
        limiter.pause(&TokioClock, Some(MINUTE));
        assert!(waiter.await.unwrap_err() > Duration::from_secs(10));
        assert!(TokioClock.now() - start <= Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_without_an_answer_comes_back_too() {
        let limiter = RateLimiter::new(RateLimit::new(1, 1, Duration::from_secs(1)));
        drop(limiter.acquire(&TokioClock, MINUTE).await.unwrap());
        // One period in which it may still arrive, one for the token to come back.
        assert_eq!(take(&limiter, 1).await, [2]);
        // An answer brings the next turn forward.
        let permit = limiter.acquire(&TokioClock, MINUTE).await.unwrap();
        let start = TokioClock.now();
        let (next, ()) = tokio::join!(limiter.acquire(&TokioClock, MINUTE), async {
            TokioClock.sleep(Duration::from_millis(300)).await;
            permit.answered(&TokioClock);
        });
        next.unwrap();
        assert_eq!((TokioClock.now() - start).as_millis(), 1300);
    }

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

    /// The provider's side: steps of `refill` at a beat that begins anywhere in a period.
    struct Theirs {
        tokens: u32,
        next_step: u64,
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        /// Whatever the beat of the provider, the delays on the way and the pauses between calls:
        /// no request meets an empty bucket.
        #[test]
        fn never_more_than_any_beat_allows(
            capacity in 1u32..15,
            refill in 1u32..6,
            per in 1u64..2000,
            phase in 0u64..2000,
            calls in proptest::collection::vec((0u64..3000, 0u64..1500, 0u64..500), 1..120),
        ) {
            let mut bucket = Bucket::new(RateLimit::new(capacity, refill, Duration::from_millis(per)));
            let grace = bucket.grace();
            let start = Instant::now() + MINUTE;
            let (mut now, mut arrivals, mut answers) = (start, Vec::new(), Vec::new());
            for (pause, there, back) in calls {
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
                let arrival = now + Duration::from_millis(there).min(grace);
                arrivals.push(u64::try_from((arrival - start).as_millis()).unwrap());
                answers.push((id, arrival + Duration::from_millis(back)));
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
