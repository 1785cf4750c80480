//! Setting a [`Ledgerly`] up.

use std::time::Duration;

use customer_core::{Error, Mode, ProviderIdentity, Result};
use customer_http::{
    BearerKey, HttpClient, HttpOptions, RateLimit, Secret, Setting, Settings, environment,
};

use crate::client::Client;
use crate::{Ledgerly, PROVIDER, error};

/// The base URL of Ledgerly's API.
pub const BASE_URL: &str = "https://api.ledgerly.example/v1";

const API_KEY: Setting = Setting::new("the API key", "LEDGERLY_API_KEY");
const OTHER_URL: Setting = Setting::new("the base URL", "LEDGERLY_BASE_URL");

const USER_AGENT: &str = concat!("ledgerly-rs/", env!("CARGO_PKG_VERSION"));

/// The options of a [`Ledgerly`]. Nothing is checked before [`build`](Self::build); `Debug` shows no secret.
#[derive(Debug, Clone)]
#[must_use]
pub struct LedgerlyBuilder {
    api_key: Option<Secret>,
    base_url: String,
    http_options: HttpOptions,
}

impl Ledgerly {
    /// Begins to set one up.
    pub fn builder() -> LedgerlyBuilder {
        LedgerlyBuilder::new()
    }
}

impl Default for LedgerlyBuilder {
    fn default() -> Self {
        Self {
            api_key: None,
            base_url: BASE_URL.to_owned(),
            http_options: HttpOptions::new(),
        }
    }
}

impl LedgerlyBuilder {
    /// With the published base URL, and without a key.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the environment: `LEDGERLY_API_KEY` and, where it is not the published one, `LEDGERLY_BASE_URL`.
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

    /// Sets how requests are sent: timeouts, retries, another rate limit than the documented one.
    pub fn http_options(mut self, options: HttpOptions) -> Self {
        self.http_options = options;
        self
    }

    /// Checks the options and makes the provider. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`Configuration`](customer_core::ErrorKind::Configuration), which names what is missing or not valid.
    pub fn build(self) -> Result<Ledgerly> {
        let mut settings = Settings::new(PROVIDER);
        let api_key = settings.required_secret(API_KEY, self.api_key.as_ref());
        let base_url = settings.optional(OTHER_URL, Some(&self.base_url));
        let api_key = api_key.and_then(|key| settings.take(identity(&key)).zip(Some(key)));
        let (identity, api_key) = settings.finish(api_key)?;
        let http = HttpClient::builder(PROVIDER, base_url.unwrap_or_default())
            .user_agent(USER_AGENT)
            .authorization(BearerKey::new(api_key))
            .rate_limit(RateLimit::new(50, 50, Duration::from_secs(1)))
            .options(self.http_options)
            .error_decoder(error::decode)
            .build()?;
        Ok(Ledgerly::new(Client::new(http), identity))
    }
}

/// Whose customers a key opens: it is `MODE_ACCOUNT_SECRET`.
fn identity(api_key: &Secret) -> Result<ProviderIdentity> {
    let parts: Vec<_> = api_key.expose().split('_').collect();
    let (mode, account) = match parts[..] {
        ["live", account, secret] if !account.is_empty() && !secret.is_empty() => {
            (Mode::Live, account)
        }
        ["test", account, secret] if !account.is_empty() && !secret.is_empty() => {
            (Mode::Test, account)
        }
        _ => {
            let message = "the API key is not of the form MODE_ACCOUNT_SECRET";
            return Err(Error::configuration(message).with_provider(PROVIDER));
        }
    };
    Ok(ProviderIdentity::new(PROVIDER)
        .with_account(account)
        .with_mode(mode))
}
