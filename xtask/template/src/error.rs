//! {=title=}'s errors and our kinds.

use customer_core::ErrorKind;
use customer_http::{ErrorBody, ProviderFailure, Response};

/// The documented codes and the kind each stands for. Of all others the status tells.
///
/// TO WRITE: a row for each documented code. A 5xx has no row: only the transport knows whether the call may have acted.
const CODES: &[(&str, ErrorKind)] = &[];

/// Why a field is named.
const REASON: &str = "was refused by {=title=}";

/// Reads a failure off a response: of the status of an error any body. A success that holds a customer and an error at once says
/// neither that it was done nor that it was not.
///
/// TO WRITE: where the provider answers 200 with an error alone in the body, read that too, and where it documents a refusal that
/// comes before anything is done, say so with [`ProviderFailure::with_refused_before_acting`]. Where the envelope is not one that
/// [`ErrorBody::failure`] knows, take it apart with [`ErrorBody::object`], [`ErrorBody::text`] and [`ErrorBody::fields_in`].
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    let is_success = response.status().is_success();
    // Every response passes here; most say at once that they are no failure.
    if is_success && !response.mentions("error") {
        return None;
    }
    let text = response.lossy_text();
    let body = ErrorBody::read(&text);
    if !is_success {
        return Some(body.failure(REASON).with_kind_of_code(CODES));
    }
    let is_both = body.has("id") && body.holds_error();
    is_both.then(|| body.failure(REASON).with_kind(response.contradictory()))
}
