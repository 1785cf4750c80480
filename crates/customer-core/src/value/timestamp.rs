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
    /// The instant, where the text tells one: RFC 3339, and its usual relatives. Those have a space for
    /// the `T`, or an offset as `+0000`, `+00`, `UTC` or `GMT`.
    ///
    /// A time without an offset may be any of two dozen instants, and is none; nor is one without seconds,
    /// which would look older than it is. An offset can move the
    /// first and the last day that RFC 3339 has a year for into a year that it cannot write; then there
    /// is none either.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        parse(&self.0)
    }

    /// Whether there is nothing in the text, which is how some providers write null.
    pub fn is_empty(&self) -> bool {
        self.0.trim().is_empty()
    }

    /// Whether the text begins with a date, which tells that something happened, if not exactly when.
    pub fn has_date(&self) -> bool {
        let date = self.0.trim().get(..10);
        date.is_some_and(|date| parse(&format!("{date}T00:00:00Z")).is_some())
    }

    /// Why there is no instant; nothing where there is one, or nothing is said.
    pub(crate) fn why_no_instant(&self) -> Option<&'static str> {
        if self.is_usual() || self.is_empty() || self.instant().is_some() {
            return None;
        }
        let text = self.0.trim();
        let with_seconds = || {
            let (time, offset) = text.split_at_checked(16)?;
            parse(&format!("{time}:00{offset}"))
        };
        Some(if with_seconds().is_some() {
            "a time without seconds, which is no instant"
        } else if parse(&format!("{text}Z")).is_some() {
            "a time without an offset from UTC, which is no instant"
        } else if self.has_date() {
            "a date, which is no instant"
        } else {
            "a text that is no instant"
        })
    }

    /// Whether the text is the most usual form of an instant. Much quicker than to take it apart, and
    /// not every instant's form.
    fn is_usual(&self) -> bool {
        let number = |digits: &[u8], allowed: std::ops::RangeInclusive<u8>| match digits {
            [tens @ b'0'..=b'9', ones @ b'0'..=b'9'] => {
                allowed.contains(&((tens - b'0') * 10 + (ones - b'0')))
            }
            _ => false,
        };
        let [
            y1,
            y2,
            y3,
            y4,
            b'-',
            m1,
            m2,
            b'-',
            d1,
            d2,
            b'T',
            h1,
            h2,
            b':',
            i1,
            i2,
            b':',
            s1,
            s2,
            rest @ ..,
        ] = self.0.as_bytes()
        else {
            return false;
        };
        let fraction = match rest {
            [b'Z'] => true,
            [b'.', digits @ .., b'Z'] => {
                !digits.is_empty() && digits.len() <= 9 && digits.iter().all(u8::is_ascii_digit)
            }
            _ => false,
        };
        fraction
            && [y1, y2, y3, y4].iter().all(|digit| digit.is_ascii_digit())
            && number(&[*m1, *m2], 1..=12)
            && number(&[*d1, *d2], 1..=28)
            && number(&[*h1, *h2], 0..=23)
            && number(&[*i1, *i2], 0..=59)
            && number(&[*s1, *s2], 0..=59)
    }

    /// The text as it came.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn parse(text: &str) -> Option<DateTime<Utc>> {
    let instant = DateTime::parse_from_rfc3339(text)
        .ok()
        .or_else(|| DateTime::parse_from_rfc3339(&usual_form(text)?).ok())?
        .to_utc();
    (0..=9999).contains(&instant.year()).then_some(instant)
}

/// The text of a relative of RFC 3339 as RFC 3339 has it.
fn usual_form(text: &str) -> Option<String> {
    let text = text.trim();
    let (date, time) = (text.get(..10)?, text.get(10..)?);
    let time = time.strip_prefix(['T', 't', ' ', '_'])?.trim_start();
    let end = time
        .find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.' | ',')))
        .unwrap_or(time.len());
    let (clock, offset) = time.split_at_checked(end)?;
    let clock = clock.replace(',', ".");
    let offset = offset.trim_start().replace('\u{2212}', "-");
    let offset = match offset.as_bytes() {
        [b'+' | b'-', hours @ ..] => match hours {
            [_, _] => format!("{offset}:00"),
            [_, _, b':', _, _] => offset,
            [_, _, _, _] => format!("{}:{}", offset.get(..3)?, offset.get(3..)?),
            _ => return None,
        },
        _ if ["z", "utc", "gmt"].contains(&offset.to_ascii_lowercase().as_str()) => "Z".to_owned(),
        _ => return None,
    };
    Some(format!("{date}T{clock}{offset}"))
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
    fn an_offset_of_any_spelling_makes_an_instant_and_none_makes_none() {
        let at = Timestamp::from("2023-11-07T05:31:56Z".to_owned()).instant();
        assert!(at.is_some());
        for text in [
            "2023-11-07T05:31:56+0000",
            "2023-11-07T05:31:56+00",
            "2023-11-07t05:31:56z",
            "2023-11-07 05:31:56Z",
            "2023-11-07 05:31:56 +00:00",
            "2023-11-07 05:31:56 UTC",
            "2023-11-07T05:31:56.000000Z",
            "2023-11-07T05:31:56,000Z",
            " 2023-11-07T05:31:56-00:00 ",
            "2023-11-07T11:01:56+0530",
            "2023-11-07T03:31:56\u{2212}02",
        ] {
            let timestamp = Timestamp::from(text.to_owned());
            assert_eq!(timestamp.instant(), at, "{text}");
            assert_eq!(timestamp.why_no_instant(), None, "{text}");
        }
        for (text, has_date) in [
            ("2023-11-07T05:31:56", true),
            ("2023-11-07 05:31:56", true),
            ("2023-11-07", true),
            ("2023-11-07T05:31Z", true),
            ("2023-11-07 05:31 +0530", true),
            ("2023-11-07T05:31:56 CET", true),
            ("2023-02-29T05:31:56Z", false),
            ("0000-00-00 00:00:00", false),
            ("1699335116", false),
            ("yesterday", false),
            ("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}", false),
        ] {
            let timestamp = Timestamp::from(text.to_owned());
            assert_eq!(timestamp.instant(), None, "{text}");
            assert_eq!(timestamp.has_date(), has_date, "{text}");
            assert!(timestamp.why_no_instant().is_some(), "{text}");
        }
        for empty in ["", " "] {
            let timestamp = Timestamp::from(empty.to_owned());
            assert!(timestamp.is_empty() && timestamp.why_no_instant().is_none());
        }
    }

    #[test]
    fn a_text_in_the_usual_form_is_an_instant() {
        for day in ["2023-11-07", "2023-02-28", "0000-01-01", "9999-12-28"] {
            for time in ["T00:00:00Z", "T23:59:59.9Z", "T05:31:56.123456789Z"] {
                let timestamp = Timestamp::from(format!("{day}{time}"));
                assert!(timestamp.is_usual());
                assert!(timestamp.instant().is_some(), "{timestamp}");
            }
        }
    }

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
