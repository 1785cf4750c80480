//! One request and its answer, or why there is none.

use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use customer_core::Result;
use reqwest::header::{CONTENT_LENGTH, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};

use crate::call::Call;
use crate::classify::{Cause, Reach, classify};
use crate::clock::within;
use crate::retry_after::{parse_http_date, parse_retry_after};
use crate::{Credentials, Effect, Response};

/// An attempt without an answer.
pub(crate) struct Broken {
    pub(crate) reach: Reach,
    pub(crate) cause: Cause,
    /// The status, if the head of an answer came.
    pub(crate) status: Option<StatusCode>,
    pub(crate) source: Option<reqwest::Error>,
}

impl Broken {
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

/// The head of an answer, kept apart from its body, which may never come.
struct Head {
    status: StatusCode,
    headers: HeaderMap,
}

impl Call<'_> {
    /// Sends the request once, and reads the answer.
    pub(crate) async fn attempt(
        &self,
        url: Url,
        credentials: &Credentials,
        limit: Duration,
    ) -> Result<Response, Broken> {
        let clock = &*self.client.inner.clock;
        let mut head = None;
        let body = {
            let exchange = pin!(self.exchange(url, credentials, &mut head));
            within(exchange, || clock.timeout(limit)).await
        };
        let body = body.unwrap_or_else(|| Err(Broken::after_sending(Cause::TimedOut, None)));
        match (body, head) {
            (Ok(body), Some(head)) => Ok(self.response(head, body)),
            // The status of a refusal is enough, whatever became of the words that explain it.
            (Err(_), Some(head)) if !head.status.is_success() => {
                Ok(self.response(head, Bytes::new()))
            }
            (Err(broken), head) => Err(Broken {
                status: head.map(|head| head.status),
                ..broken
            }),
            (Ok(_), None) => Err(Broken::after_sending(Cause::Broken, None)),
        }
    }

    async fn exchange(
        &self,
        url: Url,
        credentials: &Credentials,
        head: &mut Option<Head>,
    ) -> Result<Bytes, Broken> {
        let inner = &*self.client.inner;
        // Our own client stays where it is sent.
        let asked = inner.supplied.then(|| url.clone());
        let mut request = reqwest::Request::new(self.request.method.clone(), url);
        let headers = request.headers_mut();
        headers.clone_from(&inner.headers);
        for more in [&*credentials.headers, &self.request.headers] {
            for (name, value) in more {
                headers.insert(name, value.clone());
            }
        }
        let body = self.request.body.clone();
        if body.is_none()
            && [Method::POST, Method::PUT, Method::PATCH].contains(&self.request.method)
        {
            // Some servers refuse these without a length, also when there is no body.
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        *request.body_mut() = if inner.supplied && self.context.effect == Effect::Write {
            // A supplied client may have retries of its own; a body that goes once prevents them.
            Some(reqwest::Body::wrap(OnceBody(body)))
        } else {
            body.map(reqwest::Body::from)
        };

        let mut response = inner.client.execute(request).await.map_err(|error| {
            let (reach, cause) = classify(&error);
            Broken {
                reach,
                cause,
                status: None,
                source: Some(error.without_url()),
            }
        })?;
        let stop = |cause| Broken::after_sending(cause, None);
        // A part of an answer is proof that the server has the request, whatever went wrong then.
        let cut = |error: reqwest::Error| {
            let cause = if error.is_timeout() {
                Cause::TimedOut
            } else {
                Cause::Broken
            };
            Broken::after_sending(cause, Some(error))
        };
        if asked.is_some_and(|asked| asked != *response.url()) {
            return Err(stop(Cause::Redirected));
        }
        let length = response.content_length();
        *head = Some(Head {
            status: response.status(),
            headers: std::mem::take(response.headers_mut()),
        });
        let allowed = inner.max_body_bytes;
        if length.is_some_and(|length| length > allowed as u64) {
            return Err(stop(Cause::TooLarge));
        }
        // Most bodies are one piece, which then is not copied.
        let Some(first) = response.chunk().await.map_err(cut)? else {
            return Ok(Bytes::new());
        };
        let mut body: Option<BytesMut> = None;
        let mut read = first.len();
        loop {
            if read > allowed {
                return Err(stop(Cause::TooLarge));
            }
            let Some(piece) = response.chunk().await.map_err(cut)? else {
                break;
            };
            read = read.saturating_add(piece.len());
            if read <= allowed {
                body.get_or_insert_with(|| BytesMut::from(&*first))
                    .extend_from_slice(&piece);
            }
        }
        Ok(body.map_or(first, BytesMut::freeze))
    }

    fn response(&self, head: Head, body: Bytes) -> Response {
        let Head { status, headers } = head;
        let retry_after = self.retry_after(&headers);
        Response {
            context: self.context.clone(),
            status,
            headers,
            body,
            retry_after,
            attempts: self.attempts,
        }
    }

    fn retry_after(&self, headers: &HeaderMap) -> Option<Duration> {
        let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
        // The server's date is told from its own clock, so it is compared with that.
        let now = || text(DATE).and_then(parse_http_date);
        let now = || now().unwrap_or_else(|| self.client.inner.clock.system_time());
        text(RETRY_AFTER).and_then(|value| parse_retry_after(value, now()))
    }
}

/// A body that cannot be sent again.
struct OnceBody(Option<Bytes>);

impl http_body::Body for OnceBody {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.0.take().map(|bytes| Ok(http_body::Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_none()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        http_body::SizeHint::with_exact(self.0.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
