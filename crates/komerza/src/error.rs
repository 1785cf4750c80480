//! Komerza's error codes and our kinds.

use customer_core::ErrorKind;
use customer_http::{ErrorBody, Flag, ProviderFailure, Response};

/// The documented codes, each with the status it comes with, and the kind it stands for.
const CODES: &[(u16, &str, ErrorKind)] = &[
    (400, "ValidationError", ErrorKind::InvalidInput),
    (400, "BadCaptcha", ErrorKind::Rejected),
    (400, "UnsupportedRequest", ErrorKind::Rejected),
    (400, "UploadFailed", ErrorKind::Rejected),
    (401, "BadToken", ErrorKind::Unauthenticated),
    (401, "TwoFactorRequired", ErrorKind::Unauthenticated),
    (401, "OAuthLoginRequired", ErrorKind::Unauthenticated),
    (403, "AccessDenied", ErrorKind::PermissionDenied),
    (403, "VerificationRequired", ErrorKind::PermissionDenied),
    (403, "FeatureUnavailable", ErrorKind::PermissionDenied),
    (403, "UpgradeRequired", ErrorKind::PermissionDenied),
    (404, "NotFound", ErrorKind::NotFound),
    (409, "ObjectConflict", ErrorKind::AlreadyExists),
    (429, "RateLimited", ErrorKind::RateLimited),
];

/// Why a field is named.
const REASON: &str = "was refused by Komerza";

/// Reads a failure off an answer: an envelope whose `success` is false in whatever spelling, whatever the
/// status, and of the status of an error any body, also that of a framework or a proxy before Komerza.
///
/// A success that holds a record and an error at once says neither that it was done nor that it was not.
///
/// `InternalServerError` has no kind of its own: whether the call may have acted decides, and the
/// transport knows that. In a 200 it says as little of a write as it does in a 500.
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    // Every answer passes here; most say at once that they are no failure.
    if response.is_plain_success("success") {
        return None;
    }
    let text = response.lossy_text();
    let body = ErrorBody::read(&text);
    if !response.status().is_success() {
        let failure = body.failure(REASON);
        let kind = kind(failure.code.as_deref());
        return Some(failure.with_kind(kind));
    }
    let is_refusal = body.is_refusal("success");
    let is_both = if is_refusal {
        body.holds_record("data")
    } else {
        body.holds_error() && (body.flag("success") == Flag::True || body.holds_record("data"))
    };
    if is_both {
        return Some(body.failure(REASON).with_kind(response.contradictory()));
    }
    if !is_refusal {
        return None;
    }
    let failure = body.failure(REASON);
    // Of a 200 with `success: false` no status tells.
    let otherwise = match failure.code.as_deref() {
        Some("InternalServerError") => ErrorKind::OutcomeUnknown,
        _ => ErrorKind::Rejected,
    };
    let kind = kind(failure.code.as_deref()).unwrap_or(otherwise);
    Some(failure.with_kind(kind))
}

fn kind(code: Option<&str>) -> Option<ErrorKind> {
    let mut codes = CODES.iter();
    let known = codes.find(|(_, known, _)| Some(*known) == code);
    known.map(|(_, _, kind)| *kind)
}
