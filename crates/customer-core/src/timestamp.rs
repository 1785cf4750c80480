//! Instants as providers write them.

use std::fmt;

use chrono::{DateTime, Datelike, SecondsFormat, Utc};
use serde::{Deserialize, Serialize};

/// An instant as a provider wrote it: the text as it came, so that it is written again to the
/// letter, and the instant where the text is RFC 3339. For wire types.
///
/// ```
/// use customer_core::Timestamp;
/// let timestamp = Timestamp::from("2021-07-22T00:00:00.000Z".to_owned());
/// assert_eq!(timestamp.instant().map(|at| at.timestamp()), Some(1_626_912_000));
/// assert_eq!(timestamp.as_str(), "2021-07-22T00:00:00.000Z");
/// assert_eq!(Timestamp::from("soon".to_owned()).instant(), None);
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(String);

impl Timestamp {
    /// The instant, where the text is RFC 3339.
    ///
    /// An offset can move the first and the last day that RFC 3339 has a year for into a year that
    /// it cannot write; then there is none.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        let instant = DateTime::parse_from_rfc3339(&self.0).ok()?.to_utc();
        (0..=9999).contains(&instant.year()).then_some(instant)
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

/// RFC 3339 in UTC with milliseconds.
impl From<DateTime<Utc>> for Timestamp {
    fn from(instant: DateTime<Utc>) -> Self {
        Self(instant.to_rfc3339_opts(SecondsFormat::Millis, true))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_instant_can_be_written_again() {
        for (text, written) in [
            ("2021-07-22T00:00:00.000Z", Some("2021-07-22T00:00:00.000Z")),
            (
                "2024-02-29T23:59:59+05:30",
                Some("2024-02-29T18:29:59.000Z"),
            ),
            ("0000-01-01T00:00:00Z", Some("0000-01-01T00:00:00.000Z")),
            ("9999-12-31T23:59:59.999Z", Some("9999-12-31T23:59:59.999Z")),
            ("0000-01-01T00:00:00+23:59", None),
            ("9999-12-31T23:59:59-23:59", None),
            ("2021-07-22", None),
            ("2021-07-22T00:00:00", None),
        ] {
            let again = Timestamp::from(text.to_owned())
                .instant()
                .map(Timestamp::from);
            assert_eq!(again.as_ref().map(Timestamp::as_str), written, "{text}");
            assert_eq!(
                again.and_then(|timestamp| timestamp.instant()),
                Timestamp::from(text.to_owned()).instant()
            );
        }
    }
}
