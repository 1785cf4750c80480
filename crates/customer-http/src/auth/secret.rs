//! A text that must not be shown.

use std::fmt;

use customer_core::{Error, Result};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

/// A key or a token. `Debug` shows nothing of it, there is no `Display`, and its memory is overwritten when it
/// is dropped.
///
/// ```
/// use customer_http::Secret;
///
/// let key = Secret::from("sk_test_1");
/// assert_eq!(format!("{key:?}"), "Secret(..)");
/// assert_eq!(key.expose(), "sk_test_1");
/// ```
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// The text itself, to be sent or stored.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// As the value of a header that prints as `Sensitive`, and that HTTP/2 never indexes.
    pub(crate) fn header_value(&self, prefix: &str) -> Result<HeaderValue> {
        let text = self.expose();
        if text.trim().is_empty() {
            return Err(Error::configuration("the credential is empty"));
        }
        let mut value = HeaderValue::try_from(format!("{prefix}{text}")).map_err(|_| {
            Error::configuration("the credential has characters that a header cannot hold")
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
