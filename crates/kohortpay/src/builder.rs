//! Setting a [`Kohortpay`] up.

use customer_core::{Mode, Result};
use customer_http::{BearerKey, HttpClient, HttpOptions, Secret, Setting, Settings, environment};

use crate::client::Client;
use crate::{Kohortpay, PROVIDER, error};

/// The origin of KohortPay's API.
pub const BASE_URL: &str = "https://api.kohortpay.com";

const API_KEY: Setting = Setting::new("the API key", "KOHORTPAY_API_KEY");
const OTHER_URL: Setting = Setting::new("the base URL", "KOHORTPAY_BASE_URL");

const USER_AGENT: &str = concat!("kohortpay-rs/", env!("CARGO_PKG_VERSION"));

/// The options of a [`Kohortpay`]. Nothing is checked before [`build`](Self::build); `Debug` shows
/// no secret.
#[derive(Debug, Clone)]
#[must_use]
pub struct KohortpayBuilder {
    api_key: Option<Secret>,
    base_url: String,
    http_options: HttpOptions,
}

impl Kohortpay {
    /// Begins to set one up.
    pub fn builder() -> KohortpayBuilder {
        KohortpayBuilder::new()
    }
}

impl Default for KohortpayBuilder {
    fn default() -> Self {
        Self {
            api_key: None,
            base_url: BASE_URL.to_owned(),
            http_options: HttpOptions::new(),
        }
    }
}

impl KohortpayBuilder {
    /// With the published base URL, and without a key.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the environment: `KOHORTPAY_API_KEY` and, where it is not the published one,
    /// `KOHORTPAY_BASE_URL`.
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

    /// Sets the API key. It decides the mode: `sk_test…` sees test customers, `sk_live…` real ones.
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sets another base URL than the published one.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets how requests are sent: timeouts, retries, a rate limit. KohortPay
    /// documents no rate limit, so none is preset.
    pub fn http_options(mut self, options: HttpOptions) -> Self {
        self.http_options = options;
        self
    }

    /// Checks the options and makes the provider. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Configuration`](customer_core::ErrorKind::Configuration), which names what is missing or
    /// not valid.
    pub fn build(self) -> Result<Kohortpay> {
        let mut settings = Settings::new(PROVIDER);
        let api_key = settings.required_secret(API_KEY, self.api_key.as_ref());
        let base_url = settings.optional(OTHER_URL, Some(&self.base_url));
        let api_key = settings.finish(api_key)?;
        let mode = mode_of(&api_key);
        let http = HttpClient::builder(PROVIDER, base_url.unwrap_or_default())
            .user_agent(USER_AGENT)
            .authorization(BearerKey::new(api_key))
            .options(self.http_options)
            .error_decoder(error::decode)
            .build()?;
        Ok(Kohortpay::new(Client::new(http), mode))
    }
}

/// The mode that a key opens; a key of another form may be good, and its mode is not known.
fn mode_of(api_key: &Secret) -> Option<Mode> {
    let api_key = api_key.expose();
    if api_key.starts_with("sk_test") {
        Some(Mode::Test)
    } else if api_key.starts_with("sk_live") {
        Some(Mode::Live)
    } else {
        None
    }
}
