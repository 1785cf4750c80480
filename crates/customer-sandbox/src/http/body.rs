//! The JSON body of a request.

use hyper::HeaderMap;

use super::fields::{Fields, Problem};
use super::request::is_json;

/// Why a body was refused. Each provider has its own error response for it.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The `Content-Type` is not JSON.
    NotJson,
    /// The body is not a JSON object.
    Invalid(Vec<Problem>),
}

impl BodyError {
    /// The message for a body that is not sent as JSON.
    pub(crate) const NOT_JSON: &'static str = "the body must be sent as application/json";
}

/// The fields of a body, which has to be a JSON object and sent as JSON.
pub(crate) fn json_object<'a>(
    headers: &HeaderMap,
    body: &'a [u8],
) -> Result<Fields<'a>, BodyError> {
    if !is_json(headers) {
        return Err(BodyError::NotJson);
    }
    Fields::of_body(body).map_err(BodyError::Invalid)
}
