//! What a provider answered.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use customer_core::adapter::scrub;
use customer_core::{Error, ErrorKind, FieldProblem, Operation, ProviderName, Result};
use http::StatusCode;
use http::header::HeaderMap;
use serde::Deserialize;

use crate::response::decode::{DecodeFailure, decode, without_marks};
use crate::response::excerpt;
use crate::response::failure::{self, ProviderFailure};
use crate::retry::safety::{Decision, End, RequestKind, decide};
use crate::{Effect, Request};

/// The headers under which providers and the proxies before them send the id of a request.
const REQUEST_ID_HEADERS: [&str; 6] = [
    "x-request-id",
    "request-id",
    "x-correlation-id",
    "x-amzn-requestid",
    "x-trace-id",
    "cf-ray",
];

/// A response, read whole: [`HttpClient::send`](crate::HttpClient::send) gives it when the provider
/// accepted the request, and an error decoder sees every one.
///
/// `Debug` shows neither headers nor the body.
#[derive(Clone)]
pub struct Response(pub(crate) Box<Answer>);

/// What a response is made of. Boxed, as the parts of a request are.
#[derive(Clone)]
pub(crate) struct Answer {
    pub(crate) context: Context,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
    /// The coding of a body that could not be read for it, and is empty here.
    pub(crate) coding: Option<Box<str>>,
    /// How long the provider asks to wait, read once when the response came.
    pub(crate) retry_after: Option<Duration>,
    /// Which attempt it answers, from 1.
    pub(crate) attempts: u32,
}

/// What all errors of one call say of it.
#[derive(Debug, Clone)]
pub(crate) struct Context {
    pub(crate) provider: ProviderName,
    pub(crate) operation: Operation,
    pub(crate) request: RequestKind,
}

impl Context {
    /// Completes an error of this call.
    pub(crate) fn complete(&self, error: Error) -> Error {
        error
            .with_provider(self.provider.clone())
            .with_operation(self.operation)
    }
}

impl Response {
    /// A response to `request` that no server gave: for the tests of an error decoder, which need
    /// no server then. It answers a first attempt; what it says of `Retry-After` is not read.
    ///
    /// ```
    /// use customer_core::{ErrorKind, Operation, ProviderName};
    /// use customer_http::{HeaderMap, Request, Response, StatusCode};
    ///
    /// let request = Request::get(Operation::GetCustomer, "/customers/{id}").path_value("id", 7);
    /// let provider = ProviderName::from_static("example");
    /// let response =
    ///     Response::from_parts(provider, &request, StatusCode::OK, HeaderMap::new(), "<html>");
    /// let error = response.json::<Vec<u8>>().unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    /// ```
    pub fn from_parts(
        provider: ProviderName,
        request: &Request,
        status: StatusCode,
        headers: HeaderMap,
        body: impl Into<Bytes>,
    ) -> Self {
        Self(Box::new(Answer {
            context: Context {
                provider,
                operation: request.0.operation,
                request: request.kind(),
            },
            status,
            headers,
            body: without_marks(body.into()),
            coding: None,
            retry_after: None,
            attempts: 1,
        }))
    }

