//! `Retry-After`, in seconds or as a date, in every form that servers write.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use chrono::DateTime;
use customer_core::Error;
use customer_http::parse_retry_after;

const DAY: u64 = 86_400;

/// Whether the text is the date of this second.
fn is_date_of(text: &str, second: u64) -> bool {
    let ahead = second.min(5);
    wait(text, second - ahead) == Some(ahead)
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
        assert!(is_date_of(text, 784_111_777), "{text}");
    }
    for (text, expected) in [
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Mon, 01 Mar 2100 00:00:00 GMT", 4_107_542_400),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_799),
    ] {
        assert!(is_date_of(text, expected), "{text}");
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
        proptest::prop_assert!(is_date_of(&text, second.cast_unsigned()), "{}", text);
    }

    #[test]
    fn the_longer_of_two_counts(one in 0u64..DAY, other in 0u64..DAY) {
        let joined = wait(&format!("{one}, {other}"), 0);
        proptest::prop_assert_eq!(joined, Some(one.max(other)));
    }
}
