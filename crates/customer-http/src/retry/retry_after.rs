//! `Retry-After`, in seconds or as a date (RFC 9110, sections 10.2.3 and 5.6.7), and what servers
//! write in its place.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::{DateTime, NaiveDateTime};
use customer_core::Error;
use http::header::{DATE, HeaderMap, RETRY_AFTER};

/// How long a server asks to wait, from the value of its `Retry-After` and, for a date, the time
/// it is now. What cannot be read is `None`.
///
/// - Decimals are rounded up to whole seconds. A negative number and a date in the past are no
///   wait at all.
/// - A date may be in any of the three forms of HTTP or in RFC 3339, and may name its zone as `GMT`,
///   `UTC` or an offset. Its weekday is not looked at.
/// - Of several values, joined by commas, the longest counts.
/// - Nothing is longer than [`Error::LONGEST_RETRY_AFTER`].
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use customer_http::parse_retry_after;
///
/// let epoch = SystemTime::UNIX_EPOCH;
/// assert_eq!(parse_retry_after("120", epoch), Some(Duration::from_secs(120)));
/// assert_eq!(parse_retry_after("1.5", epoch), Some(Duration::from_secs(2)));
/// assert_eq!(
///     parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", epoch),
///     Some(Duration::from_secs(60))
/// );
/// assert_eq!(parse_retry_after("soon", epoch), None);
/// ```
pub fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let wait = one(value, now).or_else(|| longest_of_list(value, now))?;
    Some(wait.min(Error::LONGEST_RETRY_AFTER))
}

/// How long a response asks to wait. `our_time` is asked for where a date has no other to be
/// compared with.
pub(crate) fn retry_after(
    headers: &HeaderMap,
    our_time: impl Fn() -> SystemTime,
) -> Option<Duration> {
    // Most responses have none.
    headers.get(RETRY_AFTER)?;
    // The server's date is told from its own clock, so it is compared with that.
    let date = headers.get(DATE).and_then(|value| value.to_str().ok());
    let now = date.and_then(parse_http_date).unwrap_or_else(our_time);
    headers
        .get_all(RETRY_AFTER)
        .iter()
        .filter_map(|value| parse_retry_after(value.to_str().ok()?, now))
        .max()
}

fn one(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    seconds(value).or_else(|| {
        let date = parse_http_date(value)?;
        Some(date.duration_since(now).unwrap_or(Duration::ZERO))
    })
}

/// Seconds with or without a fraction, rounded up.
fn seconds(text: &str) -> Option<Duration> {
    let (is_negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() + fraction.len() == 0 || !are_digits(whole) || !are_digits(fraction) {
        return None;
    }
    if is_negative {
        return Some(Duration::ZERO);
    }
    let more = u64::from(fraction.bytes().any(|digit| digit != b'0'));
    let whole: u64 = match whole {
        "" => 0,
        // More digits than a u64 holds still mean "a very long time".
        _ => whole.parse().unwrap_or(u64::MAX),
    };
    Some(Duration::from_secs(whole.saturating_add(more)))
}

/// The longest of several values that were joined by commas; a date may have a comma of its own.
fn longest_of_list(value: &str, now: SystemTime) -> Option<Duration> {
    let mut longest = None;
    let mut rest = value;
    while let Some((first, after)) = rest.split_once(',') {
        let second = after.find(',').unwrap_or(after.len());
        let with_comma = &rest[..first.len() + 1 + second];
        if let Some(wait) = one(with_comma, now) {
            longest = longest.max(Some(wait));
            rest = after.get(second + 1..).unwrap_or("");
        } else {
            longest = longest.max(one(first, now));
            rest = after;
        }
    }
    longest.max(one(rest, now))
}

/// A date as HTTP has them, or close to it.
pub(crate) fn parse_http_date(text: &str) -> Option<SystemTime> {
    httpdate::parse_http_date(text)
        .ok()
        .or_else(|| parse_lenient_date(text.trim()))
}

/// Forms of a date without weekday and zone.
const FORMS: [&str; 3] = [
    "%d %b %Y %H:%M:%S",
    "%d-%b-%y %H:%M:%S",
    "%b %d %H:%M:%S %Y",
];
/// The last of the forms is in UTC without saying so.
const ASCTIME: &str = FORMS[2];

fn parse_lenient_date(text: &str) -> Option<SystemTime> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return system_time(date.timestamp());
    }
    let text = without_weekday(text);
    if let Ok(date) = NaiveDateTime::parse_from_str(text, ASCTIME) {
        return system_time(date.and_utc().timestamp());
    }
    let (date, zone) = text.rsplit_once(' ')?;
    let offset = zone_offset(zone)?;
    let date = FORMS
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(date.trim_end(), form).ok())?;
    system_time(date.and_utc().timestamp().checked_sub(offset)?)
}

