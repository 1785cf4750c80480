//! A provider's published rate limit, kept on our side.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::sync::{Mutex as Queue, Notify};

use crate::RateLimit;
use crate::clock::clock::{Clock, Timeout, later, lock};
use crate::rate_limit::bucket::Bucket;

/// The longest that a provider's `Retry-After` holds up all calls of a credential.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Keeps one [`RateLimit`] for one credential. A clone is a handle on the same bucket: give it to
/// every client that uses the credential.
///
/// Calls are served in the order in which they came. A call that is dropped while it waits takes
/// no token.
///
/// A provider counts a request when it arrives, and refills its bucket at moments that we do not know. So a
/// token counts here as spent until its response came, and comes back one refill interval after that:
/// whenever the provider refills, its bucket is never empty before ours.
///
/// A 429 holds up all calls for its `Retry-After`, and for one period where it has none. One response
/// holds them up for an hour at most, whatever it asks for.
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
    /// the limit's [`max_wait`](RateLimit::max_wait) or goes beyond `deadline`.
    pub(crate) async fn acquire(
        &self,
        clock: &dyn Clock,
        arrived: Instant,
        deadline: Instant,
    ) -> Result<Permit<'_>, Duration> {
        // No call is overtaken: a waiting one was counted before it looked into the bucket.
        if self.0.waiting.load(Ordering::Relaxed) == 0
            && let Some(permit) = self.try_take(arrived)
        {
            return Ok(permit);
        }
        self.wait(clock, arrived, deadline).await
    }

    async fn wait(
        &self,
        clock: &dyn Clock,
        arrived: Instant,
        deadline: Instant,
    ) -> Result<Permit<'_>, Duration> {
        let inner = &*self.0;
        let patience = inner
            .limit
            .max_wait
            .min(deadline.saturating_duration_since(arrived));
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
                    return Ok(Permit {
                        waited: Some(now.saturating_duration_since(arrived)),
                        ..permit
                    });
                }
                let (next, forecast) = {
                    let bucket = lock(&inner.bucket);
                    (bucket.next_at(now), bucket.forecast(now, 0))
                };
                if forecast > patience.saturating_sub(now.saturating_duration_since(arrived)) {
                    return Err(forecast);
                }
                // A request that comes back can bring the time forward.
                let sleep = || clock.sleep(next.saturating_duration_since(now));
                let answered = pin!(inner.answered.notified());
                let _ = Timeout::new(sleep).bound(answered).await;
            }
        };
        let mut timeout = Timeout::new(|| clock.timeout(patience));
        match timeout.bound(pin!(turn)).await {
            Some(result) => result,
            None => Err(lock(&inner.bucket).forecast(clock.now(), waiting.ahead)),
        }
    }

    fn try_take(&self, now: Instant) -> Option<Permit<'_>> {
        let id = lock(&self.0.bucket).take(now)?;
        Some(Permit {
            limiter: self,
            id,
            at: now,
            waited: None,
        })
    }

    /// Lets no call through for `wait`, or for a period: the provider says that it is too much.
    pub(crate) fn pause(&self, clock: &dyn Clock, wait: Option<Duration>) {
        let wait = wait.unwrap_or(self.0.limit.per).min(LONGEST_PAUSE);
        let until = later(clock.now(), wait);
        let mut bucket = lock(&self.0.bucket);
        bucket.pause_until(until);
    }
}

/// A token that is spent. Dropped without a response, it counts as spent for a while
/// longer, since the request may still be on its way.
#[derive(Debug)]
pub(crate) struct Permit<'a> {
    limiter: &'a RateLimiter,
    id: u64,
    /// When it was taken.
    pub(crate) at: Instant,
    /// How long it was waited for; `None` when it was there at once.
    pub(crate) waited: Option<Duration>,
}

