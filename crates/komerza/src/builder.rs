//! Setting a [`Komerza`] up.

use std::time::Duration;

use customer_core::Result;
use customer_http::{
    BearerKey, HttpClient, HttpOptions, RateLimit, Secret, Setting, Settings, environment,
};

use crate::client::Client;
use crate::{Komerza, PROVIDER, error};

/// The origin of Komerza's API.
pub const BASE_URL: &str = "https://api.komerza.com";

const STORE_ID: Setting = Setting::new("the store id", "KOMERZA_STORE_ID");
const API_KEY: Setting = Setting::new("the API key", "KOMERZA_API_KEY");
const OTHER_URL: Setting = Setting::new("the base URL", "KOMERZA_BASE_URL");

/// Komerza blocks requests without a `User-Agent`.
const USER_AGENT: &str = concat!("komerza-rs/", env!("CARGO_PKG_VERSION"));

/// Komerza's published limit: a bucket of 12 tokens per key, into which 4 come back every 2 seconds.
pub fn published_rate_limit() -> RateLimit {
    RateLimit::new(12, 4, Duration::from_secs(2))
}

/// The options of a [`Komerza`]. Nothing is checked before [`build`](Self::build); `Debug` shows no
/// secret.
#[derive(Debug, Clone)]
#[must_use]
pub struct KomerzaBuilder {
    store_id: Option<String>,
    api_key: Option<Secret>,
    base_url: String,
    http_options: HttpOptions,
}

impl Komerza {
    /// Begins to set one up.
    pub fn builder() -> KomerzaBuilder {
        KomerzaBuilder::new()
    }
}

impl Default for KomerzaBuilder {
    fn default() -> Self {
        Self {
            store_id: None,
            api_key: None,
            base_url: BASE_URL.to_owned(),
            http_options: HttpOptions::new(),
        }
    }
}

impl KomerzaBuilder {
    /// With the published base URL and rate limit, and without store and key.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the environment: `KOMERZA_STORE_ID`, `KOMERZA_API_KEY` and, where it is not the
    /// published one, `KOMERZA_BASE_URL`.
    pub fn from_env() -> Self {
        Self::from_variables(environment)
    }

    /// As [`from_env`](Self::from_env), from any source of variables. A blank one counts as absent.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            store_id: STORE_ID.read(&variable),
            api_key: API_KEY.read_secret(&variable),
            base_url: OTHER_URL.read(&variable).unwrap_or(BASE_URL.to_owned()),
            ..Self::new()
        }
    }

    /// Sets the store whose customers are meant: a UUID.
    pub fn store_id(mut self, store_id: impl Into<String>) -> Self {
        self.store_id = Some(store_id.into());
        self
    }

    /// Sets the API key. Its scopes decide what it may do: `stores.customers.view`,
    /// `stores.customers.create`, `stores.customers.update`, `stores.blacklist.view`.
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sets another base URL than the published one.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = base_url.into();
        self
    }

    /// Sets how requests are sent: timeouts, retries, another rate limit than the
    /// [published one](published_rate_limit).
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
    pub fn build(self) -> Result<Komerza> {
        let mut settings = Settings::new(PROVIDER);
        let store_id = settings.required(STORE_ID, self.store_id.as_deref());
        let api_key = settings.required_secret(API_KEY, self.api_key.as_ref());
        let base_url = settings.optional(OTHER_URL, Some(&self.base_url));
        let (store_id, api_key) = settings.finish(store_id.zip(api_key))?;
        let http = HttpClient::builder(PROVIDER, base_url.unwrap_or_default())
            .user_agent(USER_AGENT)
            .authorization(BearerKey::new(api_key))
            .rate_limit(published_rate_limit())
            .options(self.http_options)
            .error_decoder(error::decode)
            .build()?;
        Ok(Komerza::new(Client::new(http, store_id)))
    }
}
