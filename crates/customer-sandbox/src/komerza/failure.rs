//! The envelope of an error, with the documented codes.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
use hyper::header::{HeaderValue, RETRY_AFTER};
use serde::Serialize;

use crate::http::body::BodyError;
use crate::http::fields::{self, Problem};
use crate::http::response;

/// An error response.
#[derive(Debug)]
pub(crate) struct Failure {
    status: StatusCode,
    code: &'static str,
    message: String,
    invalid: Vec<Problem>,
    retry_after: Option<u64>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Body<'a> {
    success: bool,
    message: &'a str,
    code: &'a str,
    data: Option<()>,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    invalid_fields: BTreeMap<&'a str, Vec<&'a str>>,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            invalid: Vec::new(),
            retry_after: None,
        }
    }

    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        let message = fields::summary(&problems);
        Self {
            invalid: problems,
            ..Self::new(StatusCode::BAD_REQUEST, "ValidationError", message)
        }
    }

    pub(crate) fn unsupported(message: &str) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "UnsupportedRequest", message)
    }

    pub(crate) fn bad_token() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "BadToken",
            "the API key is missing or wrong",
        )
    }

    pub(crate) fn access_denied(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", message)
    }

    pub(crate) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NotFound", message)
    }

    pub(crate) fn conflict(message: &str) -> Self {
        Self::new(StatusCode::CONFLICT, "ObjectConflict", message)
    }

    pub(crate) fn rate_limited(seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                "RateLimited",
                "there were too many requests",
            )
        }
    }

    pub(crate) fn method_not_allowed() -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "undocumented",
            "there is no such method on this route",
        )
    }
}

impl From<BodyError> for Failure {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::NotJson => Self::unsupported(BodyError::NOT_JSON),
            BodyError::Invalid(problems) => Self::invalid(problems),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "InternalServerError",
            response::database_error(&error),
        )
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let invalid_fields = fields::by_field(&self.invalid);
        let mut response = response::json(
            self.status,
            &Body {
                success: false,
                message: &self.message,
                code: self.code,
                data: None,
                invalid_fields,
            },
        );
        if let Some(seconds) = self.retry_after {
            response
                .headers_mut()
                .insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}
