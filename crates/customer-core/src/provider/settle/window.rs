//! When our write left, by the provider's clock.

use chrono::{DateTime, TimeDelta, Utc};

use crate::{ClockOffset, WriteStart};

/// A record from inside a window counts as made since only where the window is no wider: a `Date` has
/// whole seconds, so that one answer alone leaves one second and the time of its way.
const WIDEST: TimeDelta = TimeDelta::seconds(5);

/// `Date` and the times of records may come from different machines. A record that is earlier than the window
/// by less than this is not certain to be older.
const TOLERANCE: TimeDelta = TimeDelta::seconds(2);

/// Between which times of the provider's clock our write began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Window {
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    /// The latest time that it can have been when the look-up was answered, where that is known.
    latest: Option<DateTime<Utc>>,
}

/// When a record was created, relative to our write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Timing {
    /// It was there before our write.
    Before,
    /// The clocks are not close enough to say.
    Uncertain,
    /// It was created since our write began, as far as the clocks say.
    Since,
}

impl Window {
    /// The window, by what was known of the provider's clock when the write began and what is known
    /// now, which is `time` by our clock. `None` where neither is known.
    pub(super) fn of(
        start: WriteStart,
        now: Option<ClockOffset>,
        time: Option<DateTime<Utc>>,
    ) -> Option<Self> {
        let clock = match (start.clock, now) {
            // Where they contradict each other, a clock was set in between, and either may hold.
            (Some(then), Some(now)) => then.intersection(now).unwrap_or_else(|| {
                ClockOffset::new(then.earliest.min(now.earliest), then.latest.max(now.latest))
            }),
            (then, now) => then.or(now)?,
        };
        Some(Self {
            from: start.at.checked_add_signed(clock.earliest)?,
            to: start.at.checked_add_signed(clock.latest)?,
            latest: time.and_then(|time| {
                time.checked_add_signed(clock.latest)?
                    .checked_add_signed(TOLERANCE)
            }),
        })
    }

    /// The timing of a record that was created at this time. A time is cut off, not rounded, to the digits that it is
    /// printed with, so the record may be younger by less than one of them.
    ///
    /// A record that is later than it can be by this clock is dated by another, which tells nothing.
    pub(super) fn timing(self, created: DateTime<Utc>) -> Timing {
        let younger_than = created
            .checked_add_signed(resolution(created))
            .unwrap_or(DateTime::<Utc>::MAX_UTC);
        let certain = self
            .from
            .checked_sub_signed(TOLERANCE)
            .unwrap_or(DateTime::<Utc>::MIN_UTC);
        if younger_than <= certain {
            Timing::Before
        } else if self.latest.is_some_and(|latest| created > latest) {
            Timing::Uncertain
        } else if created > self.to || (younger_than > self.from && self.is_narrow()) {
            Timing::Since
        } else {
            Timing::Uncertain
        }
    }

    fn is_narrow(self) -> bool {
        self.to.signed_duration_since(self.from) <= WIDEST
    }
}

/// What the last digit of the printed time stands for.
fn resolution(time: DateTime<Utc>) -> TimeDelta {
    let nanoseconds = time.timestamp_subsec_nanos();
    if nanoseconds == 0 {
        TimeDelta::seconds(1)
    } else if nanoseconds.is_multiple_of(1_000_000) {
        TimeDelta::milliseconds(1)
    } else {
        TimeDelta::microseconds(1)
    }
}
