//! Instants as providers write them.

use std::fmt;

use chrono::{DateTime, SecondsFormat, Utc};
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
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(&self.0).ok().map(Into::into)
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
