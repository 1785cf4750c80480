//! What the end of an attempt means: the kind of error, and whether the request may be sent again.
//!
//! The rule that no write is done twice is here and nowhere else. A write is retried only where the
//! provider cannot have acted: no connection was made, it answered 429, or it gave a refusal of
//! which it documents that it comes before acting. Anything else that is neither a success nor a
//! refusal (4xx) leaves a write unknown, whatever the response says of itself: proxies answer 5xx,
//! also with `Retry-After`, while the origin is at work.

use customer_core::ErrorKind;
use reqwest::StatusCode;

use crate::Effect;
use crate::retry::classify::{Cause, Reach};

/// How an attempt ended that is no success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With a response.
    Response {
        status: StatusCode,
        /// The kind that the adapter's decoder told from the provider's own words.
        said: Option<ErrorKind>,
        /// Whether the decoder recognized a refusal that comes before anything is done.
        refused_before_acting: bool,
    },
    /// Without one, or without the end of one.
    NoResponse { reach: Reach, cause: Cause },
}

/// What follows from the end of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    pub(crate) kind: ErrorKind,
    /// Whether the same request may be sent again.
    pub(crate) retry: bool,
}

/// What the end of an attempt means.
pub(crate) fn decide(effect: Effect, end: End) -> Decision {
    match end {
        End::Response {
            status,
            said,
            refused_before_acting,
        } => {
            let kind = response_kind(effect, status, said, refused_before_acting);
            // A write with one of these kinds was refused before it was done.
            let retry = matches!(
                kind,
                ErrorKind::RateLimited
                    | ErrorKind::Unavailable
                    | ErrorKind::TimedOut
                    | ErrorKind::ConnectionFailed
            );
            Decision { kind, retry }
        }
        End::NoResponse { reach, cause } => without_response(effect, reach, cause),
    }
}

fn response_kind(
    effect: Effect,
    status: StatusCode,
    said: Option<ErrorKind>,
    refused_before_acting: bool,
) -> ErrorKind {
    // That no proxy answers 429 for a server that failed is an assumption.
    let was_refused = refused_before_acting || status == StatusCode::TOO_MANY_REQUESTS;
    if effect == Effect::Write && !was_refused && leaves_open(status, said) {
        return ErrorKind::OutcomeUnknown;
    }
    match said {
        // Of a read nothing is unknown.
        Some(ErrorKind::OutcomeUnknown) if effect == Effect::Read => ErrorKind::Unavailable,
        Some(kind) => kind,
        None => status_kind(status),
    }
}

/// Whether it stays open after such a response if a write was done.
fn leaves_open(status: StatusCode, said: Option<ErrorKind>) -> bool {
    // 408 may be a proxy that gave up waiting for the server.
    let is_refusal = status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT;
    match said {
        // A code tells the reason, and not that nothing was done.
        Some(ErrorKind::Unavailable | ErrorKind::TimedOut | ErrorKind::ConnectionFailed) => true,
        Some(ErrorKind::UnexpectedResponse) => !is_refusal,
        _ => !is_refusal && !status.is_success(),
    }
}

/// What a status alone tells, of a request that was not done.
fn status_kind(status: StatusCode) -> ErrorKind {
    match status.as_u16() {
        400 | 413 | 414 | 422 => ErrorKind::InvalidInput,
        401 => ErrorKind::Unauthenticated,
        403 => ErrorKind::PermissionDenied,
        404 | 410 => ErrorKind::NotFound,
        408 => ErrorKind::TimedOut,
        409 => ErrorKind::AlreadyExists,
        429 => ErrorKind::RateLimited,
        // A decoder found a refusal in a success.
        200..=299 | 400..=499 => ErrorKind::Rejected,
        500..=599 => ErrorKind::Unavailable,
        _ => ErrorKind::UnexpectedResponse,
    }
}

