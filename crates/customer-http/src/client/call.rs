//! The loop that every call goes through: credentials, a turn, an attempt, a decision, a wait.

use std::pin::pin;
use std::time::{Duration, Instant};

use customer_core::{Error, ErrorKind, Result, RetryAdvice};
use http::StatusCode;
use tracing::Span;

use crate::client::exchange::{NoResponse, exchange, prepare};
use crate::client::inner::Inner;
use crate::clock::clock::{Timeout, later};
use crate::rate_limit::limiter::Permit;
use crate::response::failure::after_open_attempt;
use crate::response::response::Context;
use crate::retry::budget::Withdrawal;
use crate::retry::classify::Cause;
use crate::retry::safety::{Decision, End, decide};
use crate::telemetry::spans;
use crate::{Authorization, Credentials, Outcome, Request, Response, WaitReason};

/// One call, from the first attempt to the last.
pub(crate) struct Call<'a> {
    inner: &'a Inner,
    authorization: &'a dyn Authorization,
    context: Context,
    request: Request,
    attempts: u32,
    started: Instant,
    deadline: Instant,
    /// The clock as it was last read.
    now: Instant,
    span: &'a Span,
    ended: bool,
}

/// An attempt that ended with an error.
struct Failed {
    error: Error,
    status: Option<StatusCode>,
    decision: Decision,
}

/// What went wrong so far.
#[derive(Default)]
struct Setbacks {
    retries: u32,
    /// Whether the credentials were renewed.
    renewed: bool,
    /// What the next attempt takes from the retry budget.
    withdrawal: Option<Withdrawal>,
}

impl<'a> Call<'a> {
    /// A call that is about to begin; `span` is the one of [`spans::call_span`].
    pub(crate) fn new(
        inner: &'a Inner,
        authorization: &'a dyn Authorization,
        request: Request,
        span: &'a Span,
    ) -> Self {
        let started = inner.options.clock.now();
        Self {
            inner,
            authorization,
            context: Context {
                provider: inner.provider.clone(),
                operation: request.0.operation,
                request: request.kind(),
            },
            span,
            request,
            attempts: 0,
            started,
            deadline: later(started, inner.options.total_timeout),
            now: started,
            ended: false,
        }
    }

    pub(crate) async fn run(&mut self) -> Result<Response> {
        let span = self.span;
        let result = spans::within(span, pin!(self.attempts())).await;
        if result.is_err() {
            self.read_clock();
        }
        self.end(Outcome::of(&result));
        result
    }

    fn end(&mut self, outcome: Outcome) {
        self.ended = true;
        let (span, duration) = (self.span, self.elapsed());
        spans::call_ended(
            self.inner,
            &self.context,
            span,
            self.attempts,
            outcome,
            duration,
        );
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.ended {
            self.read_clock();
            self.end(Outcome::Cancelled);
        }
    }
}

impl<'a> Call<'a> {
    /// Attempt after attempt.
    async fn attempts(&mut self) -> Result<Response> {
        let inner = self.inner;
        let mut setbacks = Setbacks::default();
        loop {
            // A path that no URL can carry needs neither credentials nor a turn.
            let url = self.request.url(&inner.base);
            let url = url.map_err(|error| self.context.complete(error))?;
            let credentials = match self.authorization.ready_credentials() {
                Some(credentials) => credentials,
                None => self.credentials().await?,
            };
            let permit = self.take_turn().await?;
            let limit = self.left().min(inner.options.attempt_timeout);
            if limit.is_zero() {
                return Err(self.not_sent(Error::new(
                    ErrorKind::TimedOut,
                    "time was up before the request was sent",
                )));
            }
            if let Some(withdrawal) = setbacks.withdrawal.take() {
                withdrawal.spend();
            }
            self.attempts += 1;
            let span = spans::attempt_span(inner, &self.request, self.attempts);
            let began = self.now;
            let outcome = {
                let request = prepare(&self.request, url, &credentials);
                let sending = inner.client.execute(request);
                let attempt = exchange(inner, &self.context, self.attempts, sending, limit);
                spans::within(&span, pin!(attempt)).await
            };
            match self.conclude(outcome, permit, &span, began) {
                Ok(response) => return Ok(response),
                Err(failed) => self.recover(failed, &credentials, &mut setbacks).await?,
            }
        }
    }

