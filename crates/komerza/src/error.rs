//! Komerza's error codes and our kinds.

use customer_core::{ErrorKind, FieldProblem};
use customer_http::{ProviderFailure, Response};
use serde::Deserialize;
use serde_json::Value;

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

/// What of an error's envelope matters. The form of `invalidFields` is not documented.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Failure {
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    invalid_fields: Value,
}

/// Reads a failure off an answer: any envelope whose `success` is false, whatever the status.
///
/// `InternalServerError` has no kind of its own: whether the call may have acted decides, and the
/// transport knows that. In a 200 it says as little of a write as it does in a 500.
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    // Every answer passes here; most say at once that they are no failure.
    if response.member::<bool>("success") != Some(false) {
        return None;
    }
    let failure: Failure = serde_json::from_slice(response.body()).ok()?;
    let code = failure.code.as_deref();
    let kind = CODES
        .iter()
        .find(|(_, known, _)| Some(*known) == code)
        .map(|(_, _, kind)| *kind);
    // Of a 200 with `success: false` no status tells.
    let otherwise = match code {
        Some("InternalServerError") => ErrorKind::OutcomeUnknown,
        _ => ErrorKind::Rejected,
    };
    let kind = kind.or_else(|| response.status().is_success().then_some(otherwise));
    Some(
        ProviderFailure::new()
            .with_kind(kind)
            .with_fields(invalid_fields(&failure.invalid_fields))
            .with_code(failure.code)
            .with_message(failure.message),
    )
}

fn invalid_fields(fields: &Value) -> Vec<FieldProblem> {
    let problem = |name: &str| FieldProblem::new(name, "was refused by Komerza");
    match fields {
        Value::Object(fields) => fields.keys().map(|name| problem(name)).collect(),
        Value::Array(names) => names
            .iter()
            .filter_map(Value::as_str)
            .map(problem)
            .collect(),
        _ => Vec::new(),
    }
}
