//! How far a provider's clock is from ours, by the `Date` of its responses.

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use chrono::TimeDelta;
use customer_core::ClockOffset;
use http::header::{AGE, DATE, HeaderMap};

use crate::clock::clock::lock;
use crate::retry::retry_after::parse_http_date;

/// `Date` has whole seconds: the clock that it was read from is less than this ahead of it.
const RESOLUTION: TimeDelta = TimeDelta::seconds(1);

/// Clocks drift apart, so what was seen longer ago does not count.
const LONGEST_KEPT: Duration = Duration::from_secs(3600);

/// Our two clocks run alike to this much; where they do not, the time of day was set.
const SAME_PACE: TimeDelta = TimeDelta::milliseconds(20);

/// What the latest responses agree on.
#[derive(Debug, Default)]
pub(crate) struct ProviderClock(Mutex<Option<Kept>>);

#[derive(Debug, Clone, Copy)]
struct Kept {
    offset: ClockOffset,
    since: Instant,
    /// When the last response came, by both our clocks.
    last: Instant,
    last_system: SystemTime,
}

impl Kept {
    /// Whether what is kept still counts when another response comes.
    fn counts(&self, now: Instant, system: SystemTime) -> bool {
        // Where the time of day was at `now`, had it run like the other clock.
        let expected = match now.checked_duration_since(self.last) {
            Some(passed) => self.last_system.checked_add(passed),
            // Answers may be taken in another order than they came in.
            None => self
                .last_system
                .checked_sub(self.last.saturating_duration_since(now)),
        };
        let is_at_pace = expected
            .and_then(|expected| difference(system, expected))
            .is_some_and(|apart| apart.abs() <= SAME_PACE);
        is_at_pace && now.saturating_duration_since(self.since) <= LONGEST_KEPT
    }
}

impl ProviderClock {
    pub(crate) fn offset(&self) -> Option<ClockOffset> {
        lock(&self.0).map(|kept| kept.offset)
    }

    /// Takes in a response that came at `now`, which was `system` by the time of day, `elapsed` after its
    /// request was sent.
    pub(crate) fn observe(
        &self,
        headers: &HeaderMap,
        now: Instant,
        system: SystemTime,
        elapsed: Duration,
    ) {
        let Some(seen) = bounds(headers, system, elapsed) else {
            return;
        };
        let mut kept = lock(&self.0);
        let agreed = kept
            .filter(|kept| kept.counts(now, system))
            // Disjoint bounds: the provider's clock was set since, and only what is new counts.
            .and_then(|kept| Some((kept.since, kept.offset.intersection(seen)?)));
        let (since, offset) = agreed.unwrap_or((now, seen));
        *kept = Some(Kept {
            offset,
            since,
            last: now,
            last_system: system,
        });
    }
}

