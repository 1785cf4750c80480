//! The envelope of an error. The documentation names one code, `unauthorized`; all others are `undocumented`.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Response};
use hyper::StatusCode;
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
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct Body<'a> {
    message: &'a str,
    success: bool,
    code: &'a str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    errors: BTreeMap<&'a str, Vec<&'a str>>,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
            problems: Vec::new(),
        }
    }

    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        let message = fields::summary(&problems);
        Self {
            problems,
            ..Self::new(StatusCode::BAD_REQUEST, "undocumented", message)
        }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "undocumented", message)
    }

    pub(crate) fn unauthorized(message: &str) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
    }

    pub(crate) fn not_found(message: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "undocumented", message)
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
            BodyError::NotJson => Self::bad_request(BodyError::NOT_JSON),
            BodyError::Invalid(problems) => Self::invalid(problems),
        }
    }
}

impl From<sqlx::Error> for Failure {
    fn from(error: sqlx::Error) -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "undocumented",
            response::database_error(&error),
        )
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let errors = fields::by_field(&self.problems);
        response::json(
            self.status,
            &Body {
                message: &self.message,
                success: false,
                code: self.code,
                errors,
            },
        )
    }
}
