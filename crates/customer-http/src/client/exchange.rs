//! One request and its response, or why there is none.

use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use customer_core::Result;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{Method, StatusCode};
use reqwest::Url;

use crate::client::inner::Inner;
use crate::clock::clock::Timeout;
use crate::response::content_coding::{Decoded, decode_body};
use crate::response::decode::without_marks;
use crate::response::response::{Answer, Context};
use crate::retry::classify::{Cause, Reach, classify};
use crate::retry::retry_after::retry_after;
use crate::{Credentials, Request, Response};

/// An attempt without a response.
pub(crate) struct NoResponse {
    pub(crate) reach: Reach,
    pub(crate) cause: Cause,
    /// The status, if the head of a response came.
    pub(crate) status: Option<StatusCode>,
    pub(crate) source: Option<reqwest::Error>,
}

impl NoResponse {
    /// The request left, and then this.
    fn after_sending(cause: Cause, source: Option<reqwest::Error>) -> Self {
        Self {
            reach: Reach::Maybe,
            cause,
            status: None,
            source: source.map(reqwest::Error::without_url),
        }
    }
}

/// The request as reqwest sends it, apart from the headers that every request has.
pub(crate) fn prepare(request: &Request, url: Url, credentials: &Credentials) -> reqwest::Request {
    let parts = &*request.0;
    let mut request = reqwest::Request::new(parts.method.clone(), url);
    let headers = request.headers_mut();
    let payload = parts.payload.as_deref();
    let own = payload.map(|payload| &payload.headers);
    for (name, value) in credentials.headers.iter().chain(own.into_iter().flatten()) {
        headers.insert(name, value.clone());
    }
    let body = payload.and_then(|payload| payload.body.clone());
    if body.is_none() && [Method::POST, Method::PUT, Method::PATCH].contains(&parts.method) {
        // Some servers refuse these without a length, also when there is no body.
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
    *request.body_mut() = body.map(reqwest::Body::from);
    request
}

/// Sends the request once, and reads the response.
pub(crate) async fn exchange(
    inner: &Inner,
    context: &Context,
    attempt: u32,
    sending: impl Future<Output = reqwest::Result<reqwest::Response>>,
    limit: Duration,
) -> Result<Response, NoResponse> {
    let respond = |head: &mut reqwest::Response, body, coding| {
        respond(inner, context, attempt, head, body, coding)
    };
    let mut timeout = Timeout::new(|| inner.options.clock.timeout(limit));
    let mut response = match timeout.bound(pin!(sending)).await {
        None => return Err(NoResponse::after_sending(Cause::TimedOut, None)),
        Some(Err(error)) => {
            let (reach, cause) = classify(&error);
            return Err(NoResponse {
                reach,
                cause,
                status: None,
                source: Some(error.without_url()),
            });
        }
        Some(Ok(response)) => response,
    };
    let allowed = inner.options.max_body_bytes;
    let body = timeout.bound(pin!(read(&mut response, allowed))).await;
    let status = response.status();
    match body.unwrap_or_else(|| Err(NoResponse::after_sending(Cause::TimedOut, None))) {
        Ok(body) => match decode_body(response.headers(), body, allowed) {
            Decoded::Plain(body) => Ok(respond(&mut response, body, None)),
            Decoded::Encoded(coding) => Ok(respond(&mut response, Bytes::new(), Some(coding))),
            Decoded::TooLarge if !status.is_success() => {
                Ok(respond(&mut response, Bytes::new(), None))
            }
            Decoded::TooLarge => Err(NoResponse {
                status: Some(status),
                ..NoResponse::after_sending(Cause::TooLarge, None)
            }),
        },
        // The status of a refusal is enough, whatever became of the words that explain it.
        Err(_) if !status.is_success() => Ok(respond(&mut response, Bytes::new(), None)),
        Err(none) => Err(NoResponse {
            status: Some(status),
            ..none
        }),
    }
}

fn respond(
    inner: &Inner,
    context: &Context,
    attempts: u32,
    answer: &mut reqwest::Response,
    body: Bytes,
    coding: Option<Box<str>>,
) -> Response {
    let headers = std::mem::take(answer.headers_mut());
    let retry_after = retry_after(&headers, || inner.options.clock.system_time());
    Response(Box::new(Answer {
        context: context.clone(),
        status: answer.status(),
        headers,
        body: without_marks(body),
        coding,
        retry_after,
        attempts,
    }))
}

/// The body of a response, if it is not longer than allowed.
async fn read(response: &mut reqwest::Response, allowed: usize) -> Result<Bytes, NoResponse> {
    let too_large = || Err(NoResponse::after_sending(Cause::TooLarge, None));
    let length = response.content_length();
    if length.is_some_and(|length| length > allowed as u64) {
        return too_large();
    }
    let mut body = Bytes::new();
    while let Some(piece) = response.chunk().await.map_err(cut)? {
        if body.len().saturating_add(piece.len()) > allowed {
            return too_large();
        }
        // Most bodies are one piece, which then is not copied.
        body = if body.is_empty() {
            piece
        } else {
            let mut pieces = BytesMut::from(body);
            pieces.extend_from_slice(&piece);
            pieces.freeze()
        };
        // The announced end is one, and is not waited for again.
        if length == Some(body.len() as u64) {
            break;
        }
    }
    Ok(body)
}

/// A part of a response is proof that the server has the request, whatever went wrong then.
fn cut(error: reqwest::Error) -> NoResponse {
    let cause = if error.is_timeout() {
        Cause::TimedOut
    } else {
        Cause::Broken
    };
    NoResponse::after_sending(cause, Some(error))
}
