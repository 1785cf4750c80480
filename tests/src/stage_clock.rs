//! A clock on which only what a test is about takes time.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use customer_http::{Clock, Sleep};

/// A clock for calls over real sockets whose times are to be told exactly.
///
/// What is waited on purpose is skipped and counted. What bounds something under way runs in real time, shortened by a
/// factor, and counts in full where it strikes: an attempt that times out after 30 s takes half a second of a test and 30 s
/// of this clock. All else takes no time, so that a duration told by this clock is the same on every machine.
#[derive(Debug, Clone)]
pub struct StageClock {
    start: Instant,
    start_of_day: SystemTime,
    passed: Arc<Mutex<Duration>>,
    shortened: u32,
}

impl StageClock {
    /// Bounds run in real time, shortened by this factor: 1 where none is to strike.
    pub fn new(shortened: u32) -> Self {
        Self {
            start: Instant::now(),
            start_of_day: SystemTime::now(),
            passed: Arc::default(),
            shortened: shortened.max(1),
        }
    }

    /// How much time has passed on this clock.
    pub fn passed(&self) -> Duration {
        *self.passed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn advance_to(&self, deadline: Duration) {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        *passed = deadline.max(*passed);
    }
}

impl Clock for StageClock {
    fn now(&self) -> Instant {
        self.start + self.passed()
    }

    fn system_time(&self) -> SystemTime {
        self.start_of_day + self.passed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let clock = self.clone();
        let deadline = self.passed() + duration;
        Box::pin(async move {
            tokio::task::yield_now().await;
            clock.advance_to(deadline);
        })
    }

    fn timeout(&self, duration: Duration) -> Sleep {
        let clock = self.clone();
        let deadline = self.passed() + duration;
        Box::pin(async move {
            tokio::time::sleep(duration / clock.shortened).await;
            clock.advance_to(deadline);
        })
    }
}
