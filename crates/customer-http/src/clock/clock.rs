//! Time, as the transport sees it. Injected, so that tests need not wait.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Mutex;
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

/// A wait that a [`Clock`] gives out.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Tells the time and waits.
///
/// There are two kinds of waits. [`sleep`](Self::sleep) spends time on purpose: a backoff, a
/// `Retry-After`, our own rate limit. [`timeout`](Self::timeout) bounds something that is under
/// way: an attempt. A test may skip the first kind and leave the second to real time, so that
/// real connections are not cut while they work; [`FastForwardClock`] does that.
pub trait Clock: fmt::Debug + Send + Sync {
    /// The time that has passed, for durations.
    fn now(&self) -> Instant;

    /// The time of day, for dates that a provider sends.
    fn system_time(&self) -> SystemTime;

    /// Waits on purpose.
    fn sleep(&self, duration: Duration) -> Sleep;

    /// Waits to bound something else.
    fn timeout(&self, duration: Duration) -> Sleep {
        self.sleep(duration)
    }
}

/// The clock of the tokio runtime, which `tokio::time::pause` stops.
#[derive(Debug, Clone, Copy, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests: what would be waited on purpose is skipped and counted as passed; timeouts
/// run in real time.
///
/// ```
/// use std::time::Duration;
/// use customer_http::{Clock, FastForwardClock};
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() {
/// let clock = FastForwardClock::new();
/// let start = clock.now();
/// clock.sleep(Duration::from_secs(3600)).await;
/// assert!(clock.now() - start >= Duration::from_secs(3600));
/// # }
/// ```
#[derive(Debug, Clone, Default)]
pub struct FastForwardClock {
    skipped: std::sync::Arc<Mutex<Duration>>,
}

impl FastForwardClock {
    /// A clock that has skipped nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// How much was skipped so far.
    pub fn skipped(&self) -> Duration {
        *lock(&self.skipped)
    }

    fn skip_to(&self, deadline: Instant) {
        let mut skipped = lock(&self.skipped);
        let now = TokioClock.now() + *skipped;
        *skipped += deadline.saturating_duration_since(now);
    }
}

impl Clock for FastForwardClock {
    fn now(&self) -> Instant {
        TokioClock.now() + self.skipped()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now() + self.skipped()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let clock = self.clone();
        let deadline = later(self.now(), duration);
        Box::pin(async move {
            // Others come first, as they would in a real wait.
            tokio::task::yield_now().await;
            clock.skip_to(deadline);
        })
    }

    fn timeout(&self, duration: Duration) -> Sleep {
        TokioClock.sleep(duration)
    }
}

/// The instant `duration` after `instant`; where that is beyond what the clock can tell, one that
/// is far enough.
pub(crate) fn later(instant: Instant, duration: Duration) -> Instant {
    const FAR: Duration = Duration::from_secs(30 * 365 * 86_400);
    instant
        .checked_add(duration)
        .unwrap_or_else(|| instant + FAR)
}

/// Takes a lock. What is behind our locks stays whole when a holder panics.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A timeout over one future, or over several in turn. It is made only when there is something to
/// wait for.
pub(crate) struct Timeout<F> {
    make: F,
    sleep: Option<Sleep>,
}

impl<F: Fn() -> Sleep> Timeout<F> {
    pub(crate) fn new(make: F) -> Self {
        Self { make, sleep: None }
    }

    /// Drives `future` until it is done or the timeout is, whichever comes first; `None` when the
    /// time was up. The future is asked first, so that a response in time is never thrown away.
    pub(crate) fn bound<T: Future>(
        &mut self,
        mut future: Pin<&mut T>,
    ) -> impl Future<Output = Option<T::Output>> {
        poll_fn(move |context| {
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            let sleep = self.sleep.get_or_insert_with(&self.make);
            sleep.as_mut().poll(context).map(|()| None)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::pin::pin;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn the_default_clock_follows_the_runtime() {
        let clock = TokioClock;
        let start = clock.now();
        clock.sleep(Duration::from_secs(5)).await;
        assert_eq!(clock.now() - start, Duration::from_secs(5));
    }

    #[tokio::test]
    async fn a_response_that_is_ready_comes_before_the_timeout() {
        let ready = || -> Sleep { Box::pin(std::future::ready(())) };
        let mut timeout = Timeout::new(ready);
        assert_eq!(timeout.bound(pin!(async { 7 })).await, Some(7));
        let never = pin!(std::future::pending::<()>());
        assert_eq!(timeout.bound(never).await, None);
    }

    #[tokio::test]
    async fn sleeps_that_overlap_are_skipped_once() {
        let clock = FastForwardClock::new();
        let (first, second) = (
            clock.sleep(Duration::from_secs(100)),
            clock.sleep(Duration::from_secs(100)),
        );
        first.await;
        second.await;
        assert!(clock.skipped() <= Duration::from_secs(100));
    }
}