    /// Does what has to be done before the next attempt, or gives the error back when there will be none.
    async fn recover(
        &mut self,
        failed: Failed,
        credentials: &Credentials,
        setbacks: &mut Setbacks,
    ) -> Result<()> {
        let Failed {
            error,
            status,
            decision,
        } = failed;
        if status == Some(StatusCode::UNAUTHORIZED)
            && decision.attempt == ErrorKind::Unauthenticated
            && !setbacks.renewed
            && self.uses(credentials)
        {
            setbacks.renewed = true;
            let renewal = self.renew(credentials).await?;
            self.read_clock();
            if renewal {
                return Ok(());
            }
        }
        let inner = self.inner;
        if decision.attempt == ErrorKind::RateLimited
            && let Some(limiter) = &inner.limiter
        {
            limiter.pause(&*inner.options.clock, error.retry_after());
        }
        let error = self.finished(error);
        if !decision.retry {
            return Err(error);
        }
        setbacks.retries += 1;
        setbacks.withdrawal = Some(self.wait_for_retry(error, setbacks.retries).await?);
        Ok(())
    }

    /// Ends an attempt, and reports its outcome to limiter, spans, metrics, clock and budget.
    fn conclude(
        &mut self,
        outcome: Result<Response, NoResponse>,
        permit: Option<Permit<'_>>,
        span: &Span,
        began: Instant,
    ) -> Result<Response, Failed> {
        self.read_clock();
        let inner = self.inner;
        let status = match &outcome {
            Ok(response) => Some(response.0.status),
            Err(none) => none.status,
        };
        if let Some(permit) = permit
            && (outcome.is_ok() || status.is_some())
        {
            permit.answered(self.now);
        }
        let result = outcome.map_or_else(
            |none| Err(self.no_response(none)),
            |response| self.check(response),
        );
        let elapsed = self.now.saturating_duration_since(began);
        spans::attempt_ended(
            inner,
            &self.context,
            span,
            self.attempts,
            status.map(|status| status.as_u16()),
            result.as_ref().err().map(|(_, decision)| decision.attempt),
            elapsed,
        );
        if let Ok(response) = &result {
            let received = inner.options.clock.system_time();
            let headers = response.headers();
            inner
                .provider_clock
                .observe(headers, self.now, received, elapsed);
        }
        if result.is_ok() && self.attempts == 1 {
            inner.options.retry.budget.deposit();
        }
        result.map_err(|(error, decision)| {
            self.context.request = self.context.request.after(decision.attempt);
            Failed {
                error,
                status,
                decision,
            }
        })
    }

    fn read_clock(&mut self) {
        self.now = self.inner.options.clock.now();
    }

    /// What is left of the call's time.
    fn left(&self) -> Duration {
        self.deadline.saturating_duration_since(self.now)
    }

    /// What was spent of it.
    fn elapsed(&self) -> Duration {
        self.now.saturating_duration_since(self.started)
    }

    #[cold]
    fn finished(&self, error: Error) -> Error {
        self.context
            .complete(error)
            .with_attempts(self.attempts, false)
    }

    /// An error that came before an attempt was sent. What an earlier one left open stays so.
    #[cold]
    fn not_sent(&self, error: Error) -> Error {
        if !self.context.request.is_left_open() {
            return self.finished(error);
        }
        let wait = error.retry_after();
        let mut unknown = Error::new(
            ErrorKind::OutcomeUnknown,
            "an earlier attempt may have been done, and it could not be repeated",
        )
        .with_source(error);
        if let Some(wait) = wait {
            unknown = unknown.with_retry_after(wait);
        }
        self.finished(unknown)
    }

    async fn credentials(&mut self) -> Result<Credentials> {
        let credentials = self.authorized(self.authorization.credentials());
        let credentials = credentials.await?;
        self.read_clock();
        Ok(credentials)
    }

    async fn renew(&self, rejected: &Credentials) -> Result<bool> {
        self.authorized(self.authorization.renew(rejected)).await
    }

