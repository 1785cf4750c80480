//! Where tokens come from.

use std::fmt;

use async_trait::async_trait;
use customer_core::adapter::Record;
use customer_core::{Error, ErrorKind, Operation, Result};
use customer_http::{
    Effect, HeaderName, HttpClient, Request, Response, Secret, TokenPair, TokenRefresher,
};
use serde::{Deserialize, Serialize};

use crate::PROVIDER;
use crate::error::with_own_message;
use crate::wire::User;

/// The store's key goes in this header, and to the anonymous start alone.
const API_KEY: HeaderName = HeaderName::from_static("x-api-key");

const REFRESH: Operation = Operation::Native("refresh_token");

/// A visitor without an account, and the tokens to act as one.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct AnonymousSession {
    /// The visitor.
    pub user: Record<User>,
    /// The visitor's tokens. They have few rights.
    pub tokens: TokenPair,
}

/// The two endpoints that give tokens. Its requests bring their credentials along.
#[derive(Clone)]
pub(crate) struct TokenEndpoints {
    http: HttpClient,
    api_key: Option<Secret>,
}

#[derive(Serialize)]
struct RefreshToken<'a> {
    refresh_token: &'a str,
}

#[derive(Deserialize)]
struct Tokens {
    access_token: String,
    refresh_token: String,
}

impl From<Tokens> for TokenPair {
    fn from(tokens: Tokens) -> Self {
        Self::new(tokens.access_token, tokens.refresh_token)
    }
}

impl TokenEndpoints {
    /// `http` must have no credentials of its own.
    pub(crate) fn new(http: HttpClient, api_key: Option<Secret>) -> Self {
        Self { http, api_key }
    }

    pub(crate) async fn anonymous(&self) -> Result<AnonymousSession> {
        let key = self.api_key.as_ref().ok_or_else(|| {
            Error::configuration("the store's API key (COMMERCEENGINE_API_KEY) is missing")
                .with_provider(PROVIDER)
        })?;
        let request = Request::post(Operation::Native("start_anonymously"), "/auth/anonymous")
            // One visitor more harms nobody, so a start without a response is retried.
            .effect(Effect::Read)
            .secret_header(API_KEY, key)?;
        let response = self.http.send(request).await?;
        Ok(AnonymousSession {
            user: response.record(&["content", "user"])?,
            tokens: tokens(&response)?,
        })
    }

    /// The body is what is documented; the old access token goes along, as it always did.
    pub(crate) async fn refresh(&self, access: &Secret, refresh: &Secret) -> Result<TokenPair> {
        let pair = TokenPair::new(access.clone(), refresh.clone());
        pair.check_refresh(self.http.clock().system_time())
            .map_err(|ended| ended.with_provider(PROVIDER).with_operation(REFRESH))?;
        let request = Request::post(REFRESH, "/auth/refresh-token")
            .bearer(access)?
            .json(&RefreshToken {
                refresh_token: refresh.expose(),
            })?;
        let response = self.http.send(request).await.map_err(as_unauthenticated)?;
        tokens(&response)
    }
}

/// Documented refusals of a refresh token are 400 and 404, which say no more than a 401: nobody is
/// authenticated by it.
fn as_unauthenticated(error: Error) -> Error {
    if !matches!(
        error.kind(),
        ErrorKind::InvalidInput | ErrorKind::NotFound | ErrorKind::Rejected
    ) {
        return error;
    }
    let message = "the refresh token was refused: it is spent, has ended, or is of another store";
    with_own_message(error, ErrorKind::Unauthenticated, REFRESH, message)
}

fn tokens(response: &Response) -> Result<TokenPair> {
    let nothing = || response.unexpected("content", "there is no content");
    let tokens: Tokens = response.value(&["content"])?.ok_or_else(nothing)?;
    Ok(tokens.into())
}

#[async_trait]
impl TokenRefresher for TokenEndpoints {
    async fn refresh(&self, access: &Secret, refresh: &Secret) -> Result<TokenPair> {
        TokenEndpoints::refresh(self, access, refresh).await
    }

    async fn start(&self) -> Result<TokenPair> {
        match self.anonymous().await {
            Ok(session) => Ok(session.tokens),
            // No refresh token is at stake: the next call may start again.
            Err(error) if error.kind() == ErrorKind::TimedOut => {
                let message = "the anonymous start was not answered in time";
                Err(Error::new(ErrorKind::ConnectionFailed, message)
                    .with_provider(PROVIDER)
                    .with_source(error))
            }
            Err(error) => Err(error),
        }
    }
}

impl fmt::Debug for TokenEndpoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenEndpoints")
            .field("has_api_key", &self.api_key.is_some())
            .finish_non_exhaustive()
    }
}
