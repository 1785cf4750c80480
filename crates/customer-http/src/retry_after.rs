//! `Retry-After`, in seconds or as a date (RFC 9110, sections 10.2.3 and 5.6.7).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// How long a server asks to wait, from the value of its `Retry-After` and, for a date, the time
/// it is now. A date in the past is no wait at all; what is neither is `None`.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use customer_http::parse_retry_after;
///
/// let epoch = SystemTime::UNIX_EPOCH;
/// assert_eq!(parse_retry_after("120", epoch), Some(Duration::from_secs(120)));
/// assert_eq!(
///     parse_retry_after("Thu, 01 Jan 1970 00:01:00 GMT", epoch),
///     Some(Duration::from_secs(60))
/// );
/// assert_eq!(parse_retry_after("soon", epoch), None);
/// ```
pub fn parse_retry_after(value: &str, now: SystemTime) -> Option<Duration> {
    let value = value.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        // More digits than a u64 holds still mean "a very long time".
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let date = parse_http_date(value)?;
    Some(date.duration_since(now).unwrap_or(Duration::ZERO))
}

/// A date in one of the three forms that HTTP allows.
pub(crate) fn parse_http_date(text: &str) -> Option<SystemTime> {
    let parts: Vec<&str> = text
        .split([' ', ','])
        .filter(|part| !part.is_empty())
        .collect();
    let (day, month, year, time) = match parts[..] {
        // Sun, 06 Nov 1994 08:49:37 GMT
        [weekday, day, month, year, time, "GMT"] if is_weekday(weekday) && year.len() == 4 => {
            (day, month, number(year)?, time)
        }
        // Sunday, 06-Nov-94 08:49:37 GMT
        [weekday, date, time, "GMT"] if is_weekday(weekday) => {
            let mut pieces = date.split('-');
            let (day, month, year) = (pieces.next()?, pieces.next()?, pieces.next()?);
            if pieces.next().is_some() || year.len() != 2 {
                return None;
            }
            // A year of two digits: this century, unless that is far ahead.
            let year = number(year)?;
            (
                day,
                month,
                if year < 70 { 2000 + year } else { 1900 + year },
                time,
            )
        }
        // Sun Nov  6 08:49:37 1994
        [weekday, month, day, time, year] if is_weekday(weekday) && year.len() == 4 => {
            (day, month, number(year)?, time)
        }
        _ => return None,
    };
    let (day, month) = (number(day)?, month_number(month)?);
    let mut clock = time.split(':');
    let (hour, minute, second) = (
        number(clock.next()?)?,
        number(clock.next()?)?,
        number(clock.next()?)?,
    );
    let in_range = clock.next().is_none()
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60
        && year >= 1970;
    if !in_range {
        return None;
    }
    let days = days_since_epoch(year, month, day);
    UNIX_EPOCH.checked_add(Duration::from_secs(
        days * 86_400 + hour * 3_600 + minute * 60 + second.min(59),
    ))
}

fn number(text: &str) -> Option<u64> {
    (text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit()))
        .then(|| text.parse().ok())
        .flatten()
}

fn is_weekday(text: &str) -> bool {
    text.get(..3)
        .is_some_and(|start| ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].contains(&start))
}

fn month_number(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    MONTHS
        .iter()
        .zip(1..)
        .find(|(name, _)| **name == text)
        .map(|(_, number)| number)
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && !year.is_multiple_of(100) || year.is_multiple_of(400)
}

fn days_in_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01, for a year from 1970 on.
fn days_since_epoch(year: u64, month: u64, day: u64) -> u64 {
    let before = year - 1;
    let leap_days = before / 4 - before / 100 + before / 400 - 477; // 477 of them before 1970
    let months: u64 = (1..month).map(|month| days_in_month(year, month)).sum();
    (year - 1970) * 365 + leap_days + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(text: &str) -> Option<u64> {
        parse_http_date(text).map(|date| {
            date.duration_since(UNIX_EPOCH)
                .unwrap_or_default()
                .as_secs()
        })
    }

    #[test]
    fn reads_the_three_forms_of_a_date() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
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
    fn refuses_what_is_no_date() {
        for text in [
            "",
            "soon",
            "-1",
            "1.5",
            "+5",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 31 Feb 1994 08:49:37 GMT",
            "Tue, 29 Feb 2100 12:00:00 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1894 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:37:01 GMT",
            "Sun, 06 Nov 199999 08:49:37 GMT",
            "Sün, 06 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(parse_retry_after(text, UNIX_EPOCH), None, "{text}");
        }
    }

    #[test]
    fn a_past_date_is_no_wait_and_a_huge_number_a_long_one() {
        let now = UNIX_EPOCH + Duration::from_secs(2_000_000_000);
        assert_eq!(
            parse_retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now),
            Some(Duration::ZERO)
        );
        assert_eq!(parse_retry_after(" 7 ", now), Some(Duration::from_secs(7)));
        assert_eq!(
            parse_retry_after("99999999999999999999999", now),
            Some(Duration::from_secs(u64::MAX))
        );
    }

    proptest::proptest! {
        #[test]
        fn never_panics(text in ".*") {
            let _ = parse_retry_after(&text, UNIX_EPOCH);
        }

        #[test]
        fn a_date_reads_back(days in 0u64..2_900_000, second in 0u64..86_400) {
            // Counts the calendar forward day by day from the number, the other way round.
            let (mut year, mut left) = (1970, days);
            while left >= 365 + u64::from(is_leap(year)) {
                left -= 365 + u64::from(is_leap(year));
                year += 1;
            }
            let mut month = 1;
            while left >= days_in_month(year, month) {
                left -= days_in_month(year, month);
                month += 1;
            }
            let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
            let name = names[usize::try_from(month - 1).unwrap_or_default()];
            let text = format!(
                "Mon, {:02} {name} {year:04} {:02}:{:02}:{:02} GMT",
                left + 1, second / 3600, second / 60 % 60, second % 60,
            );
            proptest::prop_assert_eq!(seconds(&text), Some(days * 86_400 + second));
        }
    }
}
