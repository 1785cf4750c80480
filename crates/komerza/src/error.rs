//! Komerza's error codes and our kinds.

use customer_core::ErrorKind;
use customer_http::{ProviderFailure, Response};

/// The documented codes, by the status that they come with, and the kind that each stands for.
const CODES: &[(&str, ErrorKind)] = &[
    // 400
    ("ValidationError", ErrorKind::InvalidInput),
    ("BadCaptcha", ErrorKind::Rejected),
    ("UnsupportedRequest", ErrorKind::Rejected),
    ("UploadFailed", ErrorKind::Rejected),
    // 401
    ("BadToken", ErrorKind::Unauthenticated),
    ("TwoFactorRequired", ErrorKind::Unauthenticated),
    ("OAuthLoginRequired", ErrorKind::Unauthenticated),
    // 403
    ("AccessDenied", ErrorKind::PermissionDenied),
    ("VerificationRequired", ErrorKind::PermissionDenied),
    ("FeatureUnavailable", ErrorKind::PermissionDenied),
    ("UpgradeRequired", ErrorKind::PermissionDenied),
    // 404, 409, 429
    ("NotFound", ErrorKind::NotFound),
    ("ObjectConflict", ErrorKind::AlreadyExists),
    ("RateLimited", ErrorKind::RateLimited),
];

/// Reads a failure off a response; see [`Response::envelope_failure`].
///
/// `InternalServerError` has no kind of its own: whether the call may have acted decides, and the
/// transport knows that. In a 200 it says as little of a write as it does in a 500.
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    let failure = response.envelope_failure("success", "data", "was refused by Komerza")?;
    let is_internal = failure.code.as_deref() == Some("InternalServerError");
    if is_internal && failure.kind.is_none() && response.status().is_success() {
        return Some(failure.with_kind(ErrorKind::OutcomeUnknown));
    }
    Some(failure.with_kind_of_code(CODES))
}