fn without_response(effect: Effect, reach: Reach, cause: Cause) -> Decision {
    let (kind, retry) = match (reach, cause) {
        (Reach::Never, Cause::Invalid) => (ErrorKind::Configuration, false),
        (Reach::Never, Cause::Tls) => (ErrorKind::ConnectionFailed, false),
        (Reach::Maybe, _) if effect == Effect::Write => (ErrorKind::OutcomeUnknown, false),
        (Reach::Maybe, Cause::TooLarge | Cause::Redirected) => {
            (ErrorKind::UnexpectedResponse, false)
        }
        (Reach::Maybe, Cause::TimedOut) => (ErrorKind::TimedOut, true),
        (Reach::Never | Reach::Maybe, _) => (ErrorKind::ConnectionFailed, true),
    };
    Decision { kind, retry }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{
        AlreadyExists, Configuration, ConnectionFailed, InvalidInput, NotFound, OutcomeUnknown,
        PermissionDenied, RateLimited, Rejected, TimedOut, Unauthenticated, Unavailable,
        UnexpectedResponse,
    };

    fn response(status: u16, said: Option<ErrorKind>, refused_before_acting: bool) -> End {
        End::Response {
            status: StatusCode::from_u16(status).unwrap_or_default(),
            said,
            refused_before_acting,
        }
    }

    /// Of a read and of a write.
    fn both(end: End) -> [(ErrorKind, bool); 2] {
        [Effect::Read, Effect::Write].map(|effect| {
            let Decision { kind, retry } = decide(effect, end);
            (kind, retry)
        })
    }

    #[test]
    fn each_end_of_an_attempt_has_a_kind_and_says_whether_to_retry() {
        const NO: bool = false;
        const RETRY: bool = true;
        let same = |kind, retry| [(kind, retry); 2];
        let unknown_write = |kind, retry| [(kind, retry), (OutcomeUnknown, NO)];
        let status = |status| response(status, None, false);
        let said = |status, kind| response(status, Some(kind), false);
        let refused = |status, kind| response(status, kind, true);
        let none = |reach, cause| End::NoResponse { reach, cause };
        let rows = [
            // A status alone.
            (status(101), unknown_write(UnexpectedResponse, NO)),
            (status(103), unknown_write(UnexpectedResponse, NO)),
            (status(200), same(Rejected, NO)),
            (status(300), unknown_write(UnexpectedResponse, NO)),
            (status(301), unknown_write(UnexpectedResponse, NO)),
            (status(302), unknown_write(UnexpectedResponse, NO)),
            (status(303), unknown_write(UnexpectedResponse, NO)),
            (status(304), unknown_write(UnexpectedResponse, NO)),
            (status(307), unknown_write(UnexpectedResponse, NO)),
            (status(308), unknown_write(UnexpectedResponse, NO)),
            (status(399), unknown_write(UnexpectedResponse, NO)),
            (status(400), same(InvalidInput, NO)),
            (status(401), same(Unauthenticated, NO)),
            (status(402), same(Rejected, NO)),
            (status(403), same(PermissionDenied, NO)),
            (status(404), same(NotFound, NO)),
            (status(405), same(Rejected, NO)),
            (status(408), unknown_write(TimedOut, RETRY)),
            (status(409), same(AlreadyExists, NO)),
            (status(410), same(NotFound, NO)),
            (status(413), same(InvalidInput, NO)),
            (status(414), same(InvalidInput, NO)),
            (status(422), same(InvalidInput, NO)),
            (status(429), same(RateLimited, RETRY)),
            (status(451), same(Rejected, NO)),
            (status(500), unknown_write(Unavailable, RETRY)),
            (status(502), unknown_write(Unavailable, RETRY)),
            (status(503), unknown_write(Unavailable, RETRY)),
            (status(504), unknown_write(Unavailable, RETRY)),
            (status(599), unknown_write(Unavailable, RETRY)),
            (status(600), unknown_write(UnexpectedResponse, NO)),
            (status(999), unknown_write(UnexpectedResponse, NO)),
            // A code of the provider's: it tells more, and makes no write safe.
            (said(200, RateLimited), same(RateLimited, RETRY)),
            (said(200, Unavailable), unknown_write(Unavailable, RETRY)),
            (said(200, TimedOut), unknown_write(TimedOut, RETRY)),
            (said(200, OutcomeUnknown), unknown_write(Unavailable, RETRY)),
            (
                said(200, UnexpectedResponse),
                unknown_write(UnexpectedResponse, NO),
            ),
            (said(400, NotFound), same(NotFound, NO)),
            (said(400, Unavailable), unknown_write(Unavailable, RETRY)),
            (said(408, RateLimited), unknown_write(RateLimited, RETRY)),
            (said(429, Rejected), same(Rejected, NO)),
            (said(429, Unavailable), same(Unavailable, RETRY)),
            (said(302, NotFound), unknown_write(NotFound, NO)),
            (said(500, NotFound), unknown_write(NotFound, NO)),
            (said(500, RateLimited), unknown_write(RateLimited, RETRY)),
            (said(503, Unavailable), unknown_write(Unavailable, RETRY)),
            (said(503, RateLimited), unknown_write(RateLimited, RETRY)),
            // A refusal of which the provider documents that it comes before acting.
            (refused(503, None), same(Unavailable, RETRY)),
            (refused(503, Some(Unavailable)), same(Unavailable, RETRY)),
            (refused(500, Some(RateLimited)), same(RateLimited, RETRY)),
            (refused(500, Some(Rejected)), same(Rejected, NO)),
            (refused(200, Some(Unavailable)), same(Unavailable, RETRY)),
            (refused(400, None), same(InvalidInput, NO)),
            (refused(408, None), same(TimedOut, RETRY)),
            // No response.
            (none(Reach::Never, Cause::Invalid), same(Configuration, NO)),
            (none(Reach::Never, Cause::Tls), same(ConnectionFailed, NO)),
            (
                none(Reach::Never, Cause::Connect),
                same(ConnectionFailed, RETRY),
            ),
            (
                none(Reach::Maybe, Cause::TimedOut),
                unknown_write(TimedOut, RETRY),
            ),
            (
                none(Reach::Maybe, Cause::Broken),
                unknown_write(ConnectionFailed, RETRY),
            ),
            (
                none(Reach::Maybe, Cause::TooLarge),
                unknown_write(UnexpectedResponse, NO),
            ),
            (
                none(Reach::Maybe, Cause::Redirected),
                unknown_write(UnexpectedResponse, NO),
            ),
        ];
        for (end, expected) in rows {
            assert_eq!(both(end), expected, "{end:?}");
        }
    }

    #[test]
    fn no_code_makes_a_write_safe_that_a_status_leaves_open() {
        for status in 100..=999 {
            for said in ErrorKind::ALL.map(Some).into_iter().chain([None]) {
                let Decision { kind, retry } = decide(Effect::Write, response(status, said, false));
                let is_refusal = matches!(status, 200..=299 | 400..=407 | 409..=499);
                if !is_refusal {
                    assert_eq!((kind, retry), (OutcomeUnknown, false), "{status} {said:?}");
                }
                let may_retry = status == 429 || (is_refusal && said == Some(RateLimited));
                assert!(!retry || may_retry, "{status} {said:?}");
            }
        }
    }
}
