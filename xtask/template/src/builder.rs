//! Setting a [`{=Type=}`] up.

use customer_core::Result;
use customer_http::{BearerKey, HttpClient, HttpOptions, Secret, Setting, Settings, environment};

use crate::client::Client;
use crate::{{=Type=}, PROVIDER, error};

/// The base URL of {=title=}'s API.
pub const BASE_URL: &str = "{=base_url=}";

const API_KEY: Setting = Setting::new("the API key", "{=ENV=}_API_KEY");
const OTHER_URL: Setting = Setting::new("the base URL", "{=ENV=}_BASE_URL");

const USER_AGENT: &str = concat!("{=name=}-rs/", env!("CARGO_PKG_VERSION"));

/// The options of a [`{=Type=}`]. Nothing is checked before [`build`](Self::build); `Debug` shows no secret.
#[derive(Debug, Clone)]
#[must_use]
pub struct {=Type=}Builder {
    api_key: Option<Secret>,
    base_url: String,
    http_options: HttpOptions,
}

impl {=Type=} {
    /// Begins to set one up.
    pub fn builder() -> {=Type=}Builder {
        {=Type=}Builder::new()
    }
}

impl Default for {=Type=}Builder {
    fn default() -> Self {
        Self {
            api_key: None,
            base_url: BASE_URL.to_owned(),
            http_options: HttpOptions::new(),
        }
    }
}

impl {=Type=}Builder {
    /// With the published base URL, and without a key.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the environment: `{=ENV=}_API_KEY` and, where it is not the published one, `{=ENV=}_BASE_URL`.
    pub fn from_env() -> Self {
        Self::from_variables(environment)
    }

    /// As [`from_env`](Self::from_env), from any source of variables. A blank one counts as absent.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            api_key: API_KEY.read_secret(&variable),
            base_url: OTHER_URL.read(&variable).unwrap_or(BASE_URL.to_owned()),
            ..Self::new()
        }
    }

    /// Sets the API key.
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sets another base URL than the published one.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets how requests are sent: timeouts, retries, a rate limit. Where {=title=} publishes a rate limit, preset
    /// it in [`build`](Self::build) with `HttpClientBuilder::rate_limit`.
    pub fn http_options(mut self, options: HttpOptions) -> Self {
        self.http_options = options;
        self
    }

    /// Checks the options and makes the provider. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Configuration`](customer_core::ErrorKind::Configuration), which names what is missing or not valid.
    pub fn build(self) -> Result<{=Type=}> {
        let mut settings = Settings::new(PROVIDER);
        let api_key = settings.required_secret(API_KEY, self.api_key.as_ref());
        let base_url = settings.optional(OTHER_URL, Some(&self.base_url));
        let api_key = settings.finish(api_key)?;
        let http = HttpClient::builder(PROVIDER, base_url.unwrap_or_default())
            .user_agent(USER_AGENT)
            .authorization(BearerKey::new(api_key))
            .options(self.http_options)
            .error_decoder(error::decode)
            .build()?;
        Ok({=Type=}::new(Client::new(http)))
    }
}
