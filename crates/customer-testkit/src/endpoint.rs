//! Where a provider connects to.

use std::time::Duration;

/// Where a provider is to connect to.
#[derive(Debug, Clone)]
pub struct Endpoint {
    base_url: String,
    timeout: Option<Duration>,
}

impl Endpoint {
    pub(crate) fn new(base_url: impl Into<String>) -> Self {
        Self {
            base_url: base_url.into(),
            timeout: None,
        }
    }

    /// Nobody listens there: for what sends nothing.
    pub(crate) fn nowhere() -> Self {
        Self::new("http://127.0.0.1:9")
    }

    pub(crate) fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// The origin, over plain HTTP on the loopback interface. A [stand-in](crate::StandIn) has one of its own, and does not
    /// ask for this.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// How long a call may take at most, where a law is about that.
    pub fn timeout(&self) -> Option<Duration> {
        self.timeout
    }

    /// Options for the transport: plain HTTP to loopback, no rate limit, no waits between retries, and the
    /// [timeout](Self::timeout).
    #[cfg(feature = "http")]
    pub fn http_options(&self) -> customer_http::HttpOptions {
        let options = customer_http::HttpOptions::new()
            .allow_http(true)
            .no_rate_limit()
            .no_proxy()
            .root_certificates(Vec::new())
            .clock(customer_http::FastForwardClock::new());
        match self.timeout {
            Some(timeout) => options.attempt_timeout(timeout).total_timeout(timeout),
            None => options,
        }
    }
}
