//! A response that is given once more.

/// Marks a response, in its extensions, as the stored one of an earlier request under the same idempotency key: its request is
/// not counted as [carried out](crate::Sandbox::carried_out).
///
/// ```
/// use customer_sandbox::Replayed;
/// use customer_sandbox::axum::response::{IntoResponse, Response};
///
/// fn replayed(body: String) -> Response {
///     let mut response = body.into_response();
///     response.extensions_mut().insert(Replayed);
///     response
/// }
/// assert!(replayed("{}".to_owned()).extensions().get::<Replayed>().is_some());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replayed;
