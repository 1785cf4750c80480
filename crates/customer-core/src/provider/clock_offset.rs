//! How far a provider's clock is from ours.

use chrono::TimeDelta;

/// How far a provider's clock is from ours, within bounds: the provider's time minus our time.
///
/// The offset is positive where the provider's clock is ahead. It is never known exactly, since a
/// provider tells its time in whole seconds and an answer takes time to arrive. Where nothing is
/// known there is no `ClockOffset` at all: `Option::None` means *unknown*, not *none*.
///
/// ```
/// use chrono::TimeDelta;
/// use customer_core::ClockOffset;
///
/// // Between 600 and 601 seconds behind our clock.
/// let offset = ClockOffset::new(TimeDelta::seconds(-601), TimeDelta::seconds(-600));
/// assert!(offset.latest < TimeDelta::zero());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClockOffset {
    /// The least that the offset can be.
    pub earliest: TimeDelta,
    /// The most that the offset can be.
    pub latest: TimeDelta,
}

impl ClockOffset {
    /// An offset between two bounds, in either order.
    pub fn new(one: TimeDelta, other: TimeDelta) -> Self {
        Self {
            earliest: one.min(other),
            latest: one.max(other),
        }
    }

    /// What agrees with both: tighter bounds, or `None` where no offset does.
    #[must_use]
    pub fn intersection(self, other: Self) -> Option<Self> {
        let earliest = self.earliest.max(other.earliest);
        let latest = self.latest.min(other.latest);
        (earliest <= latest).then_some(Self { earliest, latest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn offset(earliest: i64, latest: i64) -> ClockOffset {
        ClockOffset::new(TimeDelta::seconds(earliest), TimeDelta::seconds(latest))
    }

    #[test]
    fn bounds_come_in_either_order() {
        assert_eq!(offset(2, -1), offset(-1, 2));
        assert_eq!(offset(2, -1).earliest, TimeDelta::seconds(-1));
    }

    #[test]
    fn an_intersection_is_what_agrees_with_both() {
        for (one, other, both) in [
            (offset(0, 5), offset(3, 9), Some(offset(3, 5))),
            (offset(0, 5), offset(1, 2), Some(offset(1, 2))),
            (offset(0, 5), offset(5, 9), Some(offset(5, 5))),
            (offset(0, 5), offset(6, 9), None),
        ] {
            assert_eq!(one.intersection(other), both);
            assert_eq!(other.intersection(one), both);
        }
    }
}
