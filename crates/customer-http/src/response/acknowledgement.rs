//! Whether a response without a record says that a write was done.

use customer_core::Result;
use customer_core::adapter::{Record, WireValue};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::response::error_body::is_empty_json;
use crate::{ErrorBody, Flag, Response};

/// What a success (2xx) has to say for a write to be done. Anything else leaves the outcome unknown: it
/// may be the page of a proxy, or the response of another version of the API.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Acknowledgement {
    /// An envelope whose flag is true.
    Envelope,
    /// That, or nothing: no body, `{}`, `[]`, or an envelope without the flag in which nothing is.
    EnvelopeOrNothing,
    /// That, or any JSON that does not speak against it, where the body is not documented: objects, and
    /// lists of them, without a flag that is not true and without the members of an error.
    AnyRecords,
}

/// The members by which the error of one framework or another is known.
const OF_ERRORS: [&str; 9] = [
    "error",
    "errors",
    "code",
    "message",
    "title",
    "detail",
    "statusCode",
    "invalidFields",
    "exception",
];

impl Response {
    /// Tells whether this response says that a write was done. `flag` is the member of the envelope that is
    /// true then.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), for a response that does not: of a write,
    /// [`OutcomeUnknown`](customer_core::ErrorKind::OutcomeUnknown).
    pub fn acknowledged(&self, flag: &str, expected: Acknowledgement) -> Result<()> {
        let text = self.lossy_text();
        let text = text.trim();
        // The whole of it has to be JSON, not just what is looked at.
        if !text.is_empty() && serde_json::from_str::<&RawValue>(text).is_err() {
            self.json::<&RawValue>()?;
            return Err(self.unexpected("", "the response is not JSON"));
        }
        if is_done(text, flag, expected) {
            return Ok(());
        }
        let has_flag = ErrorBody::read(text).flag(flag) != Flag::Absent;
        let place = if has_flag { flag } else { "" };
        Err(self.unexpected(place, "the response does not say that it was done"))
    }
}

impl Response {
    /// The record that a write returned, below these members. `flag` is the member of the envelope that
    /// is true where it was done; an envelope without one says it by the record.
    ///
    /// # Errors
    ///
    /// As [`record`](Self::record), and for a flag that is there and not true: what it says of the record
    /// beside it is not known.
    pub fn written_record<T: WireValue + DeserializeOwned>(
        &self,
        path: &'static [&'static str],
        flag: &str,
    ) -> Result<Record<T>> {
        if !self.is_plain_success(flag) {
            let text = self.lossy_text();
            let flag_says = ErrorBody::read(&text).flag(flag);
            if !matches!(flag_says, Flag::Absent | Flag::True) {
                return Err(self.unexpected(flag, "the response does not say that it was done"));
            }
        }
        self.record(path)
    }
}

fn is_done(text: &str, flag: &str, expected: Acknowledgement) -> bool {
    use Acknowledgement::{AnyRecords, Envelope, EnvelopeOrNothing};

    match text.as_bytes() {
        [] => expected != Envelope,
        b"null" | b"true" => expected == AnyRecords,
        [b'{', ..] => {
            let body = ErrorBody::read(text);
            match (body.flag(flag), expected) {
                _ if body.holds_error() => false,
                (Flag::True, _) => true,
                (Flag::Absent, EnvelopeOrNothing) => body.is_empty_json(),
                (Flag::Absent, AnyRecords) => !OF_ERRORS.iter().any(|name| body.has(name)),
                _ => false,
            }
        }
        [b'[', ..] => match expected {
            Envelope => false,
            EnvelopeOrNothing => is_empty_json(text),
            AnyRecords => serde_json::from_str::<Vec<&RawValue>>(text).is_ok_and(|items| {
                let is_record =
                    |item: &&RawValue| item.get().starts_with('{') || item.get() == "null";
                items.iter().all(is_record)
            }),
        },
        _ => false,
    }
}
