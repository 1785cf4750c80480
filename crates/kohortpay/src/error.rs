//! KohortPay's errors and our kinds.

use customer_core::ErrorKind;
use customer_http::{ErrorBody, ProviderFailure, Response};

use crate::wire::ErrorType;

/// The documented codes and the kind each stands for. Of all others the status tells.
const CODES: &[(&str, ErrorKind)] = &[("Unauthorized", ErrorKind::Unauthenticated)];

/// Why a field is named.
const REASON: &str = "was refused by KohortPay";

/// Reads a failure off an answer: any object with an `error` object in it, whatever the status, and of the
/// status of an error any body, also that of a framework or a proxy before KohortPay.
///
/// A success that holds a customer and an error at once says neither that it was done nor that it was not.
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    let is_success = response.status().is_success();
    // Every answer passes here; most say at once that they are no failure.
    if is_success && !response.mentions("error") {
        return None;
    }
    let text = response.lossy_text();
    let body = ErrorBody::read(&text);
    let has_record = body.has("id") || body.holds_record("data");
    // An error without a record is the documented one, an object.
    let is_error = body.object("error").is_some() || (has_record && body.holds_error());
    if is_success && !is_error {
        return None;
    }
    let failure = body.failure(REASON);
    if is_success && has_record {
        return Some(failure.with_kind(response.contradictory()));
    }
    let failure = failure.with_kind_of_code(CODES);
    // Of a failure with a status that says it was done, no status tells.
    let sort = body.object("error").and_then(|error| error.text("type"));
    if is_success
        && failure.kind.is_none()
        && sort.as_deref().map(ErrorType::from) == Some(ErrorType::ApiError)
    {
        return Some(failure.with_kind(ErrorKind::OutcomeUnknown));
    }
    Some(failure)
}
