//! Times as the providers print them.

use chrono::{DateTime, SecondsFormat, Utc};

/// Now, to the second: `2023-11-07T05:31:56Z`.
pub(crate) fn now_in_seconds() -> String {
    in_seconds(Utc::now())
}

/// Now, to the millisecond: `2021-07-22T00:00:00.000Z`.
pub(crate) fn now_in_milliseconds() -> String {
    in_milliseconds(Utc::now())
}

/// `2023-11-07T05:31:56Z`
pub(crate) fn in_seconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// `2021-07-22T00:00:00.000Z`
pub(crate) fn in_milliseconds(time: DateTime<Utc>) -> String {
    time.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// Seconds since 1970.
pub(crate) fn unix_seconds() -> i64 {
    Utc::now().timestamp()
}

/// An instant from outside, as it is printed here.
pub(crate) fn to_milliseconds(text: &str) -> Option<String> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?;
    Some(in_milliseconds(instant.with_timezone(&Utc)))
}