impl Permit<'_> {
    /// The response is there: by now the provider has counted the request.
    pub(crate) fn answered(self, now: Instant) {
        let limiter = &*self.limiter.0;
        lock(&limiter.bucket).finish(self.id, now);
        // A call that is not counted yet will find the bucket as it is now.
        if limiter.waiting.load(Ordering::Relaxed) > 0 {
            limiter.answered.notify_one();
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::future::Future;
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::TokioClock;

    const MINUTE: Duration = Duration::from_secs(60);

    fn soon() -> Instant {
        TokioClock.now() + MINUTE
    }

    fn komerza() -> RateLimit {
        RateLimit::new(12, 4, Duration::from_secs(2))
    }

    /// Takes `count` tokens, each answered at once, and gives the seconds at which they came.
    async fn take(limiter: &RateLimiter, count: usize) -> Vec<u64> {
        let start = TokioClock.now();
        let mut seconds = Vec::new();
        for _ in 0..count {
            limiter
                .acquire(&TokioClock, TokioClock.now(), soon())
                .await
                .unwrap()
                .answered(TokioClock.now());
            seconds.push((TokioClock.now() - start).as_secs());
        }
        seconds
    }

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_at_once_and_then_the_refill_rate_is_kept() {
        let limiter = RateLimiter::new(komerza());
        let seconds = take(&limiter, 24).await;
        assert_eq!(seconds[..12], [0; 12]);
        assert_eq!(seconds[12..], [2, 2, 2, 2, 4, 4, 4, 4, 6, 6, 6, 6]);
        // An idle bucket refills up to its capacity, and no further.
        TokioClock.sleep(MINUTE).await;
        assert_eq!(take(&limiter, 13).await, [vec![0; 12], vec![2]].concat());
    }

    #[tokio::test(start_paused = true)]
    async fn five_hundred_calls_are_as_fast_as_the_token_bucket_allows() {
        let limiter = RateLimiter::new(komerza());
        assert_eq!(take(&limiter, 500).await[499], (500 - 12) / 4 * 2);
    }

    #[tokio::test(start_paused = true)]
    async fn a_new_call_queues_behind_waiting_calls_even_when_a_token_is_free() {
        let limiter = RateLimiter::new(RateLimit::new(1, 1, Duration::from_secs(1)));
        take(&limiter, 1).await;
        let mut context = Context::from_waker(Waker::noop());
        let mut waiter = Box::pin(limiter.acquire(&TokioClock, TokioClock.now(), soon()));
        assert!(waiter.as_mut().poll(&mut context).is_pending());
        // The token is back, and the waiting call has not looked yet.
        tokio::time::advance(Duration::from_secs(2)).await;
        let mut newcomer = Box::pin(limiter.acquire(&TokioClock, TokioClock.now(), soon()));
        assert!(newcomer.as_mut().poll(&mut context).is_pending());
        assert!(waiter.as_mut().poll(&mut context).is_ready());
    }

    #[tokio::test(start_paused = true)]
    async fn waiting_calls_are_served_in_order_also_when_some_are_dropped() {
        let limiter = RateLimiter::new(RateLimit::new(1, 1, Duration::from_secs(1)));
        take(&limiter, 1).await;
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let mut tasks = Vec::new();
        for number in 0..10 {
            let (limiter, sender) = (limiter.clone(), sender.clone());
            tasks.push(tokio::spawn(async move {
                limiter
                    .acquire(&TokioClock, TokioClock.now(), soon())
                    .await
                    .unwrap()
                    .answered(TokioClock.now());
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
    async fn a_call_that_would_wait_too_long_fails_at_once() {
        let limiter = RateLimiter::new(komerza().max_wait(Duration::from_secs(3)));
        take(&limiter, 12).await;
        let start = TokioClock.now();
        let mut waiting: Vec<_> = (0..4)
            .map(|_| Box::pin(limiter.acquire(&TokioClock, TokioClock.now(), soon())))
            .collect();
        let mut context = Context::from_waker(Waker::noop());
        for waiter in &mut waiting {
            assert!(waiter.as_mut().poll(&mut context).is_pending());
        }
        let wait = limiter
            .acquire(&TokioClock, TokioClock.now(), soon())
            .await
            .unwrap_err();
        assert_eq!(wait, Duration::from_secs(4));
        let wait = limiter
            .acquire(
                &TokioClock,
                TokioClock.now(),
                TokioClock.now() + Duration::from_secs(1),
            )
            .await
            .unwrap_err();
        assert_eq!(wait, Duration::from_secs(4));
        assert_eq!(TokioClock.now(), start);
        // Those before it left: there is a turn for it.
        drop(waiting);
        assert!(
            limiter
                .acquire(&TokioClock, TokioClock.now(), soon())
                .await
                .is_ok()
        );
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_up_all_calls_until_it_ends() {
        let limiter = RateLimiter::new(komerza());
        limiter.pause(&TokioClock, Some(Duration::from_secs(7)));
        limiter.pause(&TokioClock, None);
        assert_eq!(take(&limiter, 2).await, [7, 7]);
        limiter.pause(&TokioClock, Some(Duration::MAX));
        let wait = limiter
            .acquire(&TokioClock, TokioClock.now(), soon())
            .await
            .unwrap_err();
        assert_eq!(wait, LONGEST_PAUSE);
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_that_begins_while_a_call_waits_cannot_exceed_the_longest_wait() {
        let limiter = RateLimiter::new(komerza().max_wait(Duration::from_secs(10)));
        take(&limiter, 12).await;
        let waiter = limiter.acquire(&TokioClock, TokioClock.now(), soon());
        let mut waiter = pin!(waiter);
        let mut context = Context::from_waker(Waker::noop());
        assert!(matches!(waiter.as_mut().poll(&mut context), Poll::Pending));
        let start = TokioClock.now();
        limiter.pause(&TokioClock, Some(MINUTE));
        assert!(waiter.await.unwrap_err() > Duration::from_secs(10));
        assert!(TokioClock.now() - start <= Duration::from_secs(10));
    }

    #[tokio::test(start_paused = true)]
    async fn a_request_without_a_response_gives_its_token_back_later() {
        let limiter = RateLimiter::new(RateLimit::new(1, 1, Duration::from_secs(1)));
        let _ = limiter
            .acquire(&TokioClock, TokioClock.now(), soon())
            .await
            .unwrap();
        // One period in which it may still arrive, one for the token to come back.
        assert_eq!(take(&limiter, 1).await, [2]);
        // A response brings the next turn forward.
        let permit = limiter
            .acquire(&TokioClock, TokioClock.now(), soon())
            .await
            .unwrap();
        let start = TokioClock.now();
        let (next, ()) = tokio::join!(
            limiter.acquire(&TokioClock, TokioClock.now(), soon()),
            async {
                TokioClock.sleep(Duration::from_millis(300)).await;
                permit.answered(TokioClock.now());
            }
        );
        next.unwrap();
        assert_eq!((TokioClock.now() - start).as_millis(), 1300);
    }
}
