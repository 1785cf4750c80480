//! An access token and the refresh token beside it.

use std::fmt;
use std::time::SystemTime;

use customer_core::{Error, ErrorKind, Result};

use crate::Secret;
use crate::auth::jwt;

/// An access token and what renews it. `Debug` shows neither.
#[derive(Clone)]
pub struct TokenPair {
    access: Secret,
    refresh: Secret,
    expires_at: Option<SystemTime>,
    refresh_expires_at: Option<SystemTime>,
}

/// What an error says where a refresh token is not spent because it has ended.
pub(crate) const REFRESH_ENDED: &str = "the refresh token has ended: a new sign-in is needed";

impl TokenPair {
    /// A pair. The expiry of a token that is a JWT is read from its `exp` claim.
    pub fn new(access: impl Into<Secret>, refresh: impl Into<Secret>) -> Self {
        let (access, refresh) = (access.into(), refresh.into());
        Self {
            expires_at: jwt::expiry(access.expose()),
            refresh_expires_at: jwt::expiry(refresh.expose()),
            access,
            refresh,
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

    /// Sets until when the refresh token can be spent, where the provider says it beside the token.
    #[must_use]
    pub fn with_refresh_expiry(mut self, at: SystemTime) -> Self {
        self.refresh_expires_at = Some(at);
        self
    }

    /// The same pair, of whose refresh token the end is not known.
    pub(crate) fn without_refresh_expiry(self) -> Self {
        Self {
            refresh_expires_at: None,
            ..self
        }
    }

    /// The token that authorizes requests.
    pub fn access(&self) -> &Secret {
        &self.access
    }

    /// The token that buys the next pair.
    pub fn refresh(&self) -> &Secret {
        &self.refresh
    }

    /// Until when the access token works, as far as that is known.
    pub fn expires_at(&self) -> Option<SystemTime> {
        self.expires_at
    }

    /// Until when the refresh token can be spent, as far as that is known.
    pub fn refresh_expires_at(&self) -> Option<SystemTime> {
        self.refresh_expires_at
    }

    /// Checks that the refresh token has not expired, as far as its expiry is known. An expired one is not
    /// sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Unauthenticated`] where it has ended by now.
    pub fn check_refresh(&self, now: SystemTime) -> Result<()> {
        if self.refresh_expires_at.is_some_and(|end| end <= now) {
            return Err(Error::new(ErrorKind::Unauthenticated, REFRESH_ENDED));
        }
        Ok(())
    }
}

impl fmt::Debug for TokenPair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenPair")
            .field("expires_at", &self.expires_at)
            .field("refresh_expires_at", &self.refresh_expires_at)
            .finish_non_exhaustive()
    }
}