/// Servers get it wrong, and the rest of the date tells all.
fn without_weekday(text: &str) -> &str {
    const DAYS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let word = text
        .bytes()
        .position(|byte| !byte.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (word, rest) = text.split_at(word);
    let is_weekday = word
        .get(..3)
        .is_some_and(|start| DAYS.contains(&&*start.to_ascii_lowercase()));
    if is_weekday {
        rest.trim_start_matches([',', ' '])
    } else {
        text
    }
}

/// How many seconds a zone is ahead of UTC.
fn zone_offset(zone: &str) -> Option<i64> {
    const UTC: [&str; 4] = ["GMT", "UTC", "UT", "Z"];
    if UTC.iter().any(|name| zone.eq_ignore_ascii_case(name)) {
        return Some(0);
    }
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let digits = digits.replacen(':', "", 1);
    if digits.len() != 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    let (hours, minutes) = (number / 100, number % 100);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3600 + minutes * 60))
}

fn system_time(timestamp: i64) -> Option<SystemTime> {
    UNIX_EPOCH.checked_add(Duration::from_secs(u64::try_from(timestamp).ok()?))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    const DAY: u64 = 86_400;

    fn seconds(text: &str) -> Option<u64> {
        parse_http_date(text).map(|date| date.duration_since(UNIX_EPOCH).unwrap().as_secs())
    }

    fn wait(value: &str, now: u64) -> Option<u64> {
        parse_retry_after(value, UNIX_EPOCH + Duration::from_secs(now)).map(|wait| wait.as_secs())
    }

    #[test]
    fn reads_a_date_in_every_form_that_servers_write() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            // Another name for the zone, or an offset.
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 gmt",
            "Sun, 06 Nov 1994 08:49:37 UT",
            "Sun, 06 Nov 1994 08:49:37 Z",
            "Sun, 06 Nov 1994 08:49:37 +0000",
            "Sun, 06 Nov 1994 08:49:37 -0000",
            "Sun, 06 Nov 1994 08:49:37 +00:00",
            "Sun, 06 Nov 1994 10:49:37 +0200",
            "Sun, 06 Nov 1994 03:19:37 -05:30",
            "Sunday, 06-Nov-94 08:49:37 UTC",
            "Sunday, 06-Nov-94 08:49:37 +0000",
            // No weekday, or the wrong one; other spaces and case.
            "06 Nov 1994 08:49:37 GMT",
            "Mon, 06 Nov 1994 08:49:37 GMT",
            "Sun,06 Nov 1994 08:49:37 GMT",
            "sun, 6 nov 1994 08:49:37 GMT",
            " Sun,  06 Nov 1994  08:49:37  UTC ",
            "Sun Nov 06 08:49:37 1994",
            // RFC 3339.
            "1994-11-06T08:49:37Z",
            "1994-11-06T08:49:37.000+00:00",
        ] {
            assert_eq!(seconds(text), Some(784_111_777), "{text}");
        }
        for (text, expected) in [
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
            ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_799),
        ] {
            assert_eq!(seconds(text), Some(expected), "{text}");
        }
    }

    #[test]
    fn a_retry_after_that_is_neither_seconds_nor_a_date_is_ignored() {
        for text in [
            "",
            " ",
            ",",
            ".",
            "-",
            "+",
            "soon",
            "1.5.0",
            "1 5",
            "0x10",
            "NaN",
            "inf",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 XYZ",
            "Sun, 06 Nov 1994 08:49:37 +9999",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Tue, 29 Feb 2100 12:00:00 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1894 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37:01 GMT",
            "Sun, 06 Nov 199999 08:49:37 GMT",
            "Sun",
            "GMT",
        ] {
            assert_eq!(wait(text, 0), None, "{text}");
        }
    }

    #[test]
    fn decimal_seconds_are_rounded_up_and_past_dates_mean_no_wait() {
        for (text, expected) in [
            ("0", 0),
            (" 7 ", 7),
            ("+7", 7),
            ("007", 7),
            ("1.5", 2),
            ("600.0", 600),
            ("600.000001", 601),
            ("0.2", 1),
            (".5", 1),
            ("5.", 5),
            ("-1", 0),
            ("-0.5", 0),
            ("Sun, 06 Nov 1994 08:49:37 GMT", 0),
        ] {
            assert_eq!(wait(text, 2_000_000_000), Some(expected), "{text}");
        }
    }

    #[test]
    fn the_longest_of_several_values_counts() {
        let now = 784_111_770;
        for (text, expected) in [
            ("5, 10", 10),
            ("10,5", 10),
            ("5, soon", 5),
            ("soon, 5", 5),
            (", 5,", 5),
            ("3, Sun, 06 Nov 1994 08:49:37 GMT", 7),
            ("Sun, 06 Nov 1994 08:49:37 GMT, 3", 7),
            (
                "Sun, 06 Nov 1994 08:49:37 UTC,Sun, 06 Nov 1994 08:49:39 GMT",
                9,
            ),
            ("Sun Nov  6 08:49:37 1994, 1.5", 7),
            ("06 Nov 1994 08:49:37 GMT, 8", 8),
        ] {
            assert_eq!(wait(text, now), Some(expected), "{text}");
        }
        assert_eq!(wait("soon, later", now), None);
    }

    #[test]
    fn no_wait_is_longer_than_a_day() {
        for text in [
            "86400",
            "86401",
            "86400.5",
            "18446744073709551615",
            "18446744073709551615.5",
            "99999999999999999999999",
            "Fri, 31 Dec 9999 23:59:59 GMT",
            "9999-12-31T23:59:59Z",
            "1, 99999999999999999999999",
        ] {
            assert_eq!(wait(text, 0), Some(DAY), "{text}");
            let wait = parse_retry_after(text, UNIX_EPOCH).unwrap();
            assert!(SystemTime::now().checked_add(wait).is_some());
        }
    }

    fn headers(lines: &[(&'static str, &'static str)]) -> HeaderMap {
        lines
            .iter()
            .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn the_longer_of_two_retry_after_headers_counts_and_dates_use_the_servers_clock() {
        let date = ("date", "Sun, 06 Nov 1994 08:49:30 GMT");
        let strange_date = ("date", "Sun, 06 Nov 1994 08:49:30 UTC");
        let until = ("retry-after", "Sun, 06 Nov 1994 08:49:37 UTC");
        let ours = || UNIX_EPOCH + Duration::from_secs(784_111_776);
        for (lines, expected) in [
            (vec![], None),
            (vec![date], None),
            (vec![("retry-after", "soon")], None),
            (vec![("retry-after", "5"), ("retry-after", "10")], Some(10)),
            (vec![("retry-after", "10"), ("retry-after", "5")], Some(10)),
            (vec![("retry-after", "soon"), ("retry-after", "5")], Some(5)),
            (vec![until, ("retry-after", "3"), date], Some(7)),
            (vec![until, strange_date], Some(7)),
            // Without a date of the server's that can be read, ours has to do.
            (vec![until], Some(1)),
            (vec![until, ("date", "yesterday")], Some(1)),
        ] {
            let wait = retry_after(&headers(&lines), ours);
            assert_eq!(wait.map(|wait| wait.as_secs()), expected, "{lines:?}");
        }
    }

    proptest::proptest! {
        #[test]
        fn never_panics_and_never_waits_longer_than_the_cap(
            text in ".*",
            digits in "[-+0-9., ]*",
            seconds in "[0-9]{1,25}(\\.[0-9]{0,3})?",
        ) {
            for text in [text, digits, seconds] {
                let wait = parse_retry_after(&text, UNIX_EPOCH).unwrap_or_default();
                proptest::prop_assert!(wait <= Error::LONGEST_RETRY_AFTER);
            }
        }

        #[test]
        fn a_date_reads_back(second in 0i64..253_402_300_800, zone in 0usize..4) {
            // Written by another hand than the one that reads.
            let date = DateTime::from_timestamp(second, 0).unwrap();
            let zone = ["GMT", "UTC", "+0000", "-00:00"][zone];
            let text = format!("{} {zone}", date.format("%a, %d %b %Y %H:%M:%S"));
            proptest::prop_assert_eq!(seconds(&text), u64::try_from(second).ok());
        }

        #[test]
        fn the_longer_of_two_counts(one in 0u64..DAY, other in 0u64..DAY) {
            let joined = wait(&format!("{one}, {other}"), 0);
            proptest::prop_assert_eq!(joined, Some(one.max(other)));
        }
    }
}
