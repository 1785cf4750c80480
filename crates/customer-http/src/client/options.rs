//! What an application may set about the transport of an adapter.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use customer_core::Result;

use crate::clock::clock::TokioClock;
use crate::{
    Clock, DefaultRandomSource, MetricsHook, RandomSource, RateLimiter, RetryPolicy,
    RootCertificate,
};

/// What an application may set about the transport, the same for every provider. An adapter's
/// builder takes it and hands it on.
///
/// ```
/// use std::time::Duration;
/// use customer_http::{HttpOptions, RetryPolicy};
///
/// let options = HttpOptions::new()
///     .total_timeout(Duration::from_secs(20))
///     .retry(RetryPolicy::default().max_attempts(2));
/// # let _ = options;
/// ```
#[derive(Clone)]
#[non_exhaustive]
pub struct HttpOptions {
    pub(crate) connect_timeout: Duration,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) max_body_bytes: usize,
    pub(crate) retry: RetryPolicy,
    pub(crate) rate_limit: RateLimitChoice,
    pub(crate) allow_http: bool,
    pub(crate) proxy: ProxyChoice,
    pub(crate) root_certificates: Option<Vec<RootCertificate>>,
    #[cfg(feature = "reqwest-client")]
    pub(crate) configure: Option<Configure>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Arc<dyn RandomSource>,
    pub(crate) metrics: Option<Arc<dyn MetricsHook>>,
}

#[cfg(feature = "reqwest-client")]
pub(crate) type Configure =
    Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

#[derive(Debug, Clone)]
pub(crate) enum RateLimitChoice {
    /// What the adapter presets.
    Preset,
    Off,
    Shared(RateLimiter),
}

#[derive(Debug, Clone)]
pub(crate) enum ProxyChoice {
    /// What the environment says, as reqwest reads it.
    Environment,
    Off,
    Set(Box<reqwest::Proxy>),
}

impl Default for HttpOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            attempt_timeout: Duration::from_secs(30),
            total_timeout: Duration::from_secs(90),
            max_body_bytes: 8 * 1024 * 1024,
            retry: RetryPolicy::default(),
            rate_limit: RateLimitChoice::Preset,
            allow_http: false,
            proxy: ProxyChoice::Environment,
            root_certificates: None,
            #[cfg(feature = "reqwest-client")]
            configure: None,
            clock: Arc::new(TokioClock),
            random: Arc::new(DefaultRandomSource::new()),
            metrics: None,
        }
    }
}

impl HttpOptions {
    /// The defaults.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how long a connection may take to be made, name look-up and TLS among it; 10 s by
    /// default. It is never longer than four fifths of the attempt's time, so that a server that
    /// cannot be reached is distinguished from one that does not answer.
    #[must_use]
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// Sets how long one request may take, from sending to the end of the body; 30 s by default.
    #[must_use]
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// Sets how long a call may take in all, with its attempts and the waits between them; 90 s by
    /// default.
    #[must_use]
    pub fn total_timeout(mut self, timeout: Duration) -> Self {
        self.total_timeout = timeout;
        self
    }

    /// Sets how many bytes the body of a response may have, counted after decompression; 8 MiB by
    /// default. A longer one is not read to its end.
    #[must_use]
    pub fn max_body_bytes(mut self, bytes: usize) -> Self {
        self.max_body_bytes = bytes;
        self
    }

    /// Sets when and how often a call is retried.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the rate limiter in place of the one that the adapter presets for its provider. Give
    /// one limiter to all clients that use the same credential.
    #[must_use]
    pub fn rate_limiter(mut self, limiter: RateLimiter) -> Self {
        self.rate_limit = RateLimitChoice::Shared(limiter);
        self
    }

    /// Sends without a rate limit of our own, even where the adapter presets one.
    #[must_use]
    pub fn no_rate_limit(mut self) -> Self {
        self.rate_limit = RateLimitChoice::Off;
        self
    }

    /// Allows a base URL with plain HTTP, to a loopback host and nowhere else: for sandboxes and
    /// tests.
    #[must_use]
    pub fn allow_http(mut self, allow: bool) -> Self {
        self.allow_http = allow;
        self
    }

    /// Sets the proxy for HTTPS, as a URL, in place of what the environment says.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](customer_core::ErrorKind) when it is not the URL of a proxy.
    pub fn proxy(mut self, url: &str) -> Result<Self> {
        // The URL may hold a password, so the error does not repeat it.
        let proxy = reqwest::Proxy::https(url)
            .map_err(|_| customer_core::Error::configuration("the proxy is not a URL of one"))?;
        self.proxy = ProxyChoice::Set(Box::new(proxy));
        Ok(self)
    }

    /// Uses no proxy, whatever the environment says. Plain HTTP never uses one.
    #[must_use]
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyChoice::Off;
        self
    }

    /// Trusts these certificate authorities and no others. By default those of the platform are trusted.
    #[must_use]
    pub fn root_certificates(mut self, roots: Vec<RootCertificate>) -> Self {
        self.root_certificates = Some(roots);
        self
    }

    /// Changes details of the client underneath: pools, addresses, proxies, TLS, HTTP versions. The builder
    /// comes with our settings.
    ///
    /// What our promises rest on is set again afterwards, whatever this does: no redirects, no retries, the
    /// timeouts of these options, HTTPS only (or no proxy, to loopback). So no client follows a redirect with
    /// a credential, and none sends a write twice.
    ///
    /// With the feature `reqwest-client`: the version of `reqwest` is then a part of what the application
    /// depends on, and is there as [`customer_http::reqwest`](crate::reqwest).
    ///
    /// ```
    /// use customer_http::HttpOptions;
    ///
    /// let options = HttpOptions::new()
    ///     .configure_client(|builder| builder.pool_max_idle_per_host(4).tcp_nodelay(true));
    /// # let _ = options;
    /// ```
    #[cfg(feature = "reqwest-client")]
    #[must_use]
    pub fn configure_client(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.configure = Some(Arc::new(configure));
        self
    }

    /// Sets the clock, for tests.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Sets the source of jitter, for tests.
    #[must_use]
    pub fn random_source(mut self, random: impl RandomSource + 'static) -> Self {
        self.random = Arc::new(random);
        self
    }

    /// Sets the hook that receives metrics.
    #[must_use]
    pub fn metrics(mut self, hook: Arc<dyn MetricsHook>) -> Self {
        self.metrics = Some(hook);
        self
    }
}

impl fmt::Debug for HttpOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // A proxy's URL may hold a password.
        f.debug_struct("HttpOptions")
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("total_timeout", &self.total_timeout)
            .field("max_body_bytes", &self.max_body_bytes)
            .field("retry", &self.retry)
            .field("allow_http", &self.allow_http)
            .finish_non_exhaustive()
    }
}