/// The provider read its clock between the request and the response.
fn bounds(headers: &HeaderMap, received: SystemTime, elapsed: Duration) -> Option<ClockOffset> {
    // A cache keeps the `Date` of the response that it kept.
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

    use http::header::{HeaderName, HeaderValue};

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

    /// So much after `DATE_TEXT`, by our time of day, in milliseconds.
    fn received(after: i64) -> SystemTime {
        let milliseconds = (DATE_SECOND * 1000).checked_add_signed(after).unwrap();
        UNIX_EPOCH + Duration::from_millis(milliseconds)
    }

    fn offset(earliest: i64, latest: i64) -> ClockOffset {
        ClockOffset::new(
            TimeDelta::milliseconds(earliest),
            TimeDelta::milliseconds(latest),
        )
    }

    /// Answers with one `Date`, which come within no time.
    #[derive(Default)]
    struct Seen(ProviderClock);

    impl Seen {
        fn observe(&self, now: Instant, received_after: i64, elapsed: u64) -> Option<ClockOffset> {
            let headers = headers(&[(DATE, DATE_TEXT)]);
            let elapsed = Duration::from_millis(elapsed);
            self.0
                .observe(&headers, now, received(received_after), elapsed);
            self.0.offset()
        }
    }

    #[test]
    fn the_clock_offset_is_unknown_before_the_first_response() {
        assert_eq!(ProviderClock::default().offset(), None);
    }

    #[test]
    fn responses_bound_the_clock_offset_from_both_sides() {
        let (seen, now) = (Seen::default(), Instant::now());
        let after = |milliseconds| now + Duration::from_millis(milliseconds);
        // Ours is 600 s ahead; the provider may have read its clock at any time of the 40 ms.
        let first = Some(offset(-600_020, -598_980));
        assert_eq!(seen.observe(after(0), 600_020, 40), first);
        // Later in the same second of the provider's.
        let second = Some(offset(-600_020, -599_270));
        assert_eq!(seen.observe(after(280), 600_300, 30), second);
        // A response with wider bounds changes nothing.
        assert_eq!(seen.observe(after(580), 600_600, 5_000), second);
    }

    #[test]
    fn a_contradicting_response_replaces_the_known_offset() {
        let (seen, now) = (Seen::default(), Instant::now());
        assert_eq!(seen.observe(now, 0, 0), Some(offset(0, 1_000)));
        // The same second again, three seconds later: the provider's clock was set.
        let later = now + Duration::from_secs(3);
        assert_eq!(seen.observe(later, 3_000, 0), Some(offset(-3_000, -2_000)));
    }

    #[test]
    fn a_change_of_our_own_clock_is_noticed_even_where_the_bounds_agree() {
        for set in [400, -400] {
            let (seen, now) = (Seen::default(), Instant::now());
            assert_eq!(seen.observe(now, 0, 0), Some(offset(0, 1_000)));
            // No time passed, by the clock that is not set.
            let replaced = Some(offset(-set, 1_000 - set));
            assert_eq!(seen.observe(now, set, 0), replaced);
        }
    }

    #[test]
    fn clock_observations_expire_after_an_hour() {
        let (seen, now) = (Seen::default(), Instant::now());
        seen.observe(now, 0, 0);
        let later = now + LONGEST_KEPT + Duration::from_secs(1);
        let milliseconds = i64::try_from((later - now).as_millis()).unwrap();
        // A response that would agree with the first.
        let long = Some(offset(-milliseconds, 1_000));
        let elapsed = u64::try_from(milliseconds).unwrap();
        assert_eq!(seen.observe(later, milliseconds, elapsed), long);
    }

    #[test]
    fn a_response_without_a_date_of_its_own_does_not_change_the_offset() {
        for lines in [
            vec![],
            vec![(DATE, "soon")],
            vec![(DATE, "")],
            vec![(DATE, DATE_TEXT), (AGE, "1")],
            vec![(DATE, DATE_TEXT), (AGE, "86400")],
            vec![(DATE, DATE_TEXT), (AGE, "soon")],
        ] {
            let clock = ProviderClock::default();
            clock.observe(
                &headers(&lines),
                Instant::now(),
                received(0),
                Duration::ZERO,
            );
            assert_eq!(clock.offset(), None, "{lines:?}");
        }
        let clock = ProviderClock::default();
        clock.observe(
            &headers(&[(DATE, DATE_TEXT), (AGE, "0")]),
            Instant::now(),
            received(0),
            Duration::ZERO,
        );
        assert_eq!(clock.offset(), Some(offset(0, 1_000)));
    }

    #[test]
    fn extreme_dates_and_waits_are_handled() {
        for date in [
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "Thu, 01 Jan 1970 00:00:00 GMT",
        ] {
            let clock = ProviderClock::default();
            for elapsed in [Duration::ZERO, Duration::MAX] {
                clock.observe(
                    &headers(&[(DATE, date)]),
                    Instant::now(),
                    received(0),
                    elapsed,
                );
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
            let (mut ours, start) = (4_000_000_000_000u64, Instant::now());
            let first = ours;
            for (pause, outbound, inbound) in calls {
                let theirs = (ours + pause + outbound).checked_add_signed(offset).unwrap();
                ours += pause + outbound + inbound;
                let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(theirs));
                let headers = HeaderMap::from_iter([(DATE, HeaderValue::from_str(&date).unwrap())]);
                clock.observe(
                    &headers,
                    start + Duration::from_millis(ours - first),
                    UNIX_EPOCH + Duration::from_millis(ours),
                    Duration::from_millis(outbound + inbound),
                );
                let bounds = clock.offset().unwrap();
                let offset = TimeDelta::milliseconds(offset);
                proptest::prop_assert!(bounds.earliest <= offset && offset <= bounds.latest, "{bounds:?}");
            }
        }
    }
}
