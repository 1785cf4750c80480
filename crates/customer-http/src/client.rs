//! The loop that every call goes through.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use bytes::{Bytes, BytesMut};
use customer_core::{Error, ErrorKind, ProviderName, Result, RetryAdvice};
use reqwest::header::{CONTENT_LENGTH, DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use reqwest::{Method, StatusCode, Url};
use tracing::Instrument;

use crate::budget::Withdrawal;
use crate::classify::{Cause, Reach, classify};
use crate::clock::within;
use crate::limiter::Permit;
use crate::response::Context;
use crate::retry_after::{parse_http_date, parse_retry_after};
use crate::{
    Authorization, Clock, Credentials, Effect, HttpClientBuilder, MetricsHook, ProviderFailure,
    RandomSource, RateLimiter, Request, Response, RetryPolicy, WaitReason, telemetry,
};

/// Speaks to one provider at one base URL, by the rules that all adapters share: see the
/// [crate's page](crate). A clone is a handle on the same client.
#[derive(Clone)]
pub struct HttpClient {
    pub(crate) inner: Arc<Inner>,
    pub(crate) authorization: Arc<dyn Authorization>,
}

pub(crate) type Decoder = Arc<dyn Fn(&Response) -> Option<ProviderFailure> + Send + Sync>;

pub(crate) struct Inner {
    pub(crate) provider: ProviderName,
    pub(crate) base: Base,
    pub(crate) headers: HeaderMap,
    pub(crate) client: reqwest::Client,
    /// Whether the application built the client.
    pub(crate) supplied: bool,
    pub(crate) decoder: Decoder,
    pub(crate) limiter: Option<RateLimiter>,
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) max_body_bytes: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn RandomSource>,
    pub(crate) metrics: Option<Arc<dyn MetricsHook>>,
}

/// The base URL, checked.
pub(crate) struct Base {
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Origin and prefix, without a slash at the end.
    pub(crate) text: String,
}

impl HttpClient {
    /// Begins to set up a client. Every request goes to the origin of `base_url`, below its path.
    pub fn builder(provider: ProviderName, base_url: impl Into<String>) -> HttpClientBuilder {
        HttpClientBuilder::new(provider, base_url.into())
    }

    /// A client with other credentials, and all else in common with this one: connections, rate
    /// limit, retry budget.
    #[must_use]
    pub fn with_authorization(&self, authorization: impl Authorization + 'static) -> Self {
        Self {
            inner: self.inner.clone(),
            authorization: Arc::new(authorization),
        }
    }

    /// The provider that is spoken to.
    pub fn provider(&self) -> &ProviderName {
        &self.inner.provider
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        &self.inner.base.text
    }

    /// The rate limiter, to be shared with other clients that use the same credential.
    pub fn rate_limiter(&self) -> Option<&RateLimiter> {
        self.inner.limiter.as_ref()
    }

    /// The clock that this client goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.clock
    }

    /// Sends a request, repeats it where that is safe and of use, and reads the answer whole.
    ///
    /// Dropping the future cancels the call: a waiting one leaves its place, one under way closes
    /// its connection. Whether a write that was under way was done is then not known.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput`](ErrorKind::InvalidInput): a path value that no URL can carry; nothing was
    ///   sent.
    /// - What the provider answered, by the adapter's error decoder or else by the status.
    /// - [`RateLimited`](ErrorKind::RateLimited), [`Unavailable`](ErrorKind::Unavailable),
    ///   [`TimedOut`](ErrorKind::TimedOut), [`ConnectionFailed`](ErrorKind::ConnectionFailed): not
    ///   done. [`Error::is_exhausted`] tells whether it was tried again until the policy's end,
    ///   and [`Error::retry_after`] what the provider asked for.
    /// - [`OutcomeUnknown`](ErrorKind::OutcomeUnknown): a write left, and no answer tells whether it
    ///   was done.
    /// - [`UnexpectedResponse`](ErrorKind::UnexpectedResponse): a redirect, or a body that is longer
    ///   than allowed.
    pub async fn send(&self, request: Request) -> Result<Response> {
        let span = telemetry::call_span(&self.inner, &request);
        let started = self.inner.clock.now();
        let mut call = Call {
            client: self,
            context: Arc::new(Context {
                provider: self.inner.provider.clone(),
                operation: request.operation,
                effect: request.effect,
            }),
            request,
            started,
            attempts: 0,
        };
        async {
            let result = call.run().await;
            let duration = self.inner.clock.now().saturating_duration_since(started);
            let error = result.as_ref().err();
            telemetry::call_ended(&self.inner, &call.context, call.attempts, error, duration);
            result
        }
        .instrument(span)
        .await
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("provider", &self.inner.provider)
            .field("base_url", &self.inner.base.text)
            .field("authorization", &self.authorization)
            .finish_non_exhaustive()
    }
}

