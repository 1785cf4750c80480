//! KohortPay's errors and our kinds.

use customer_core::ErrorKind;
use customer_http::{ProviderFailure, Response};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::wire::{ErrorDetail, ErrorType};

/// The documented codes and the kind each stands for. Of all others the status tells.
const CODES: &[(&str, ErrorKind)] = &[("Unauthorized", ErrorKind::Unauthenticated)];

/// An answer that may be an error's envelope.
#[derive(Deserialize)]
struct Envelope<'a> {
    #[serde(borrow, default)]
    error: Option<&'a RawValue>,
}

/// Reads a failure off an answer: any object with an `error` object in it, whatever the status.
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    let envelope: Envelope<'_> = serde_json::from_slice(response.body()).ok()?;
    let error = envelope.error.filter(|raw| raw.get().starts_with('{'))?;
    // An error whose words cannot be read is an error all the same.
    let detail: ErrorDetail = serde_json::from_str(error.get()).unwrap_or_default();
    let code = detail.code.as_deref();
    let kind = CODES
        .iter()
        .find(|(known, _)| Some(*known) == code)
        .map(|(_, kind)| *kind);
    // Of a failure with a status that says it was done, no status tells.
    let otherwise = match detail.error_type.as_ref() {
        Some(ErrorType::ApiError) => ErrorKind::OutcomeUnknown,
        _ => ErrorKind::Rejected,
    };
    let kind = kind.or(response.status().is_success().then_some(otherwise));
    Some(
        ProviderFailure::new()
            .with_kind(kind)
            .with_code(detail.code.into_value())
            .with_message(
                detail
                    .message
                    .into_value()
                    .map(customer_core::Private::into_inner),
            ),
    )
}
