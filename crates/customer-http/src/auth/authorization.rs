//! The credentials of a request.

use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;
use customer_core::{Error, Result};
use http::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};

use crate::Secret;

/// Gives requests their credentials.
///
/// Implementations must not show a secret in `Debug`. [`BearerKey`], [`HeaderKey`] and
/// [`RefreshingToken`](crate::RefreshingToken) are here.
#[async_trait]
pub trait Authorization: fmt::Debug + Send + Sync {
    /// Checks, when the client is built, that this can work at all: an empty key cannot.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](customer_core::ErrorKind).
    fn check(&self) -> Result<()> {
        Ok(())
    }

    /// The credentials for one attempt. It may wait, within the call's total timeout, and may be
    /// dropped while it does.
    ///
    /// # Errors
    ///
    /// There are none. The call then ends without sending anything.
    async fn credentials(&self) -> Result<Credentials>;

    /// The credentials, where there is nothing to wait for, as with a key. It is asked first, and saves a
    /// future.
    fn ready_credentials(&self) -> Option<Credentials> {
        None
    }

    /// Renews credentials that were answered with 401, at most once in a call. `true` when there are others
    /// now, with which the call is retried.
    ///
    /// # Errors
    ///
    /// Renewing failed. The call ends with this error.
    async fn renew(&self, rejected: &Credentials) -> Result<bool> {
        let _ = rejected;
        Ok(false)
    }
}

#[async_trait]
impl<T: Authorization + ?Sized> Authorization for Arc<T> {
    fn check(&self) -> Result<()> {
        (**self).check()
    }

    async fn credentials(&self) -> Result<Credentials> {
        (**self).credentials().await
    }

    fn ready_credentials(&self) -> Option<Credentials> {
        (**self).ready_credentials()
    }

    async fn renew(&self, rejected: &Credentials) -> Result<bool> {
        (**self).renew(rejected).await
    }
}

/// The headers that authorize one attempt. `Debug` shows no value.
#[derive(Clone, Default)]
pub struct Credentials {
    /// Shared, since keys are the same for every call.
    pub(crate) headers: Arc<HeaderMap>,
    generation: u64,
}

impl Credentials {
    /// No credentials.
    pub fn none() -> Self {
        Self::default()
    }

    /// `Authorization: Bearer …`.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](customer_core::ErrorKind) when the secret is empty or has
    /// characters that a header cannot hold.
    pub fn bearer(secret: &Secret) -> Result<Self> {
        Ok(Self::none().with_value(AUTHORIZATION, secret.header_value("Bearer ")?))
    }

    /// A header with a secret.
    ///
    /// # Errors
    ///
    /// As [`bearer`](Self::bearer).
    pub fn header(name: HeaderName, secret: &Secret) -> Result<Self> {
        Ok(Self::none().with_value(name, secret.header_value("")?))
    }

    /// Adds a header with a secret.
    ///
    /// # Errors
    ///
    /// As [`bearer`](Self::bearer).
    pub fn with_header(self, name: HeaderName, secret: &Secret) -> Result<Self> {
        Ok(self.with_value(name, secret.header_value("")?))
    }

    /// Numbers the credentials, so that [`Authorization::renew`] can tell those that were rejected
    /// from those that replaced them in the meantime.
    #[must_use]
    pub fn with_generation(mut self, generation: u64) -> Self {
        self.generation = generation;
        self
    }

    /// The number given by [`with_generation`](Self::with_generation), or 0.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    fn with_value(mut self, name: HeaderName, value: HeaderValue) -> Self {
        Arc::make_mut(&mut self.headers).insert(name, value);
        self
    }
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Credentials")
            .field(
                "headers",
                &self
                    .headers
                    .keys()
                    .map(HeaderName::as_str)
                    .collect::<Vec<_>>(),
            )
            .field("generation", &self.generation)
            .finish()
    }
}

/// No credentials: for what the provider allows without them, and for requests that carry their own.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoAuthorization;

#[async_trait]
impl Authorization for NoAuthorization {
    async fn credentials(&self) -> Result<Credentials> {
        Ok(Credentials::none())
    }
}

/// A key in `Authorization: Bearer …`.
#[derive(Debug, Clone)]
pub struct BearerKey(FixedKey);

impl BearerKey {
    /// Takes the key. A key that cannot be sent is refused when the client is built.
    pub fn new(key: impl Into<Secret>) -> Self {
        Self(FixedKey(Credentials::bearer(&key.into()).ok()))
    }
}

/// A key in a header of its own, such as `X-Api-Key`.
#[derive(Debug, Clone)]
pub struct HeaderKey(FixedKey);

impl HeaderKey {
    /// Takes the key. A key that cannot be sent is refused when the client is built.
    pub fn new(name: HeaderName, key: impl Into<Secret>) -> Self {
        Self(FixedKey(Credentials::header(name, &key.into()).ok()))
    }
}

/// Credentials that stay the same.
#[derive(Debug, Clone)]
struct FixedKey(Option<Credentials>);

impl FixedKey {
    fn get(&self) -> Result<&Credentials> {
        self.0.as_ref().ok_or_else(|| {
            Error::configuration("the key is empty, or has characters that a header cannot hold")
        })
    }
}

macro_rules! fixed {
    ($name:ty) => {
        #[async_trait]
        impl Authorization for $name {
            fn check(&self) -> Result<()> {
                self.0.get().map(|_| ())
            }

            async fn credentials(&self) -> Result<Credentials> {
                self.0.get().cloned()
            }

            fn ready_credentials(&self) -> Option<Credentials> {
                self.0.0.clone()
            }
        }
    };
}

fixed!(BearerKey);
fixed!(HeaderKey);

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[tokio::test]
    async fn keys_become_headers_that_debug_masks() {
        let bearer = BearerKey::new("sk_live_1");
        bearer.check().unwrap();
        let credentials = bearer.credentials().await.unwrap();
        assert_eq!(credentials.headers["authorization"], "Bearer sk_live_1");
        assert!(credentials.headers["authorization"].is_sensitive());

        let header = HeaderKey::new(HeaderName::from_static("x-api-key"), "sk_live_1");
        let both = format!(
            "{bearer:?} {header:?} {credentials:?} {:?}",
            credentials.headers
        );
        assert!(!both.contains("sk_live"), "{both}");
        assert_eq!(
            header.credentials().await.unwrap().headers["x-api-key"],
            "sk_live_1"
        );
        assert!(!Arc::new(header).renew(&credentials).await.unwrap());
        assert!(
            NoAuthorization
                .credentials()
                .await
                .unwrap()
                .headers
                .is_empty()
        );
    }

    #[test]
    fn a_key_that_cannot_be_sent_is_refused() {
        for key in ["", "  ", "a\nb", "a\0"] {
            assert!(BearerKey::new(key).check().is_err(), "{key:?}");
        }
    }
}
