//! Times as the providers print them.

use std::cell::Cell;

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};

thread_local! {
    /// How far this sandbox's clock is ahead of the machine's. A sandbox has a thread of its own, on
    /// which all its handlers run.
    static OFFSET: Cell<TimeDelta> = const { Cell::new(TimeDelta::zero()) };
}

/// Sets the clock of the sandbox that runs on this thread.
pub(crate) fn set_offset(offset: TimeDelta) {
    OFFSET.set(offset);
}

/// Now, by the sandbox's clock.
pub(crate) fn now() -> DateTime<Utc> {
    let now = Utc::now();
    now.checked_add_signed(OFFSET.get()).unwrap_or(now)
}

/// Now, as a `Date` has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub(crate) fn http_date() -> String {
    now().format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

/// Now, to the second: `2023-11-07T05:31:56Z`.
pub(crate) fn now_in_seconds() -> String {
    in_seconds(now())
}

/// Now, to the millisecond: `2021-07-22T00:00:00.000Z`.
pub(crate) fn now_in_milliseconds() -> String {
    in_milliseconds(now())
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
    now().timestamp()
}

/// A received instant, in the format of this module.
pub(crate) fn to_milliseconds(text: &str) -> Option<String> {
    let instant = DateTime::parse_from_rfc3339(text).ok()?;
    Some(in_milliseconds(instant.with_timezone(&Utc)))
}
