//! Responses that are sent instead of the right one.

use std::sync::Arc;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use hyper::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RETRY_AFTER};
use hyper::{HeaderMap, StatusCode};

use super::effect::Effect;
use super::inflating_body;
use super::scripted_body::{Script, Step};
use crate::hosting::HostedApi;
use crate::server::ConnectionControl;

/// The response of an effect that has one of its own.
pub(crate) fn response(
    api: &dyn HostedApi,
    effect: &Effect,
    control: &Arc<ConnectionControl>,
) -> Option<Response> {
    let response = match effect {
        Effect::Status {
            status,
            retry_after,
        } => {
            let mut response = json_response(*status, error_body(api, *status));
            if let Some(value) = retry_after {
                insert(response.headers_mut(), RETRY_AFTER, value);
            }
            response
        }
        Effect::Html { status } => {
            let status = status_of(*status);
            let title = status.canonical_reason().unwrap_or("Error");
            let page = format!(
                "<!DOCTYPE html>\n<html><head><title>{0} {title}</title></head>\n\
                 <body><h1>{title}</h1><p>The proxy has nothing better to say.</p></body></html>\n",
                status.as_u16()
            );
            response_with(status, "text/html; charset=utf-8", Body::from(page))
        }
        Effect::InvalidUtf8 { status } => {
            let body: &[u8] = b"{\"success\":true,\"message\":\"\xff\xfe\xc3\x28\",\"data\":null}";
            json_response(*status, body)
        }
        Effect::HugeBody { bytes, announced } => {
            let script = Script::new(Arc::clone(control), [Step::Blanks(*bytes)]);
            let mut response = json_response(200, Body::new(script));
            if *announced {
                let headers = response.headers_mut();
                insert(headers, CONTENT_LENGTH, &bytes.to_string());
            }
            response
        }
        Effect::InflatingBody { bytes } => {
            let mut response = json_response(200, inflating_body::gzip_of_blanks(*bytes));
            insert(response.headers_mut(), CONTENT_ENCODING, "gzip");
            response
        }
        Effect::Encoded { coding } => {
            // Neither UTF-8 nor the beginning of any format.
            let body: &[u8] = b"\x0b\x02\x80\xff\xfe\x03";
            let mut response = json_response(200, body);
            insert(response.headers_mut(), CONTENT_ENCODING, coding);
            response
        }
        Effect::RecordAndError => {
            json_response(200, api.record_and_error_body(MESSAGE).to_string())
        }
        Effect::Redirect { status, location } => {
            let mut response = status_of(*status).into_response();
            insert(response.headers_mut(), LOCATION, location);
            response
        }
        Effect::SuccessFalse => json_response(200, error_body(api, 500)),
        Effect::Empty { status } => status_of(*status).into_response(),
        Effect::Delay { .. }
        | Effect::RefuseConnections { .. }
        | Effect::Reset { .. }
        | Effect::CutBody
        | Effect::TrickleBody { .. } => return None,
    };
    Some(response)
}

/// A number that is no status becomes 500.
fn status_of(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn response_with(status: StatusCode, content_type: &'static str, body: Body) -> Response {
    (status, [(CONTENT_TYPE, content_type)], body).into_response()
}

fn json_response(status: u16, body: impl Into<Body>) -> Response {
    response_with(status_of(status), "application/json", body.into())
}

/// Sets a header. A value that no header can have is left out.
fn insert(headers: &mut HeaderMap, name: hyper::header::HeaderName, value: &str) {
    if let Ok(value) = value.parse() {
        headers.insert(name, value);
    }
}

/// The message of every error of a fault.
const MESSAGE: &str = "an injected fault";

fn error_body(api: &dyn HostedApi, status: u16) -> String {
    api.error_body(status, MESSAGE).to_string()
}
