//! What the `Date` of answers tells of a provider's clock.

use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use chrono::TimeDelta;
use customer_core::ClockOffset;
use reqwest::header::{AGE, DATE, HeaderMap};

use crate::clock::lock;
use crate::retry_after::parse_http_date;

/// `Date` has whole seconds: the clock that it was read from is less than this ahead of it.
const RESOLUTION: TimeDelta = TimeDelta::seconds(1);

/// What all answers so far agree on.
#[derive(Debug, Default)]
pub(crate) struct ProviderClock(Mutex<Option<ClockOffset>>);

impl ProviderClock {
    pub(crate) fn offset(&self) -> Option<ClockOffset> {
        *lock(&self.0)
    }

    /// Takes in an answer that came at `received`, `elapsed` after its request was sent.
    pub(crate) fn observe(&self, headers: &HeaderMap, received: SystemTime, elapsed: Duration) {
        let Some(seen) = bounds(headers, received, elapsed) else {
            return;
        };
        let mut kept = lock(&self.0);
        // Disjoint bounds: a clock was set since, and only what is new counts.
        *kept = Some(
            kept.and_then(|kept| kept.intersection(seen))
                .unwrap_or(seen),
        );
    }
}

/// The provider read its clock between the request and the answer.
fn bounds(headers: &HeaderMap, received: SystemTime, elapsed: Duration) -> Option<ClockOffset> {
    // A cache keeps the `Date` of the answer that it kept.
    if headers.get(AGE).is_some_and(|age| age != "0") {
        return None;
    }
    let date = parse_http_date(headers.get(DATE)?.to_str().ok()?)?;
    let earliest = difference(date, received)?;
    let latest = earliest
        .checked_add(&TimeDelta::from_std(elapsed).ok()?)?
        .checked_add(&RESOLUTION)?;
    Some(ClockOffset::new(earliest, latest))
}

fn difference(left: SystemTime, right: SystemTime) -> Option<TimeDelta> {
    match left.duration_since(right) {
        Ok(ahead) => TimeDelta::from_std(ahead).ok(),
        Err(behind) => Some(-TimeDelta::from_std(behind.duration()).ok()?),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::time::UNIX_EPOCH;

    use reqwest::header::{HeaderName, HeaderValue};

    use super::*;

    /// The second at which `DATE_TEXT` was printed, by the provider's clock.
    const DATE_SECOND: u64 = 784_111_777;
    const DATE_TEXT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

    fn headers(lines: &[(HeaderName, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (name.clone(), HeaderValue::from_static(value)))
            .collect()
    }

    fn received(milliseconds_after_date: i64) -> SystemTime {
        let milliseconds = DATE_SECOND * 1000;
        UNIX_EPOCH
            + Duration::from_millis(
                milliseconds
                    .checked_add_signed(milliseconds_after_date)
                    .unwrap(),
            )
    }

    fn offset(earliest: i64, latest: i64) -> ClockOffset {
        ClockOffset::new(
            TimeDelta::milliseconds(earliest),
            TimeDelta::milliseconds(latest),
        )
    }

    fn observe(clock: &ProviderClock, received_after: i64, elapsed: u64) -> Option<ClockOffset> {
        let headers = headers(&[(DATE, DATE_TEXT)]);
        clock.observe(
            &headers,
            received(received_after),
            Duration::from_millis(elapsed),
        );
        clock.offset()
    }

    #[test]
    fn the_offset_is_unknown_before_an_answer() {
        assert_eq!(ProviderClock::default().offset(), None);
    }

    #[test]
    fn answers_bound_the_offset_from_both_sides() {
        let clock = ProviderClock::default();
        // Ours is 600 s ahead; the provider may have read its clock at any time of the 40 ms.
        assert_eq!(
            observe(&clock, 600_300, 40),
            Some(offset(-600_300, -599_260))
        );
        assert_eq!(
            observe(&clock, 600_020, 30),
            Some(offset(-600_020, -599_260))
        );
        // One that tells less changes nothing.
        assert_eq!(
            observe(&clock, 600_900, 5_000),
            Some(offset(-600_020, -599_260))
        );
        // One that contradicts: a clock was set.
        assert_eq!(observe(&clock, -7_000, 100), Some(offset(7_000, 8_100)));
    }

    #[test]
    fn an_answer_without_a_date_of_its_own_tells_nothing() {
        for lines in [
            vec![],
            vec![(DATE, "soon")],
            vec![(DATE, "")],
            vec![(DATE, DATE_TEXT), (AGE, "1")],
            vec![(DATE, DATE_TEXT), (AGE, "86400")],
            vec![(DATE, DATE_TEXT), (AGE, "soon")],
        ] {
            let clock = ProviderClock::default();
            clock.observe(&headers(&lines), received(0), Duration::ZERO);
            assert_eq!(clock.offset(), None, "{lines:?}");
        }
        let clock = ProviderClock::default();
        clock.observe(
            &headers(&[(DATE, DATE_TEXT), (AGE, "0")]),
            received(0),
            Duration::ZERO,
        );
        assert_eq!(clock.offset(), Some(offset(0, 1_000)));
    }

    #[test]
    fn no_date_and_no_wait_is_too_far_to_count() {
        for date in [
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            let clock = ProviderClock::default();
            for elapsed in [Duration::ZERO, Duration::MAX] {
                clock.observe(&headers(&[(DATE, date)]), received(0), elapsed);
            }
            assert!(clock.offset().is_some());
        }
    }

    proptest::proptest! {
        /// Whatever the provider's clock and however long the ways, the true offset is inside.
        #[test]
        fn the_true_offset_is_within_the_bounds(
            offset in -2_000_000_000_000i64..2_000_000_000_000,
            calls in proptest::collection::vec((0u64..100_000, 0u64..5_000, 0u64..5_000), 1..20),
        ) {
            let clock = ProviderClock::default();
            let mut ours = 4_000_000_000_000u64;
            for (pause, there, back) in calls {
                let theirs = (ours + pause + there).checked_add_signed(offset).unwrap();
                ours += pause + there + back;
                let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(theirs));
                let headers = HeaderMap::from_iter([(DATE, HeaderValue::from_str(&date).unwrap())]);
                clock.observe(
                    &headers,
                    UNIX_EPOCH + Duration::from_millis(ours),
                    Duration::from_millis(there + back),
                );
                let bounds = clock.offset().unwrap();
                let offset = TimeDelta::milliseconds(offset);
                proptest::prop_assert!(bounds.earliest <= offset && offset <= bounds.latest, "{bounds:?}");
            }
        }
    }
}
