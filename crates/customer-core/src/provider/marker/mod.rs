//! Tokens by which a new customer's record tells whose write made it.

mod for_create;

use std::fmt;

use crate::provider::random_token::random_token;
use crate::value::redact::Redacted;
use crate::{Customer, MetadataValue};

/// A metadata key, and the random token that one creation writes under it.
///
/// The record with the token is of this write, and one without it is not, whatever else is in it.
/// `Debug` shows the key alone.
#[derive(Clone, PartialEq, Eq)]
pub struct WriteMarker {
    key: String,
    token: String,
}

impl WriteMarker {
    /// A token of 128 random bits under this key. It is unique, and no secret: the provider and all
    /// who may read the record see it.
    pub fn random(key: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            token: random_token(),
        }
    }

    /// The token of an earlier write, to settle it by.
    pub fn new(key: impl Into<String>, token: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            token: token.into(),
        }
    }

    /// The metadata key.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The token.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// The token as it stands in metadata.
    pub fn value(&self) -> MetadataValue {
        MetadataValue::from(self.token.as_str())
    }

    /// Whether the customer's record has this token.
    pub fn is_on(&self, customer: &Customer) -> bool {
        let metadata = customer.metadata.as_ref();
        metadata.and_then(|metadata| metadata.get(&self.key)) == Some(&self.value())
    }

    /// The customer as its record would be without the token.
    pub(crate) fn without_token(&self, customer: &Customer) -> Customer {
        let mut customer = customer.clone();
        if let Some(metadata) = &mut customer.metadata {
            metadata.remove(&self.key);
        }
        customer
    }
}

impl fmt::Debug for WriteMarker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WriteMarker")
            .field("key", &self.key)
            .field("token", &Redacted)
            .finish()
    }
}
