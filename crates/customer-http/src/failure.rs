//! From a provider's refusal to an [`Error`] of ours.

use std::fmt;

use customer_core::{ErrorKind, FieldProblem};
use reqwest::StatusCode;

use crate::Effect;

/// What a provider says of a request that it refused, in its own words. An adapter's error decoder
/// reads it from a [`Response`](crate::Response); what it leaves out is told from the status.
///
/// `Debug` leaves the message out, since providers repeat in it what they were sent.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderFailure {
    /// Our kind, where the provider's code tells more than the status.
    pub kind: Option<ErrorKind>,
    /// The provider's code.
    pub code: Option<String>,
    /// The provider's message; it is scrubbed before it stands in an error.
    pub message: Option<String>,
    /// The fields that the provider complains about.
    pub fields: Vec<FieldProblem>,
}

impl ProviderFailure {
    /// A refusal of which nothing is known but that it is one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the kind, where the provider's code tells more than the status.
    #[must_use]
    pub fn with_kind(mut self, kind: impl Into<Option<ErrorKind>>) -> Self {
        self.kind = kind.into();
        self
    }

    /// Sets the provider's code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Option<String>>) -> Self {
        self.code = code.into();
        self
    }

    /// Sets the provider's message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Option<String>>) -> Self {
        self.message = message.into();
        self
    }

    /// Sets the fields that the provider complains about.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.fields = fields;
        self
    }
}

impl fmt::Debug for ProviderFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderFailure")
            .field("kind", &self.kind)
            .field("code", &self.code.as_deref().map(customer_core::scrub))
            .field("fields", &self.fields.len())
            .finish_non_exhaustive()
    }
}

/// What an answer that is no success means for the call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Verdict {
    pub(crate) kind: ErrorKind,
    /// Whether the same request may be sent again.
    pub(crate) repeat: bool,
}

/// Judges an answer by what the provider says, else by its status.
pub(crate) fn judge(
    status: StatusCode,
    has_retry_after: bool,
    effect: Effect,
    said: Option<ErrorKind>,
) -> Verdict {
    use ErrorKind::{ConnectionFailed, OutcomeUnknown, RateLimited, TimedOut, Unavailable};

    let is_write = effect == Effect::Write;
    let refused_for_now = status == StatusCode::TOO_MANY_REQUESTS
        || (status == StatusCode::SERVICE_UNAVAILABLE && has_retry_after);
    let kind = match said {
        // Of a read nothing is unknown.
        Some(OutcomeUnknown) if !is_write => Unavailable,
        // Whatever a code says of the reason, it cannot make a write safe to repeat.
        Some(Unavailable | TimedOut | ConnectionFailed) if is_write && !refused_for_now => {
            OutcomeUnknown
        }
        Some(RateLimited) if is_write && status.is_server_error() && !refused_for_now => {
            OutcomeUnknown
        }
        Some(kind) => kind,
        None => by_status(status, refused_for_now, is_write),
    };
    let repeat = match kind {
        RateLimited => true,
        Unavailable | TimedOut | ConnectionFailed => !is_write || refused_for_now,
        _ => false,
    };
    Verdict { kind, repeat }
}

fn by_status(status: StatusCode, refused_for_now: bool, is_write: bool) -> ErrorKind {
    match status.as_u16() {
        429 => ErrorKind::RateLimited,
        _ if refused_for_now => ErrorKind::Unavailable,
        // It may have acted: 303 is the usual answer to a form that was accepted, and 408 may be a
        // proxy that gave up waiting for the server.
        303 | 408 | 500..=599 if is_write => ErrorKind::OutcomeUnknown,
        400 | 413 | 414 | 422 => ErrorKind::InvalidInput,
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::PermissionDenied,
        404 | 410 => ErrorKind::NotFound,
        408 => ErrorKind::TimedOut,
        409 => ErrorKind::AlreadyExists,
        // A decoder found a refusal in a success.
        200..=299 | 400..=499 => ErrorKind::Rejected,
        500..=599 => ErrorKind::Unavailable,
        _ => ErrorKind::UnexpectedResponse,
    }
}

