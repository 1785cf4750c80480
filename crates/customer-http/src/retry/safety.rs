//! What the end of an attempt means: the kind of error, and whether the request may be sent again.
//!
//! The rule that no write is done twice is here and nowhere else. As a table, by what a request is:
//!
//! | what happened | read | write | write under an idempotency key | the same, after an attempt whose outcome is unknown |
//! |---|---|---|---|---|
//! | no connection was made; 429; a documented refusal before acting | its kind, retry | its kind, retry | its kind, retry | unknown, retry |
//! | no response in time; connection broken; 5xx; 408 | its kind, retry | unknown | unknown, retry | unknown, retry |
//! | redirect, other 1xx and 3xx, a success that is too long | unexpected | unknown | unknown | unknown |
//! | any other refusal (4xx, or found in a success) | its kind | its kind | its kind | unknown |
//! | a refusal that replays the first response under the key | its kind | its kind | its kind | its kind |
//!
//! - A **write** is retried only where the provider cannot have acted. Anything that is neither a success nor
//!   a refusal leaves it unknown, whatever the response says of itself: proxies answer 5xx, also with
//!   `Retry-After`, while the origin is at work.
//! - A write **under a key** is retried as a read is, since the provider acts once for a key. Its kinds stay
//!   those of a write: when the retries end without a response, it may have been done.
//! - After an attempt whose outcome is **unknown**, a refusal speaks for its own attempt. The first one may
//!   be done, or still be at work: 409 says that the key is in use, 422 that the key belongs to another
//!   body, 401 that a token ended in between. So it stays unknown until a success comes, or the very refusal
//!   that the first attempt was answered with, which the adapter recognizes as a replay. A replay is not
//!   retried: the response would be the same.

use customer_core::ErrorKind;
use http::StatusCode;

use crate::Effect;
use crate::retry::classify::{Cause, Reach};

/// What a request is to the rule: its column of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RequestKind {
    Read,
    Write,
    /// A write under an idempotency key.
    KeyedWrite {
        /// Whether an earlier attempt may have been done.
        left_open: bool,
    },
}

impl RequestKind {
    pub(crate) fn new(effect: Effect, has_key: bool) -> Self {
        match (effect, has_key) {
            (Effect::Read, _) => Self::Read,
            (Effect::Write, false) => Self::Write,
            (Effect::Write, true) => Self::KeyedWrite { left_open: false },
        }
    }

    pub(crate) fn effect(self) -> Effect {
        match self {
            Self::Read => Effect::Read,
            Self::Write | Self::KeyedWrite { .. } => Effect::Write,
        }
    }

    /// What the request is after an attempt that ended so.
    pub(crate) fn after(self, attempt: ErrorKind) -> Self {
        match self {
            Self::KeyedWrite { left_open } => Self::KeyedWrite {
                left_open: left_open || attempt == ErrorKind::OutcomeUnknown,
            },
            _ => self,
        }
    }

    /// Whether an earlier attempt may have been done.
    pub(crate) fn is_left_open(self) -> bool {
        self == Self::KeyedWrite { left_open: true }
    }
}

/// How an attempt ended that is no success.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// With a response.
    Response {
        status: StatusCode,
        /// The kind that the adapter's decoder read from the provider's own error.
        decoded: Option<ErrorKind>,
        /// Whether the decoder recognized a refusal that comes before anything is done.
        refused_before_acting: bool,
        /// Whether the decoder recognized the stored response to an earlier request under the same key.
        replayed: bool,
    },
    /// Without one, or without the end of one.
    NoResponse { reach: Reach, cause: Cause },
}

/// What follows from the end of an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Decision {
    /// The kind of the call's error, if this attempt is its last.
    pub(crate) kind: ErrorKind,
    /// What this attempt alone came to. It differs where an earlier one may have been done.
    pub(crate) attempt: ErrorKind,
    /// Whether the same request may be sent again.
    pub(crate) retry: bool,
}

impl Decision {
    /// An end that no retry follows.
    pub(crate) fn last(kind: ErrorKind) -> Self {
        Self {
            kind,
            attempt: kind,
            retry: false,
        }
    }
}

