//! Commerce Engine's error codes and our kinds.

use customer_core::{Error, ErrorKind, Operation};
use customer_http::{ErrorBody, Flag, ProviderFailure, Response};

/// The documented codes, each with the status it comes with, and the kind it stands for. There is one.
const CODES: &[(u16, &str, ErrorKind)] = &[(401, "unauthorized", ErrorKind::Unauthenticated)];

/// Why a field is named. The value beside a name in `errors` may show what was sent.
const REASON: &str = "was refused by Commerce Engine";

/// Reads a failure off an answer: an envelope whose `success` is false in whatever spelling, whatever the
/// status, and of the status of an error any body, also that of a framework or a proxy before Commerce
/// Engine.
///
/// A success that holds a record and an error at once says neither that it was done nor that it was not.
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
        body.holds_record("content")
    } else {
        body.holds_error() && (body.flag("success") == Flag::True || body.holds_record("content"))
    };
    if is_both {
        return Some(body.failure(REASON).with_kind(response.contradictory()));
    }
    if !is_refusal {
        return None;
    }
    let failure = body.failure(REASON);
    // Of a 200 with `success: false` and no code that we know, this is all that can be said.
    let kind = kind(failure.code.as_deref()).unwrap_or(ErrorKind::Rejected);
    Some(failure.with_kind(kind))
}

fn kind(code: Option<&str>) -> Option<ErrorKind> {
    let mut codes = CODES.iter();
    let known = codes.find(|(_, known, _)| Some(*known) == code);
    known.map(|(_, _, kind)| *kind)
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
