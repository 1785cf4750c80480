//! Ledgerly's errors and our kinds.

use customer_core::ErrorKind;
use customer_http::{ErrorBody, ProviderFailure, Response};

/// The documented reasons and the kind each stands for. Of all others the status tells.
const REASONS: &[(&str, ErrorKind)] = &[
    ("bad_key", ErrorKind::Unauthenticated),
    ("not_permitted", ErrorKind::PermissionDenied),
    ("no_such_customer", ErrorKind::NotFound),
    ("key_reused", ErrorKind::Rejected),
    ("invalid_members", ErrorKind::InvalidInput),
    ("too_many_calls", ErrorKind::RateLimited),
    (MAINTENANCE, ErrorKind::Unavailable),
];

/// The reason of a 503 that comes before anything is done.
const MAINTENANCE: &str = "maintenance";

/// Why a field is named.
const REASON: &str = "was refused by Ledgerly";

/// Reads a failure off a response: of the status of an error any body, also that of a proxy before Ledgerly.
pub fn decode(response: &Response) -> Option<ProviderFailure> {
    let text = response.lossy_text();
    let body = ErrorBody::read(&text);
    if response.status().is_success() {
        // A success beside a fault says neither that it was done nor that it was not.
        let is_both = body.has("fault");
        return is_both.then(|| ProviderFailure::new().with_kind(response.contradictory()));
    }
    let Some(fault) = body.object("fault") else {
        return Some(body.failure(REASON));
    };
    let reason = fault.text("reason");
    let is_maintenance = reason.as_deref() == Some(MAINTENANCE);
    Some(
        ProviderFailure::new()
            .with_code(reason)
            .with_kind_of_code(REASONS)
            .with_message(fault.text("text"))
            .with_fields(fault.fields_in("fields", REASON))
            .with_refused_before_acting(is_maintenance)
            .with_replayed(response.header("idempotency-replayed") == Some("true")),
    )
}
