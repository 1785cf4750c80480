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
}