    /// The status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// A header, if it is there and is text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.0
            .headers
            .get(name)
            .and_then(|value| value.to_str().ok())
    }

    /// The id under which the provider's support finds the request, from `X-Request-Id` or one of
    /// its usual spellings.
    pub fn request_id(&self) -> Option<&str> {
        let is_id = |text: &&str| {
            (1..=128).contains(&text.len())
                && text
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-_.:/+=".contains(&byte))
        };
        REQUEST_ID_HEADERS
            .iter()
            .find_map(|name| self.header(name).filter(is_id))
    }

    /// The body without a byte-order mark before it, at most as long as [`HttpOptions::max_body_bytes`](crate::HttpOptions) allows.
    pub fn body(&self) -> &Bytes {
        &self.0.body
    }

    /// How many requests the call took.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether the request was a read or a write.
    pub fn effect(&self) -> Effect {
        self.0.context.request.effect()
    }

    /// Reads the body as JSON, whatever content type the provider claims.
    ///
    /// `T` may borrow from the response, and may hold [`RawValue`](serde_json::value::RawValue)s.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::UnexpectedResponse`], with the place, the status and an excerpt without
    /// personal data, when the body is not that. Of a write that was accepted (2xx) it is
    /// [`ErrorKind::OutcomeUnknown`] instead, with that error as its source: the provider has
    /// acted, and what it did is not known.
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        decode(&self.0.body).map_err(|failure| self.undecodable(&failure))
    }

    /// The error for a response that can be read and makes no sense, such as a customer without
    /// the store that was asked for. `path` is where; `message` must hold no personal data.
    ///
    /// Its kind is as that of [`json`](Self::json).
    pub fn unexpected(&self, path: &str, message: &str) -> Error {
        self.undecodable(&DecodeFailure {
            message: message.to_owned(),
            path: (!path.is_empty()).then(|| path.to_owned()),
            excerpt: Some(excerpt::excerpt(&self.0.body)),
        })
    }

    /// The error for a response in which the adapter found a refusal, such as `success: false` in
    /// a 200. Where the failure names no kind, the status decides.
    pub fn failure(&self, failure: ProviderFailure) -> Error {
        self.to_error(failure).0
    }

    /// The error, and what follows from it.
    pub(crate) fn to_error(&self, decoded: ProviderFailure) -> (Error, Decision) {
        let end = End::Response {
            status: self.0.status,
            decoded: decoded.kind,
            refused_before_acting: decoded.refused_before_acting,
            replayed: decoded.replayed,
        };
        let decision = decide(self.0.context.request, end);
        let Decision { kind, attempt, .. } = decision;
        let message = match decoded.message {
            Some(message) if !message.trim().is_empty() => Cow::Owned(message),
            _ => Cow::Borrowed(failure::default_message(self.0.status, attempt)),
        };
        let message = if kind == attempt {
            message
        } else {
            Cow::Owned(failure::after_open_attempt(&message))
        };
        let mut error = self
            .annotated(Error::new(kind, message))
            .with_fields(fields_without_values(decoded.fields));
        if let Some(code) = decoded.code {
            error = error.with_code(code);
        }
        if let Some(wait) = self.0.retry_after {
            error = error.with_retry_after(wait);
        }
        if kind == ErrorKind::UnexpectedResponse {
            error = error.with_excerpt(excerpt::excerpt(&self.0.body));
        }
        (error, decision)
    }

    /// The error for a success whose body is in a coding that cannot be undone.
    #[cold]
    pub(crate) fn encoded(&self, coding: &str) -> Error {
        let kind = match self.effect() {
            Effect::Read => ErrorKind::UnexpectedResponse,
            Effect::Write => ErrorKind::OutcomeUnknown,
        };
        let message = format!("the response is encoded as {coding}, which was not asked for");
        self.annotated(Error::new(kind, message))
    }

    pub(crate) fn undecodable(&self, failure: &DecodeFailure) -> Error {
        let place = |mut error: Error| {
            if let Some(path) = &failure.path {
                error = error.with_json_path(path.clone());
            }
            if let Some(excerpt) = &failure.excerpt {
                error = error.with_excerpt(excerpt);
            }
            self.annotated(error)
        };
        let unexpected = place(Error::new(ErrorKind::UnexpectedResponse, &failure.message));
        let request = self.0.context.request;
        if request.is_left_open()
            || (request.effect() == Effect::Write && self.0.status.is_success())
        {
            let message = "the provider accepted the request, and its response cannot be read";
            return place(Error::new(ErrorKind::OutcomeUnknown, message)).with_source(unexpected);
        }
        unexpected
    }

    fn annotated(&self, error: Error) -> Error {
        let mut error = self
            .0
            .context
            .complete(error)
            .with_status(self.0.status.as_u16())
            .with_attempts(self.0.attempts, false);
        if let Some(id) = self.request_id() {
            error = error.with_request_id(id);
        }
        error
    }
}

/// No request has more fields than this.
const MOST_FIELDS: usize = 100;

/// A provider may name as a field what stood in one, or a million fields.
fn fields_without_values(fields: Vec<FieldProblem>) -> Vec<FieldProblem> {
    fields
        .into_iter()
        .take(MOST_FIELDS)
        .map(|problem| FieldProblem::new(scrub(&problem.field), scrub(&problem.reason)))
        .collect()
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("operation", &self.0.context.operation)
            .field("status", &self.0.status.as_u16())
            .field("body_bytes", &self.0.body.len())
            .field("attempts", &self.0.attempts)
            .finish_non_exhaustive()
    }
}