/// Our words, where the provider has none.
pub(crate) fn words(status: StatusCode, kind: ErrorKind) -> &'static str {
    if status.is_redirection() {
        return "the provider answered with a redirect, and redirects are not followed";
    }
    match kind {
        ErrorKind::OutcomeUnknown => {
            "the provider failed after the request was sent; whether it acted is not known"
        }
        ErrorKind::UnexpectedResponse => {
            "the provider answered with a status that has no meaning here"
        }
        _ => status.canonical_reason().unwrap_or(""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{
        AlreadyExists, InvalidInput, NotFound, OutcomeUnknown, PermissionDenied, RateLimited,
        Rejected, TimedOut, Unauthenticated, Unavailable, UnexpectedResponse,
    };

    fn verdict(
        status: u16,
        after: bool,
        effect: Effect,
        said: Option<ErrorKind>,
    ) -> (ErrorKind, bool) {
        let status = StatusCode::from_u16(status).unwrap_or_default();
        let Verdict { kind, repeat } = judge(status, after, effect, said);
        (kind, repeat)
    }

    #[test]
    fn each_status_has_a_kind() {
        // status, with Retry-After, (read: kind, repeated), (write: kind, repeated)
        for (status, after, read, write) in [
            (
                101,
                false,
                (UnexpectedResponse, false),
                (UnexpectedResponse, false),
            ),
            (200, false, (Rejected, false), (Rejected, false)),
            (
                301,
                false,
                (UnexpectedResponse, false),
                (UnexpectedResponse, false),
            ),
            (
                302,
                false,
                (UnexpectedResponse, false),
                (UnexpectedResponse, false),
            ),
            (
                303,
                false,
                (UnexpectedResponse, false),
                (OutcomeUnknown, false),
            ),
            (
                304,
                false,
                (UnexpectedResponse, false),
                (UnexpectedResponse, false),
            ),
            (
                307,
                false,
                (UnexpectedResponse, false),
                (UnexpectedResponse, false),
            ),
            (
                308,
                true,
                (UnexpectedResponse, false),
                (UnexpectedResponse, false),
            ),
            (400, false, (InvalidInput, false), (InvalidInput, false)),
            (
                401,
                false,
                (Unauthenticated, false),
                (Unauthenticated, false),
            ),
            (402, false, (Rejected, false), (Rejected, false)),
            (
                403,
                false,
                (PermissionDenied, false),
                (PermissionDenied, false),
            ),
            (404, false, (NotFound, false), (NotFound, false)),
            (405, false, (Rejected, false), (Rejected, false)),
            (408, false, (TimedOut, true), (OutcomeUnknown, false)),
            (409, false, (AlreadyExists, false), (AlreadyExists, false)),
            (410, false, (NotFound, false), (NotFound, false)),
            (413, false, (InvalidInput, false), (InvalidInput, false)),
            (422, false, (InvalidInput, false), (InvalidInput, false)),
            (429, false, (RateLimited, true), (RateLimited, true)),
            (429, true, (RateLimited, true), (RateLimited, true)),
            (451, false, (Rejected, false), (Rejected, false)),
            (500, false, (Unavailable, true), (OutcomeUnknown, false)),
            (500, true, (Unavailable, true), (OutcomeUnknown, false)),
            (502, false, (Unavailable, true), (OutcomeUnknown, false)),
            (503, false, (Unavailable, true), (OutcomeUnknown, false)),
            (503, true, (Unavailable, true), (Unavailable, true)),
            (504, true, (Unavailable, true), (OutcomeUnknown, false)),
            (599, false, (Unavailable, true), (OutcomeUnknown, false)),
        ] {
            assert_eq!(
                verdict(status, after, Effect::Read, None),
                read,
                "read {status} {after}"
            );
            assert_eq!(
                verdict(status, after, Effect::Write, None),
                write,
                "write {status} {after}"
            );
        }
    }

    #[test]
    fn a_code_tells_more_but_cannot_make_a_write_safe() {
        for (status, after, said, expected) in [
            (400, false, NotFound, (NotFound, false)),
            (500, false, AlreadyExists, (AlreadyExists, false)),
            (200, false, RateLimited, (RateLimited, true)),
            (500, false, RateLimited, (OutcomeUnknown, false)),
            (500, false, Unavailable, (OutcomeUnknown, false)),
            (400, false, Unavailable, (OutcomeUnknown, false)),
            (200, false, TimedOut, (OutcomeUnknown, false)),
            (503, true, Unavailable, (Unavailable, true)),
            (503, false, Unavailable, (OutcomeUnknown, false)),
        ] {
            assert_eq!(
                verdict(status, after, Effect::Write, Some(said)),
                expected,
                "{status} {said}"
            );
        }
        assert_eq!(
            verdict(500, false, Effect::Read, Some(RateLimited)),
            (RateLimited, true)
        );
        assert_eq!(
            verdict(500, false, Effect::Read, Some(OutcomeUnknown)),
            (Unavailable, true)
        );
        assert_eq!(
            verdict(500, false, Effect::Read, Some(NotFound)),
            (NotFound, false)
        );
    }

    #[test]
    fn debug_leaves_the_message_out() {
        let failure = ProviderFailure::new()
            .with_kind(AlreadyExists)
            .with_code("Conflict".to_owned())
            .with_message("Jane Doe exists".to_owned());
        assert!(!format!("{failure:?}").contains("Jane"));
    }
}
