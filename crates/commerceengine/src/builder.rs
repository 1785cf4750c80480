//! Setting a [`CommerceEngine`] up.

use std::sync::Arc;

use customer_core::{Error, Mode, Result};
use customer_http::{
    Authorization, BearerKey, HttpClient, HttpOptions, RefreshingToken, Secret, Setting, Settings,
    TokenPair, TokenStore, environment, path_segment, setting,
};

use crate::client::Client;
use crate::token::TokenEndpoints;
use crate::{CommerceEngine, PROVIDER, error};

const USER_AGENT: &str = concat!("commerceengine-rs/", env!("CARGO_PKG_VERSION"));

const STORE_ID: Setting = Setting::new("the store id", "COMMERCEENGINE_STORE_ID");
const ACCESS_TOKEN: Setting = Setting::new("the access token", "COMMERCEENGINE_ACCESS_TOKEN");
const REFRESH_TOKEN: Setting = Setting::new("the refresh token", "COMMERCEENGINE_REFRESH_TOKEN");
const API_KEY: Setting = Setting::new("the store's API key", "COMMERCEENGINE_API_KEY");
const ENVIRONMENT: Setting = Setting::new("the environment", "COMMERCEENGINE_ENVIRONMENT");
const BASE_URL: Setting = Setting::new("the base URL", "COMMERCEENGINE_BASE_URL");

/// Where the store's storefront is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Environment {
    /// `https://staging.api.commercengine.io`: a world for tests.
    Staging,
    /// `https://prod.api.commercengine.io`: real business.
    #[default]
    Production,
}

impl Environment {
    fn named(name: &str) -> Option<Self> {
        match setting("the environment", name) {
            Ok(Some("staging")) => Some(Self::Staging),
            Ok(Some("production")) => Some(Self::Production),
            _ => None,
        }
    }

    fn origin(self) -> &'static str {
        match self {
            Self::Staging => "https://staging.api.commercengine.io",
            Self::Production => "https://prod.api.commercengine.io",
        }
    }

    fn mode(self) -> Mode {
        match self {
            Self::Staging => Mode::Test,
            Self::Production => Mode::Live,
        }
    }
}

/// The options of a [`CommerceEngine`]. Nothing is checked before [`build`](Self::build); `Debug`
/// shows no secret.
///
/// There are three ways to be authorized; where several are given, the first of them counts:
///
/// 1. an access token and the refresh token beside it: the pair is renewed before its end, and when
///    a call is answered with 401. A refresh token that tells its end is not spent past it;
/// 2. an access token alone, which is good until it ends;
/// 3. the store's API key: the first call starts as a visitor without an account, whose tokens have few
///    rights and are then renewed as under 1. Once the refresh token has ended, the next call starts as
///    another visitor, who sees nothing of the first one's.
#[derive(Debug, Clone, Default)]
#[must_use]
pub struct CommerceEngineBuilder {
    environment: Option<Environment>,
    has_unknown_environment: bool,
    store_id: Option<String>,
    base_url: Option<String>,
    access_token: Option<Secret>,
    refresh_token: Option<Secret>,
    api_key: Option<Secret>,
    token_store: Option<Arc<dyn TokenStore>>,
    http_options: HttpOptions,
}

impl CommerceEngine {
    /// Begins to set one up.
    pub fn builder() -> CommerceEngineBuilder {
        CommerceEngineBuilder::new()
    }
}

impl CommerceEngineBuilder {
    /// For production, and without store and tokens.
    pub fn new() -> Self {
        Self::default()
    }

    /// From the environment: `COMMERCEENGINE_STORE_ID`; `COMMERCEENGINE_ACCESS_TOKEN` with or without
    /// `COMMERCEENGINE_REFRESH_TOKEN`, or `COMMERCEENGINE_API_KEY`; where it is not `production`,
    /// `COMMERCEENGINE_ENVIRONMENT`; where it is neither published one, `COMMERCEENGINE_BASE_URL`.
    pub fn from_env() -> Self {
        Self::from_variables(environment)
    }

    /// As [`from_env`](Self::from_env), from any source of variables. A blank one counts as absent.
    pub fn from_variables(variable: impl Fn(&str) -> Option<String>) -> Self {
        let environment = ENVIRONMENT.read(&variable);
        let environment = environment.map(|name| Environment::named(&name));
        Self {
            environment: environment.flatten(),
            has_unknown_environment: environment == Some(None),
            store_id: STORE_ID.read(&variable),
            base_url: BASE_URL.read(&variable),
            access_token: ACCESS_TOKEN.read_secret(&variable),
            refresh_token: REFRESH_TOKEN.read_secret(&variable),
            api_key: API_KEY.read_secret(&variable),
            ..Self::new()
        }
    }

    /// Sets where the store's storefront is.
    pub fn environment(mut self, environment: Environment) -> Self {
        self.environment = Some(environment);
        self.has_unknown_environment = false;
        self
    }

    /// Sets the store whose customers are meant.
    pub fn store_id(mut self, store_id: impl Into<String>) -> Self {
        self.store_id = Some(store_id.into());
        self
    }

    /// Sets the base URL, instead of the URL that environment and store make, down to the
    /// storefront: `https://…/api/v1/{store_id}/storefront`.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sets an access token.
    pub fn access_token(mut self, access_token: impl Into<Secret>) -> Self {
        self.access_token = Some(access_token.into());
        self
    }

