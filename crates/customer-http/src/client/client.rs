//! The handle that adapters hold.

use std::fmt;
use std::sync::Arc;

use customer_core::{ClockOffset, ProviderName, Result};

use crate::client::call::Call;
use crate::client::inner::Inner;
use crate::telemetry::spans;
use crate::{Authorization, Clock, RateLimiter, Request, Response};

/// Speaks to one provider at one base URL, by the rules that all adapters share: see the
/// [crate's page](crate). A clone is a handle on the same client.
#[derive(Clone)]
pub struct HttpClient {
    pub(crate) inner: Arc<Inner>,
    pub(crate) authorization: Arc<dyn Authorization>,
}

impl HttpClient {
    /// A client with other credentials, and all else in common with this one: connections, rate
    /// limit, retry budget.
    #[must_use]
    pub fn with_authorization(&self, authorization: impl Authorization + 'static) -> Self {
        Self {
            inner: self.inner.clone(),
            authorization: Arc::new(authorization),
        }
    }

    /// The provider that this client calls.
    pub fn provider(&self) -> &ProviderName {
        &self.inner.provider
    }

    /// The base URL, without a slash at its end.
    pub fn base_url(&self) -> &str {
        self.inner.base.as_str().trim_end_matches('/')
    }

    /// The rate limiter, to be shared with other clients that use the same credential.
    pub fn rate_limiter(&self) -> Option<&RateLimiter> {
        self.inner.limiter.as_ref()
    }

    /// The clock that this client goes by.
    pub fn clock(&self) -> &Arc<dyn Clock> {
        &self.inner.options.clock
    }

    /// How far the provider's clock is from ours ([`Clock::system_time`]), as far as the `Date` of
    /// its responses shows; `None` before the first of them.
    ///
    /// Successful responses that did not come from a cache are looked at (no `Age`, or one of 0), and
    /// the bounds are what those of the last hour agree on. They are replaced when a response
    /// contradicts them or our own time of day was set. All clients of [`with_authorization`](Self::with_authorization) share
    /// what is known.
    pub fn clock_offset(&self) -> Option<ClockOffset> {
        self.inner.provider_clock.offset()
    }

    /// Sends a request, retries it where that is safe and useful, and reads the whole response.
    ///
    /// Dropping the future cancels the call: a waiting one leaves its place, one under way closes
    /// its connection. Whether a write that was under way was done is then not known.
    ///
    /// # Errors
    ///
    /// - [`InvalidInput`](customer_core::ErrorKind::InvalidInput): a path value that no URL can carry; nothing was
    ///   sent.
    /// - What the provider answered, by the adapter's error decoder or else by the status.
    /// - [`RateLimited`](customer_core::ErrorKind::RateLimited), [`Unavailable`](customer_core::ErrorKind::Unavailable),
    ///   [`TimedOut`](customer_core::ErrorKind::TimedOut), [`ConnectionFailed`](customer_core::ErrorKind::ConnectionFailed): not
    ///   done. [`Error::is_exhausted`](customer_core::Error::is_exhausted) says whether the retries were used up,
    ///   and [`Error::retry_after`](customer_core::Error::retry_after) what the provider asked for.
    /// - [`OutcomeUnknown`](customer_core::ErrorKind::OutcomeUnknown): a write left, and no response says whether it
    ///   was done.
    /// - [`UnexpectedResponse`](customer_core::ErrorKind::UnexpectedResponse): a redirect, or a body that is longer
    ///   than allowed.
    pub async fn send(&self, request: Request) -> Result<Response> {
        let span = spans::call_span(&self.inner, &request);
        let mut call = Call::new(&self.inner, &*self.authorization, request, &span);
        call.run().await
    }
}

impl fmt::Debug for HttpClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClient")
            .field("provider", &self.inner.provider)
            .field("base_url", &self.base_url())
            .field("authorization", &self.authorization)
            .finish_non_exhaustive()
    }
}
