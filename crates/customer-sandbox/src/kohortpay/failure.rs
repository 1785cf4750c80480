//! The envelope of an error. The documentation names one code, `Unauthorized`; all others are `undocumented`.

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
}

#[derive(Serialize)]
struct Body<'a> {
    error: Detail<'a>,
}

#[derive(Serialize)]
struct Detail<'a> {
    r#type: &'static str,
    message: &'a str,
    code: &'static str,
}

impl Failure {
    fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        Self {
            status,
            code,
            message: message.into(),
        }
    }

    #[allow(clippy::needless_pass_by_value)] // It maps the error of a check.
    pub(crate) fn invalid(problems: Vec<Problem>) -> Self {
        let message = fields::summary(&problems);
        Self::new(StatusCode::BAD_REQUEST, "undocumented", message)
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "undocumented", message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "Unauthorized",
            "the key is missing or wrong",
        )
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
        let r#type = if self.status.is_server_error() {
            "api_error"
        } else {
            "invalid_request_error"
        };
        response::json(
            self.status,
            &Body {
                error: Detail {
                    r#type,
                    message: &self.message,
                    code: self.code,
                },
            },
        )
    }
}
