//! Commerce Engine's error codes and our kinds.

use customer_core::{ErrorKind, FieldProblem};
use customer_http::{ProviderFailure, Response};
use serde::Deserialize;
use serde_json::Value;

/// The documented codes, each with the status it comes with, and the kind it stands for. There is one.
const CODES: &[(u16, &str, ErrorKind)] = &[(401, "unauthorized", ErrorKind::Unauthenticated)];

/// More fields than a body has are not listed.
const MOST_FIELDS: usize = 50;

/// What of an error's envelope matters. The members of `errors` are not documented.
#[derive(Deserialize)]
struct Failure {
    #[serde(default)]
    message: Option<String>,
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    errors: Value,
}

/// Reads a failure off an answer: any envelope whose `success` is false, whatever the status.
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
    // Of a 200 with `success: false` and no code that we know, this is all that can be said.
    let kind = kind.or_else(|| {
        response
            .status()
            .is_success()
            .then_some(ErrorKind::Rejected)
    });
    Some(
        ProviderFailure::new()
            .with_kind(kind)
            .with_fields(fields(&failure.errors))
            .with_code(failure.code)
            .with_message(failure.message),
    )
}

/// The members of `errors` are named; what stands in them may repeat what was sent.
fn fields(errors: &Value) -> Vec<FieldProblem> {
    let names = errors
        .as_object()
        .into_iter()
        .flat_map(serde_json::Map::keys);
    names
        .take(MOST_FIELDS)
        .map(|name| FieldProblem::new(name, "was refused by Commerce Engine"))
        .collect()
}