/// One call, from the first attempt to the last.
struct Call<'a> {
    client: &'a HttpClient,
    context: Arc<Context>,
    request: Request,
    started: Instant,
    attempts: u32,
}

/// An attempt without an answer.
struct Broken {
    reach: Reach,
    cause: Cause,
    /// The status, if the head of an answer came.
    status: Option<StatusCode>,
    source: Option<reqwest::Error>,
}

/// The head of an answer, kept apart from its body, which may never come.
struct Head {
    status: StatusCode,
    headers: HeaderMap,
}

impl Call<'_> {
    async fn run(&mut self) -> Result<Response> {
        let inner = &*self.client.inner;
        let url = self.url()?;
        let mut retries = 0;
        let mut renewed = false;
        let mut withdrawal: Option<Withdrawal> = None;
        loop {
            let credentials = self.credentials().await?;
            let permit = self.take_turn().await?;
            let limit = self.left().min(inner.attempt_timeout);
            if limit.is_zero() {
                return Err(self.finished(Error::new(
                    ErrorKind::TimedOut,
                    "time was up before the request was sent",
                )));
            }
            if let Some(withdrawal) = withdrawal.take() {
                withdrawal.spend();
            }
            self.attempts += 1;

            let span = telemetry::attempt_span(inner, &self.request, self.attempts);
            let began = inner.clock.now();
            let outcome = self
                .attempt(&url, &credentials, limit)
                .instrument(span.clone())
                .await;
            let status = match &outcome {
                Ok(response) => Some(response.status),
                Err(broken) => broken.status,
            };
            if let Some(permit) = permit
                && (outcome.is_ok() || status.is_some())
            {
                permit.answered(&*inner.clock);
            }
            let judged = outcome.map_or_else(
                |broken| Err(self.broken(broken)),
                |response| self.judge(response),
            );
            let kind = judged.as_ref().err().map(|(error, _)| error.kind());
            let duration = inner.clock.now().saturating_duration_since(began);
            telemetry::attempt_ended(
                inner,
                &self.context,
                &span,
                self.attempts,
                status.map(|status| status.as_u16()),
                kind,
                duration,
            );
            let (error, repeat) = match judged {
                Ok(response) => {
                    if self.attempts == 1 {
                        inner.retry.budget.deposit();
                    }
                    return Ok(response);
                }
                Err(failed) => failed,
            };
            if status == Some(StatusCode::UNAUTHORIZED)
                && error.kind() == ErrorKind::Unauthenticated
                && !renewed
                && self.uses(&credentials)
            {
                renewed = true;
                if self.renew(&credentials).await? {
                    continue;
                }
            }
            if error.kind() == ErrorKind::RateLimited
                && let Some(limiter) = &inner.limiter
            {
                limiter.pause(&*inner.clock, error.retry_after());
            }
            let error = self.finished(error);
            if !repeat {
                return Err(error);
            }
            retries += 1;
            withdrawal = Some(self.wait_for_retry(error, retries).await?);
        }
    }

    fn url(&self) -> Result<Url> {
        let base = &self.client.inner.base.text;
        let mut text = String::with_capacity(base.len() + self.request.template.len() + 64);
        text.push_str(base);
        self.request
            .write_route(&mut text)
            .map_err(|error| self.context.complete(error))?;
        Url::parse(&text).map_err(|error| {
            self.context
                .complete(Error::configuration("the route is not a URL").with_source(error))
        })
    }

    /// What is left of the call's time.
    fn left(&self) -> Duration {
        let inner = &*self.client.inner;
        let elapsed = inner.clock.now().saturating_duration_since(self.started);
        inner.total_timeout.saturating_sub(elapsed)
    }

    fn finished(&self, error: Error) -> Error {
        self.context
            .complete(error)
            .with_attempts(self.attempts, false)
    }

    async fn credentials(&self) -> Result<Credentials> {
        let clock = &*self.client.inner.clock;
        let left = self.left();
        within(self.client.authorization.credentials(), || {
            clock.timeout(left)
        })
        .await
        .unwrap_or_else(|| Err(authorization_timed_out()))
        .map_err(|error| self.unauthorized(error))
    }

    async fn renew(&self, rejected: &Credentials) -> Result<bool> {
        let clock = &*self.client.inner.clock;
        let left = self.left();
        within(self.client.authorization.renew(rejected), || {
            clock.timeout(left)
        })
        .await
        .unwrap_or_else(|| Err(authorization_timed_out()))
        .map_err(|error| self.unauthorized(error))
    }

    /// Whether the credentials are what the request was sent with; it may bring its own.
    fn uses(&self, credentials: &Credentials) -> bool {
        credentials
            .headers
            .keys()
            .any(|name| !self.request.headers.contains_key(name))
    }

    /// An error from the credentials becomes one of this call, which has sent nothing with them:
    /// whatever is unknown about a renewal, this call was not done.
    fn unauthorized(&self, error: Error) -> Error {
        let keeps_its_kind = matches!(
            error.kind(),
            ErrorKind::Unauthenticated
                | ErrorKind::Configuration
                | ErrorKind::RateLimited
                | ErrorKind::Unavailable
                | ErrorKind::TimedOut
                | ErrorKind::ConnectionFailed
        );
        if keeps_its_kind {
            return self.finished(error);
        }
        self.finished(
            Error::new(
                ErrorKind::Unauthenticated,
                "there are no credentials for this call",
            )
            .with_source(error),
        )
    }

    async fn take_turn(&self) -> Result<Option<Permit>> {
        let inner = &*self.client.inner;
        let Some(limiter) = &inner.limiter else {
            return Ok(None);
        };
        match limiter.acquire(&*inner.clock, self.left()).await {
            Ok(permit) => {
                if let Some(waited) = permit.waited {
                    telemetry::waits(inner, &self.context, WaitReason::RateLimit, waited);
                }
                Ok(Some(permit))
            }
            Err(wait) => Err(self.finished(
                Error::new(
                    ErrorKind::RateLimited,
                    "our own rate limit would let this call wait too long; it was not sent",
                )
                .with_retry_after(wait),
            )),
        }
    }

    /// Sends the request once, and reads the answer.
    async fn attempt(
        &self,
        url: &Url,
        credentials: &Credentials,
        limit: Duration,
    ) -> Result<Response, Broken> {
        let clock = &*self.client.inner.clock;
        let mut head = None;
        let body = within(self.exchange(url, credentials, &mut head), || {
            clock.timeout(limit)
        })
        .await
        .unwrap_or(Err(Broken {
            reach: Reach::Maybe,
            cause: Cause::TimedOut,
            status: None,
            source: None,
        }));
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
            (Ok(_), None) => Err(Broken {
                reach: Reach::Maybe,
                cause: Cause::Broken,
                status: None,
                source: None,
            }),
        }
    }

    async fn exchange(
        &self,
        url: &Url,
        credentials: &Credentials,
        head: &mut Option<Head>,
    ) -> Result<Bytes, Broken> {
        let inner = &*self.client.inner;
        let mut request = reqwest::Request::new(self.request.method.clone(), url.clone());
        let headers = request.headers_mut();
        headers.clone_from(&inner.headers);
        for more in [&credentials.headers, &self.request.headers] {
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

        let broken = |error: reqwest::Error| {
            let (reach, cause) = classify(&error);
            Broken {
                reach,
                cause,
                status: None,
                source: Some(error.without_url()),
            }
        };
        let mut response = inner.client.execute(request).await.map_err(broken)?;
        let stop = |cause| Broken {
            reach: Reach::Maybe,
            cause,
            status: None,
            source: None,
        };
        if response.url() != url {
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
        let Some(first) = response.chunk().await.map_err(broken)? else {
            return Ok(Bytes::new());
        };
        let mut body: Option<BytesMut> = None;
        let mut read = first.len();
        loop {
            if read > allowed {
                return Err(stop(Cause::TooLarge));
            }
            let Some(piece) = response.chunk().await.map_err(broken)? else {
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
        let text = |name| {
            headers
                .get(name)
                .and_then(|value: &reqwest::header::HeaderValue| value.to_str().ok())
        };
        let retry_after = text(RETRY_AFTER).and_then(|value| {
            // The server's date is told from its own clock, so it is compared with that.
            let now = text(DATE).and_then(parse_http_date);
            parse_retry_after(
                value,
                now.unwrap_or_else(|| self.client.inner.clock.system_time()),
            )
        });
        Response {
            context: self.context.clone(),
            status,
            headers,
            body,
            retry_after,
            attempts: self.attempts,
        }
    }

    fn judge(&self, response: Response) -> Result<Response, (Error, bool)> {
        match (self.client.inner.decoder)(&response) {
            None if response.status.is_success() => Ok(response),
            said => Err(response.judged(said.unwrap_or_default())),
        }
    }

    /// What an attempt without an answer means, and whether it may be repeated.
    fn broken(&self, broken: Broken) -> (Error, bool) {
        let Broken {
            reach,
            cause,
            status,
            source,
        } = broken;
        let is_write = self.context.effect == Effect::Write;
        let words = match cause {
            Cause::Invalid => "the request cannot be sent",
            Cause::Tls => "no secure connection: the certificate or the TLS version was refused",
            Cause::Connect if source.as_ref().is_some_and(reqwest::Error::is_timeout) => {
                "the connection was not made in time"
            }
            Cause::Connect => "the connection could not be made",
            Cause::TimedOut => "no answer came in time",
            Cause::Broken => "the connection broke before the answer was whole",
            Cause::TooLarge => "the answer is longer than allowed",
            Cause::Redirected => "the supplied HTTP client followed a redirect",
        };
        let (kind, repeat) = match (reach, cause) {
            (Reach::Never, Cause::Invalid) => (ErrorKind::Configuration, false),
            (Reach::Never, Cause::Tls) => (ErrorKind::ConnectionFailed, false),
            (Reach::Maybe, _) if is_write => (ErrorKind::OutcomeUnknown, false),
            (Reach::Maybe, Cause::TooLarge | Cause::Redirected) => {
                (ErrorKind::UnexpectedResponse, false)
            }
            (Reach::Maybe, Cause::TimedOut) => (ErrorKind::TimedOut, true),
            (Reach::Never | Reach::Maybe, _) => (ErrorKind::ConnectionFailed, true),
        };
        let mut error = Error::new(kind, words);
        if cause == Cause::Tls {
            error = error.with_retry_advice(RetryAdvice::DoNotRetry);
        }
        if let Some(status) = status {
            error = error.with_status(status.as_u16());
        }
        if let Some(source) = source {
            error = error.with_source(source);
        }
        (error, repeat)
    }

    /// Waits before retry number `retry`, or gives the error back when there will be none.
    async fn wait_for_retry(&self, error: Error, retry: u32) -> Result<Withdrawal> {
        let inner = &*self.client.inner;
        let policy = &inner.retry;
        if policy.max_attempts == 1 {
            return Err(error);
        }
        let exhausted = |error: Error| Err(error.with_attempts(self.attempts, true));
        if retry >= policy.max_attempts {
            return exhausted(error);
        }
        let asked = error.retry_after();
        if asked.is_some_and(|asked| asked > policy.max_retry_after) {
            return Err(error);
        }
        let wait = policy.wait(retry, asked, &*inner.random);
        let elapsed = inner.clock.now().saturating_duration_since(self.started);
        if wait.saturating_add(elapsed) >= policy.max_elapsed.min(inner.total_timeout) {
            return exhausted(error);
        }
        let Some(withdrawal) = policy.budget.withdraw() else {
            return exhausted(error);
        };
        let reason = if asked.is_some() {
            WaitReason::RetryAfter
        } else {
            WaitReason::Backoff
        };
        telemetry::waits(inner, &self.context, reason, wait);
        inner.clock.sleep(wait).await;
        Ok(withdrawal)
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

fn authorization_timed_out() -> Error {
    Error::new(
        ErrorKind::TimedOut,
        "the credentials were not there in time; nothing was sent",
    )
}