/// What the end of an attempt means.
pub(crate) fn decide(request: RequestKind, end: End) -> Decision {
    let (attempt, retry) = of_effect(request.effect(), end);
    let RequestKind::KeyedWrite { left_open } = request else {
        return Decision {
            kind: attempt,
            attempt,
            retry,
        };
    };
    let is_replay = matches!(end, End::Response { replayed: true, .. });
    let (_, retries_read) = of_effect(Effect::Read, end);
    Decision {
        kind: if left_open && !is_replay {
            ErrorKind::OutcomeUnknown
        } else {
            attempt
        },
        attempt,
        retry: retries_read && !is_replay,
    }
}

/// The kind of an attempt without a key, and whether to retry.
fn of_effect(effect: Effect, end: End) -> (ErrorKind, bool) {
    match end {
        End::Response {
            status,
            decoded,
            refused_before_acting,
            ..
        } => {
            let kind = response_kind(effect, status, decoded, refused_before_acting);
            // A write with one of these kinds was refused before it was done.
            let retry = matches!(
                kind,
                ErrorKind::RateLimited
                    | ErrorKind::Unavailable
                    | ErrorKind::TimedOut
                    | ErrorKind::ConnectionFailed
            );
            (kind, retry)
        }
        End::NoResponse { reach, cause } => without_response(effect, reach, cause),
    }
}

fn response_kind(
    effect: Effect,
    status: StatusCode,
    decoded: Option<ErrorKind>,
    refused_before_acting: bool,
) -> ErrorKind {
    // That no proxy answers 429 for a server that failed is an assumption.
    let was_refused = refused_before_acting || status == StatusCode::TOO_MANY_REQUESTS;
    if effect == Effect::Write && !was_refused && leaves_open(status, decoded) {
        return ErrorKind::OutcomeUnknown;
    }
    match decoded {
        // Of a read nothing is unknown.
        Some(ErrorKind::OutcomeUnknown) if effect == Effect::Read => ErrorKind::Unavailable,
        Some(kind) => kind,
        None => status_kind(status),
    }
}

/// Whether it stays open after such a response if a write was done.
fn leaves_open(status: StatusCode, decoded: Option<ErrorKind>) -> bool {
    // 408 may be a proxy that gave up waiting for the server.
    let is_refusal = status.is_client_error() && status != StatusCode::REQUEST_TIMEOUT;
    match decoded {
        // A code tells the reason, and not that nothing was done.
        Some(ErrorKind::Unavailable | ErrorKind::TimedOut | ErrorKind::ConnectionFailed) => true,
        Some(ErrorKind::UnexpectedResponse) => !is_refusal,
        _ => !is_refusal && !status.is_success(),
    }
}

/// The kind that a status alone gives to a request that was not done.
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

