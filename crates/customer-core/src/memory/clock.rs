//! Our clock, and the provider's.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use crate::ClockOffset;

type Now = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

#[derive(Clone)]
pub(super) struct Clock {
    pub(super) now: Now,
    /// How far the provider's clock is ahead of ours.
    pub(super) ahead: TimeDelta,
    /// Whether we know how far.
    pub(super) is_offset_known: bool,
}

impl Default for Clock {
    fn default() -> Self {
        Self {
            now: Arc::new(Utc::now),
            ahead: TimeDelta::zero(),
            is_offset_known: true,
        }
    }
}

impl Clock {
    pub(super) fn our_time(&self) -> DateTime<Utc> {
        (self.now)()
    }

    pub(super) fn provider_time(&self) -> DateTime<Utc> {
        let now = self.our_time();
        now.checked_add_signed(self.ahead).unwrap_or(now)
    }

    pub(super) fn offset(&self) -> Option<ClockOffset> {
        self.is_offset_known
            .then(|| ClockOffset::new(self.ahead, self.ahead))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Clock")
            .field("ahead", &self.ahead)
            .field("is_offset_known", &self.is_offset_known)
            .finish_non_exhaustive()
    }
}
