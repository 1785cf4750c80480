//! {=title=}'s errors and our kinds.

use customer_core::ErrorKind;
use customer_http::{ErrorBody, ProviderFailure, Response};

/// The documented codes and the kind each stands for. Of all others the status tells.
///
/// TO WRITE: a row for each documented code. A 5xx has no row: only the transport knows whether the call may have acted.
const CODES: &[(&str, ErrorKind)] = &[];

/// Why a field is named.
const REASON: &str = "was refused by {=title=}";

/// Reads a failure off a response: of the status of an error any body.
///
/// TO WRITE: where the provider answers 200 with an error in the body, read that too, and where it documents a refusal that
/// comes before anything is done, say so with [`ProviderFailure::with_refused_before_acting`]. Where the envelope is not one that
/// [`ErrorBody::failure`] knows, take it apart with [`ErrorBody::object`], [`ErrorBody::text`] and [`ErrorBody::fields_in`].
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    if response.status().is_success() {
        return None;
    }
    let failure = ErrorBody::read(&response.lossy_text()).failure(REASON);
    Some(failure.with_kind_of_code(CODES))
}