fn without_response(effect: Effect, reach: Reach, cause: Cause) -> (ErrorKind, bool) {
    match (reach, cause) {
        (Reach::Never, Cause::Invalid) => (ErrorKind::Configuration, false),
        (Reach::Never, Cause::Tls) => (ErrorKind::ConnectionFailed, false),
        (Reach::Maybe, _) if effect == Effect::Write => (ErrorKind::OutcomeUnknown, false),
        (Reach::Maybe, Cause::TooLarge) => (ErrorKind::UnexpectedResponse, false),
        (Reach::Maybe, Cause::TimedOut) => (ErrorKind::TimedOut, true),
        (Reach::Never | Reach::Maybe, _) => (ErrorKind::ConnectionFailed, true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorKind::{
        AlreadyExists, Configuration, ConnectionFailed, InvalidInput, NotFound, OutcomeUnknown,
        PermissionDenied, RateLimited, Rejected, TimedOut, Unauthenticated, Unavailable,
        UnexpectedResponse,
    };

    fn response(status: u16, decoded: Option<ErrorKind>, refused_before_acting: bool) -> End {
        End::Response {
            status: StatusCode::from_u16(status).unwrap_or_default(),
            decoded,
            refused_before_acting,
            replayed: false,
        }
    }

    fn decided(request: RequestKind, end: End) -> (ErrorKind, bool) {
        let Decision { kind, retry, .. } = decide(request, end);
        (kind, retry)
    }

    const KEYED: RequestKind = RequestKind::KeyedWrite { left_open: false };
    const LEFT_OPEN: RequestKind = RequestKind::KeyedWrite { left_open: true };

    /// Of a read and of a write.
    fn both(end: End) -> [(ErrorKind, bool); 2] {
        [RequestKind::Read, RequestKind::Write].map(|request| decided(request, end))
    }

    #[test]
    fn each_end_of_an_attempt_has_a_kind_and_says_whether_to_retry() {
        const NO: bool = false;
        const RETRY: bool = true;
        let same = |kind, retry| [(kind, retry); 2];
        let unknown_write = |kind, retry| [(kind, retry), (OutcomeUnknown, NO)];
        let status = |status| response(status, None, false);
        let decoded = |status, kind| response(status, Some(kind), false);
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
            (decoded(200, RateLimited), same(RateLimited, RETRY)),
            (decoded(200, Unavailable), unknown_write(Unavailable, RETRY)),
            (decoded(200, TimedOut), unknown_write(TimedOut, RETRY)),
            (
                decoded(200, OutcomeUnknown),
                unknown_write(Unavailable, RETRY),
            ),
            (
                decoded(200, UnexpectedResponse),
                unknown_write(UnexpectedResponse, NO),
            ),
            (decoded(400, NotFound), same(NotFound, NO)),
            (decoded(400, Unavailable), unknown_write(Unavailable, RETRY)),
            (decoded(408, RateLimited), unknown_write(RateLimited, RETRY)),
            (decoded(429, Rejected), same(Rejected, NO)),
            (decoded(429, Unavailable), same(Unavailable, RETRY)),
            (decoded(302, NotFound), unknown_write(NotFound, NO)),
            (decoded(500, NotFound), unknown_write(NotFound, NO)),
            (decoded(500, RateLimited), unknown_write(RateLimited, RETRY)),
            (decoded(503, Unavailable), unknown_write(Unavailable, RETRY)),
            (decoded(503, RateLimited), unknown_write(RateLimited, RETRY)),
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
        ];
        for (end, expected) in rows {
            assert_eq!(both(end), expected, "{end:?}");
        }
    }

    #[test]
    fn no_error_code_makes_a_write_retryable_that_its_status_leaves_unknown() {
        for status in 100..=999 {
            for decoded in ErrorKind::ALL.iter().copied().map(Some).chain([None]) {
                let (kind, retry) = decided(RequestKind::Write, response(status, decoded, false));
                let is_refusal = matches!(status, 200..=299 | 400..=407 | 409..=499);
                if !is_refusal {
                    assert_eq!(
                        (kind, retry),
                        (OutcomeUnknown, false),
                        "{status} {decoded:?}"
                    );
                }
                let may_retry = status == 429 || (is_refusal && decoded == Some(RateLimited));
                assert!(!retry || may_retry, "{status} {decoded:?}");
            }
        }
    }

    #[test]
    fn a_write_under_a_key_is_retried_as_a_read_and_stays_unknown_until_an_attempt_answers() {
        const NO: bool = false;
        const RETRY: bool = true;
        let status = |status| response(status, None, false);
        let decoded = |status, kind| response(status, Some(kind), false);
        let refused = |status, kind| response(status, Some(kind), true);
        let replayed = |status, decoded| End::Response {
            status: StatusCode::from_u16(status).unwrap_or_default(),
            decoded,
            refused_before_acting: false,
            replayed: true,
        };
        let none = |reach, cause| End::NoResponse { reach, cause };
        let unknown = |retry| (OutcomeUnknown, retry);
        // The end of an attempt; with nothing open before it; after an attempt whose outcome is unknown.
        let rows = [
            // It may have acted: sent again under the same key.
            (
                none(Reach::Maybe, Cause::TimedOut),
                unknown(RETRY),
                unknown(RETRY),
            ),
            (
                none(Reach::Maybe, Cause::Broken),
                unknown(RETRY),
                unknown(RETRY),
            ),
            (status(408), unknown(RETRY), unknown(RETRY)),
            (status(500), unknown(RETRY), unknown(RETRY)),
            (status(503), unknown(RETRY), unknown(RETRY)),
            (decoded(200, Unavailable), unknown(RETRY), unknown(RETRY)),
            (decoded(500, RateLimited), unknown(RETRY), unknown(RETRY)),
            // A retry would meet the same.
            (
                none(Reach::Maybe, Cause::TooLarge),
                unknown(NO),
                unknown(NO),
            ),
            (status(302), unknown(NO), unknown(NO)),
            (decoded(500, NotFound), unknown(NO), unknown(NO)),
            // This attempt was not done, which says nothing of the one before.
            (
                none(Reach::Never, Cause::Connect),
                (ConnectionFailed, RETRY),
                unknown(RETRY),
            ),
            (
                none(Reach::Never, Cause::Tls),
                (ConnectionFailed, NO),
                unknown(NO),
            ),
            (
                none(Reach::Never, Cause::Invalid),
                (Configuration, NO),
                unknown(NO),
            ),
            (status(429), (RateLimited, RETRY), unknown(RETRY)),
            (
                refused(503, Unavailable),
                (Unavailable, RETRY),
                unknown(RETRY),
            ),
            // A token may have ended between the attempts.
            (status(401), (Unauthenticated, NO), unknown(NO)),
            (status(403), (PermissionDenied, NO), unknown(NO)),
            // The key is in use, by the attempt before: it may be at work.
            (status(409), (AlreadyExists, NO), unknown(NO)),
            (
                refused(409, Unavailable),
                (Unavailable, RETRY),
                unknown(RETRY),
            ),
            // The record exists: it may be the one that the attempt before created.
            (
                decoded(409, AlreadyExists),
                (AlreadyExists, NO),
                unknown(NO),
            ),
            // The key was used for another body, or the body is refused: the status does not tell which.
            (status(400), (InvalidInput, NO), unknown(NO)),
            (status(422), (InvalidInput, NO), unknown(NO)),
            (decoded(422, InvalidInput), (InvalidInput, NO), unknown(NO)),
            (decoded(200, Rejected), (Rejected, NO), unknown(NO)),
            // What the first attempt was answered, given again: that is its response.
            (replayed(422, None), (InvalidInput, NO), (InvalidInput, NO)),
            (
                replayed(402, Some(Rejected)),
                (Rejected, NO),
                (Rejected, NO),
            ),
            (replayed(429, None), (RateLimited, NO), (RateLimited, NO)),
            // The first attempt failed in the middle, and the response stays the same.
            (replayed(500, None), unknown(NO), unknown(NO)),
        ];
        for (end, first, later) in rows {
            assert_eq!(decided(KEYED, end), first, "{end:?}");
            assert_eq!(decided(LEFT_OPEN, end), later, "{end:?}");
        }
    }

    #[test]
    fn only_a_replay_settles_what_an_earlier_attempt_left_open() {
        for status in 100..=999 {
            for decoded in ErrorKind::ALL.iter().copied().map(Some).chain([None]) {
                for refused_before_acting in [false, true] {
                    let end = response(status, decoded, refused_before_acting);
                    assert_eq!(decided(LEFT_OPEN, end).0, OutcomeUnknown, "{end:?}");
                }
            }
        }
    }

    #[test]
    fn an_attempt_with_an_unknown_outcome_leaves_a_write_under_a_key_open() {
        assert_eq!(KEYED.after(OutcomeUnknown), LEFT_OPEN);
        assert_eq!(KEYED.after(RateLimited), KEYED);
        assert_eq!(LEFT_OPEN.after(RateLimited), LEFT_OPEN);
        assert_eq!(RequestKind::Write.after(OutcomeUnknown), RequestKind::Write);
        assert_eq!(RequestKind::new(Effect::Read, true), RequestKind::Read);
    }
}
