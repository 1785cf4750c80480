//! Reading a record as the transport of adapters reads it.

use customer_core::adapter::{Record, WireValue};
use customer_core::{Error, Operation, ProviderName};
use customer_http::{HeaderMap, Request, Response, StatusCode};
use serde::de::DeserializeOwned;

/// The record of a response with this body.
///
/// # Errors
///
/// [`UnexpectedResponse`](customer_core::ErrorKind::UnexpectedResponse) where the body is no such record.
pub fn record<T: WireValue + DeserializeOwned>(json: &str) -> Result<Record<T>, Error> {
    let request = Request::get(Operation::GetCustomer, "/");
    Response::from_parts(
        ProviderName::from_static("testkit"),
        &request,
        StatusCode::OK,
        HeaderMap::new(),
        json.to_owned(),
    )
    .record(&[])
}
