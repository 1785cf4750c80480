//! Commerce Engine's error codes and our kinds.

use customer_core::{Error, ErrorKind, Operation};
use customer_http::{ProviderFailure, Response};

/// The documented codes and the kind that each stands for. There is one, of a 401.
const CODES: &[(&str, ErrorKind)] = &[("unauthorized", ErrorKind::Unauthenticated)];

/// Why a field is named. The value beside a name in `errors` may show what was sent.
const REASON: &str = "was refused by Commerce Engine";

/// Reads a failure off a response; see [`Response::envelope_failure`].
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    let failure = response.envelope_failure("success", "content", REASON)?;
    Some(failure.with_kind_of_code(CODES))
}

/// The same refusal with a message of ours, and the provider's error as its source.
pub(crate) fn with_own_message(
    error: Error,
    kind: ErrorKind,
    operation: Operation,
    message: &'static str,
) -> Error {
    let mut told = Error::new(kind, message)
        .with_provider(crate::PROVIDER)
        .with_operation(operation)
        .with_attempts(error.attempts(), error.is_exhausted());
    if let Some(status) = error.status() {
        told = told.with_status(status);
    }
    if let Some(code) = error.code() {
        told = told.with_code(code);
    }
    if let Some(id) = error.request_id() {
        told = told.with_request_id(id);
    }
    told.with_source(error)
}
