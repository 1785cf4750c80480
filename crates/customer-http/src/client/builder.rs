//! Setting up an [`HttpClient`].

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use customer_core::{Error, ProviderName, Result};
use http::header::{ACCEPT, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use reqwest::Url;

use crate::client::client::HttpClient;
use crate::client::inner::{Decoder, Inner};
use crate::client::options::{ProxyChoice, RateLimitChoice};
use crate::client::tls;
use crate::clock::provider_clock::ProviderClock;
use crate::request::base::base_url;
use crate::{
    Authorization, HttpOptions, NoAuthorization, ProviderFailure, RateLimit, RateLimiter, Response,
};

/// Sets up an [`HttpClient`]; [`HttpClient::builder`] begins.
#[must_use = "a builder does nothing until `build`"]
pub struct HttpClientBuilder {
    provider: ProviderName,
    base_url: String,
    headers: HeaderMap,
    user_agent: Option<String>,
    authorization: Arc<dyn Authorization>,
    options: HttpOptions,
    decoder: Decoder,
    rate_limit: Option<RateLimit>,
}

impl HttpClient {
    /// Begins to set up a client. Every request goes to the origin of `base_url`, below its path.
    pub fn builder(provider: ProviderName, base_url: impl Into<String>) -> HttpClientBuilder {
        HttpClientBuilder::new(provider, base_url.into())
    }
}

impl HttpClientBuilder {
    fn new(provider: ProviderName, base_url: String) -> Self {
        Self {
            provider,
            base_url,
            headers: HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static("application/json"))]),
            user_agent: None,
            authorization: Arc::new(NoAuthorization),
            options: HttpOptions::default(),
            decoder: Arc::new(|_| None),
            rate_limit: None,
        }
    }

    /// Sets the `User-Agent`; without it is `customer-http/<version>`. A request never goes
    /// without one.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Sets a header that every request carries, with nothing secret in it.
    pub fn default_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }

    /// Sets the credentials of requests; an `Arc<dyn Authorization>` fits too. By default there are none.
    pub fn authorization(mut self, authorization: impl Authorization + 'static) -> Self {
        self.authorization = Arc::new(authorization);
        self
    }

    /// Sets the application's options.
    pub fn options(mut self, options: HttpOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets what reads the provider's own error from a response.
    ///
    /// It sees every response. `None` means that it found no refusal: a success is then one, and of
    /// anything else the status alone decides. It must be quick with a success; an adapter may also
    /// look for a refusal when it decodes, and make the error with [`Response::failure`].
    pub fn error_decoder(
        mut self,
        decoder: impl Fn(&Response) -> Option<ProviderFailure> + Send + Sync + 'static,
    ) -> Self {
        self.decoder = Arc::new(decoder);
        self
    }

    /// Presets the provider's published rate limit. The application's options may replace it.
    pub fn rate_limit(mut self, limit: RateLimit) -> Self {
        self.rate_limit = Some(limit);
        self
    }

    /// Builds the client. It makes no connection yet.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](customer_core::ErrorKind): the base URL is none, or has a
    /// query, a fragment or a user in it; it is plain HTTP without
    /// [`allow_http`](HttpOptions::allow_http) or not to a loopback host; the credentials or the
    /// `User-Agent` cannot be sent; TLS cannot be set up.
    pub fn build(self) -> Result<HttpClient> {
        let provider = self.provider.clone();
        self.try_build()
            .map_err(|error| error.with_provider(provider))
    }

    fn try_build(mut self) -> Result<HttpClient> {
        let base = base_url(&self.base_url, self.options.allow_http)?;
        self.authorization.check()?;
        let user_agent = self
            .user_agent
            .unwrap_or_else(|| concat!("customer-http/", env!("CARGO_PKG_VERSION")).to_owned());
        if user_agent.trim().is_empty() {
            return Err(Error::configuration("the User-Agent is empty"));
        }
        let user_agent = HeaderValue::try_from(user_agent).map_err(|_| {
            Error::configuration("the User-Agent has characters that a header cannot hold")
        })?;
        self.headers.insert(USER_AGENT, user_agent);

        let client = build_client(&self.options, &base, self.headers)?;
        let limiter = match &self.options.rate_limit {
            RateLimitChoice::Preset => self.rate_limit.map(RateLimiter::new),
            RateLimitChoice::Off => None,
            RateLimitChoice::Shared(limiter) => Some(limiter.clone()),
        };
        Ok(HttpClient {
            inner: Arc::new(Inner {
                provider: self.provider,
                base,
                client,
                decoder: self.decoder,
                limiter,
                options: self.options,
                provider_clock: ProviderClock::default(),
            }),
            authorization: self.authorization,
        })
    }
}

impl fmt::Debug for HttpClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HttpClientBuilder")
            .field("provider", &self.provider)
            .field("authorization", &self.authorization)
            .field("options", &self.options)
            .finish_non_exhaustive()
    }
}

fn build_client(options: &HttpOptions, base: &Url, headers: HeaderMap) -> Result<reqwest::Client> {
    let longest_connect = options.attempt_timeout.mul_f64(0.8);
    let connect_timeout = options.connect_timeout.min(longest_connect);
    let mut builder = reqwest::Client::builder()
        .connect_timeout(connect_timeout)
        // A server that closes an idle connection just as a write leaves on it makes that write
        // unknown; most keep them for longer than this.
        .pool_idle_timeout(Duration::from_secs(15))
        .tls_backend_preconfigured(tls::client_config(options.root_certificates.as_deref())?);
    builder = match &options.proxy {
        ProxyChoice::Environment => builder,
        ProxyChoice::Off => builder.no_proxy(),
        ProxyChoice::Set(proxy) => builder.no_proxy().proxy((**proxy).clone()),
    };
    #[cfg(feature = "reqwest-client")]
    if let Some(configure) = &options.configure {
        // Its timeouts may be shorter than ours and end an attempt that ours would not.
        builder = configure(builder)
            .connect_timeout(connect_timeout)
            .read_timeout(options.attempt_timeout)
            .timeout(options.attempt_timeout);
    }
    // What the promises rest on comes last.
    builder = builder
        .default_headers(headers)
        .redirect(reqwest::redirect::Policy::none())
        // Told twice: where reqwest could retry, it keeps a copy of each request.
        .retry(reqwest::retry::never().max_retries_per_request(0))
        .referer(false)
        .connection_verbose(false);
    if base.scheme() == "http" {
        // Loopback needs no proxy, and a proxy would see the credentials. The name is taken for
        // what it says, whatever a resolver makes of it.
        builder = builder.no_proxy().resolve_to_addrs(
            "localhost",
            &[
                SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
                SocketAddr::from((Ipv6Addr::LOCALHOST, 0)),
            ],
        );
    } else {
        builder = builder.https_only(true);
    }
    builder
        .build()
        .map_err(|error| Error::configuration("the HTTP client cannot be built").with_source(error))
}
