//! An access token and the refresh token beside it.

use std::fmt;
use std::time::SystemTime;

use secrecy::{ExposeSecret, SecretString};

use crate::jwt;

/// An access token and what renews it. `Debug` shows neither.
#[derive(Clone)]
pub struct TokenPair {
    access: SecretString,
    refresh: SecretString,
    expires_at: Option<SystemTime>,
}

impl TokenPair {
    /// A pair. When the access token is a JWT, its `exp` claim tells until when it works.
    pub fn new(access: impl Into<SecretString>, refresh: impl Into<SecretString>) -> Self {
        let access = access.into();
        let expires_at = jwt::expiry(access.expose_secret());
        Self {
            access,
            refresh: refresh.into(),
            expires_at,
        }
    }

    /// Sets until when the access token works, where the provider says it beside the token.
    #[must_use]
    pub fn with_expiry(mut self, at: SystemTime) -> Self {
        self.expires_at = Some(at);
        self
    }

    /// The same pair, whose end is not known.
    pub(crate) fn without_expiry(self) -> Self {
        Self {
            expires_at: None,
            ..self
        }
    }

    /// The token that authorizes requests.
    pub fn access(&self) -> &SecretString {
        &self.access
    }

    /// The token that buys the next pair.
    pub fn refresh(&self) -> &SecretString {
        &self.refresh
    }

    /// Until when the access token works, as far as that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair")
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}