    async fn authorized<T>(&self, future: impl Future<Output = Result<T>>) -> Result<T> {
        let mut timeout = Timeout::new(|| self.inner.options.clock.timeout(self.left()));
        timeout
            .bound(pin!(future))
            .await
            .unwrap_or_else(|| Err(authorization_timed_out()))
            .map_err(|error| self.unauthorized(error))
    }

    /// Whether the credentials are what the request was sent with; it may bring its own.
    fn uses(&self, credentials: &Credentials) -> bool {
        let own = self.request.0.payload.as_deref();
        let is_own = |name| own.is_some_and(|own| own.headers.contains_key(name));
        credentials.headers.keys().any(|name| !is_own(name))
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
            return self.not_sent(error);
        }
        self.not_sent(
            Error::new(
                ErrorKind::Unauthenticated,
                "there are no credentials for this call",
            )
            .with_source(error),
        )
    }

    async fn take_turn(&mut self) -> Result<Option<Permit<'a>>> {
        let inner = self.inner;
        let Some(limiter) = &inner.limiter else {
            return Ok(None);
        };
        let turn = limiter.acquire(&*inner.options.clock, self.now, self.deadline);
        match turn.await {
            Ok(permit) => {
                self.now = permit.at;
                if let Some(waited) = permit.waited {
                    spans::waits(inner, &self.context, WaitReason::RateLimit, waited);
                }
                Ok(Some(permit))
            }
            Err(wait) => Err(self.not_sent(
                Error::new(
                    ErrorKind::RateLimited,
                    "our own rate limit would let this call wait too long; it was not sent",
                )
                .with_retry_after(wait),
            )),
        }
    }

    /// The response, or the error that it stands for and what follows.
    fn check(&self, response: Response) -> Result<Response, (Error, Decision)> {
        if let Some(coding) = &response.0.coding
            && response.0.status.is_success()
        {
            let error = response.encoded(coding);
            let decision = Decision::last(error.kind());
            return Err((error, decision));
        }
        match (self.inner.decoder)(&response) {
            None if response.0.status.is_success() => Ok(response),
            decoded => Err(response.to_error(decoded.unwrap_or_default())),
        }
    }

    /// The error of an attempt without a response, and what follows.
    #[cold]
    fn no_response(&self, none: NoResponse) -> (Error, Decision) {
        let NoResponse {
            reach,
            cause,
            status,
            source,
        } = none;
        let message = match cause {
            Cause::Invalid => "the request cannot be sent",
            Cause::Tls => "no secure connection: the certificate or the TLS version was refused",
            Cause::Connect if source.as_ref().is_some_and(reqwest::Error::is_timeout) => {
                "the connection was not made in time"
            }
            Cause::Connect => "the connection could not be made",
            Cause::TimedOut => "no response came in time",
            Cause::Broken => "the connection broke before the response was complete",
            Cause::TooLarge => "the response is longer than allowed",
        };
        let decision = decide(self.context.request, End::NoResponse { reach, cause });
        let mut error = if decision.kind == decision.attempt {
            Error::new(decision.kind, message)
        } else {
            Error::new(decision.kind, after_open_attempt(message))
        };
        if cause == Cause::Tls && decision.kind == decision.attempt {
            error = error.with_retry_advice(RetryAdvice::DoNotRetry);
        }
        if let Some(status) = status {
            error = error.with_status(status.as_u16());
        }
        if let Some(source) = source {
            error = error.with_source(source);
        }
        (error, decision)
    }

    /// Waits before retry number `retry`, or gives the error back when there will be none.
    async fn wait_for_retry(&mut self, error: Error, retry: u32) -> Result<Withdrawal> {
        let inner = self.inner;
        let policy = &inner.options.retry;
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
        let wait = policy.wait(retry, asked, &*inner.options.random);
        if wait.saturating_add(self.elapsed())
            >= policy.max_elapsed.min(inner.options.total_timeout)
        {
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
        spans::waits(inner, &self.context, reason, wait);
        inner.options.clock.sleep(wait).await;
        self.read_clock();
        Ok(withdrawal)
    }
}

fn authorization_timed_out() -> Error {
    Error::new(
        ErrorKind::TimedOut,
        "the credentials were not there in time; nothing was sent",
    )
}