    /// Sets an access token and the refresh token beside it. The refresh token can be spent once, so
    /// the pair must not be in use elsewhere; [`token_store`](Self::token_store) is given each new one.
    pub fn token_pair(
        mut self,
        access_token: impl Into<Secret>,
        refresh_token: impl Into<Secret>,
    ) -> Self {
        self.access_token = Some(access_token.into());
        self.refresh_token = Some(refresh_token.into());
        self
    }

    /// Sets the store's API key. It is sent to the anonymous start alone.
    pub fn api_key(mut self, api_key: impl Into<Secret>) -> Self {
        self.api_key = Some(api_key.into());
        self
    }

    /// Sets what keeps each new pair of tokens, so that another process can go on with it.
    pub fn token_store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.token_store = Some(store);
        self
    }

    /// Sets how requests are sent: timeouts, retries, a rate limit.
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
    pub fn build(self) -> Result<CommerceEngine> {
        let mut settings = Settings::new(PROVIDER);
        if self.has_unknown_environment {
            settings.refuse(format!(
                "{ENVIRONMENT} is neither `staging` nor `production`"
            ));
        }
        let store_id = settings.optional(STORE_ID, self.store_id.as_deref());
        let base_url = self.base_url.as_deref();
        let place = Place::find(&mut settings, self.environment, store_id, base_url);
        let access = settings.optional_secret(ACCESS_TOKEN, self.access_token.as_ref());
        let refresh = settings.optional_secret(REFRESH_TOKEN, self.refresh_token.as_ref());
        let api_key = settings.optional_secret(API_KEY, self.api_key.as_ref());
        let credentials = Tokens::find(&mut settings, access, refresh, api_key.is_some());
        let (place, credentials) = settings.finish(place.zip(credentials))?;

        // What renews the token must not wait for the token.
        let open = HttpClient::builder(PROVIDER, place.base_url)
            .user_agent(USER_AGENT)
            .options(self.http_options)
            .error_decoder(error::decode)
            .build()?;
        let tokens = TokenEndpoints::new(open.clone(), api_key);
        let (http, token) = match credentials {
            Tokens::Access(access) => {
                let key = BearerKey::new(access);
                key.check()?;
                (open.with_authorization(key), None)
            }
            other => {
                let mut builder =
                    RefreshingToken::builder(Arc::new(tokens.clone())).clock(open.clock().clone());
                builder = match other {
                    Tokens::Pair(pair) => builder.pair(pair),
                    // Where a visitor was asked for, another one will do.
                    _ => builder.start_again(true),
                };
                if let Some(store) = self.token_store {
                    builder = builder.store(store);
                }
                let token = builder.build()?;
                (open.with_authorization(token.clone()), Some(token))
            }
        };
        let client = Client::new(http, tokens, token, place.store_id);
        Ok(CommerceEngine::new(client, place.mode))
    }
}

/// Which of the three ways to be authorized it is.
enum Tokens {
    Pair(TokenPair),
    Access(Secret),
    Anonymous,
}

impl Tokens {
    fn find(
        settings: &mut Settings,
        access: Option<Secret>,
        refresh: Option<Secret>,
        has_api_key: bool,
    ) -> Option<Self> {
        match (access, refresh) {
            (Some(access), Some(refresh)) => Some(Self::Pair(TokenPair::new(access, refresh))),
            (Some(access), None) => Some(Self::Access(access)),
            (None, None) if has_api_key => Some(Self::Anonymous),
            (None, Some(_)) => {
                settings.missing(&[ACCESS_TOKEN]);
                None
            }
            (None, None) => {
                settings.missing(&[ACCESS_TOKEN, API_KEY]);
                None
            }
        }
    }
}

/// Where requests go, and what that says of the customers there.
struct Place {
    base_url: String,
    store_id: Option<String>,
    mode: Option<Mode>,
}

impl Place {
    fn find(
        settings: &mut Settings,
        environment: Option<Environment>,
        store_id: Option<String>,
        base_url: Option<&str>,
    ) -> Option<Self> {
        if base_url.is_none() {
            let store_id = settings.required(STORE_ID, store_id.as_deref())?;
            let segment = path_segment("store id", &store_id).map_err(|error| {
                Error::configuration(format!("{STORE_ID} cannot stand in a URL")).with_source(error)
            });
            let segment = settings.take(segment)?;
            let environment = environment.unwrap_or_default();
            return Some(Self {
                base_url: format!("{}/api/v1/{segment}/storefront", environment.origin()),
                store_id: Some(store_id),
                mode: Some(environment.mode()),
            });
        }
        let base_url = settings.optional(BASE_URL, base_url).unwrap_or_default();
        let named = store_of(&base_url).map(str::to_owned);
        if store_id.is_some() && named.is_some() && store_id != named {
            settings.refuse(format!("{BASE_URL} names another store than {STORE_ID}"));
        }
        Some(Self {
            base_url,
            store_id: store_id.or(named),
            mode: environment.map(Environment::mode),
        })
    }
}

/// The store in `…/api/v1/{store_id}/storefront`. Ids of stores need no decoding.
fn store_of(base_url: &str) -> Option<&str> {
    let (before, store_id) = base_url
        .trim_end_matches('/')
        .strip_suffix("/storefront")?
        .rsplit_once('/')?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (before.ends_with("/api/v1") && !store_id.is_empty() && store_id.bytes().all(is_plain))
        .then_some(store_id)
}
