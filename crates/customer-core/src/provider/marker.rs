//! Tokens by which a new customer's record tells whose write made it.

use std::fmt;
use std::hash::{BuildHasher, Hasher, RandomState};

use crate::value::redact::Redacted;
use crate::{
    Capabilities, Customer, Error, ErrorKind, Fidelity, Field, FieldProblem, MetadataValue,
    NewCustomer, Result, WriteOptions,
};

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
        let half = || RandomState::new().build_hasher().finish();
        Self {
            key: key.into(),
            token: format!("{:016x}{:016x}", half(), half()),
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
    pub(crate) fn taken_off(&self, customer: &Customer) -> Customer {
        let mut customer = customer.clone();
        if let Some(metadata) = &mut customer.metadata {
            metadata.remove(&self.key);
        }
        customer
    }

    /// The marker that a creation with these options writes; for adapters, which put it into the
    /// request's metadata. `None` where none is asked for, and where the write is lossy and the provider
    /// does not write and return metadata.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the key is blank or the customer's own metadata has it;
    /// [`ErrorKind::UnrepresentableFields`], naming `metadata.<key>`, where the write is strict and the
    /// provider does not write and return metadata.
    pub fn for_create(
        options: &WriteOptions,
        capabilities: &Capabilities,
        customer: &NewCustomer,
    ) -> Result<Option<Self>> {
        let Some(key) = &options.marker else {
            return Ok(None);
        };
        let path = format!("{}.{key}", Field::Metadata);
        if key.trim().is_empty() {
            let problem = FieldProblem::new(Field::Metadata, "the write marker has a blank key");
            return Err(Error::invalid_input(vec![problem]));
        }
        let given = customer.metadata.as_ref();
        if given.is_some_and(|metadata| metadata.contains_key(key)) {
            let problem = FieldProblem::new(path, "is given, and is the write marker's key too");
            return Err(Error::invalid_input(vec![problem]));
        }
        if capabilities.has_write_marker() {
            return Ok(Some(Self::random(key)));
        }
        if options.fidelity == Fidelity::Lossy {
            return Ok(None);
        }
        let problem = FieldProblem::new(
            path,
            "the provider does not keep and return metadata, so a write marker cannot be read back",
        );
        let message = "refused before anything was sent, since the write could not be marked";
        Err(Error::new(ErrorKind::UnrepresentableFields, message).with_fields(vec![problem]))
    }
}

impl Capabilities {
    /// Whether a creation can be [marked](WriteOptions::with_marker): metadata is written at creation,
    /// and returned.
    pub fn has_write_marker(&self) -> bool {
        self.field(&Field::Metadata)
            .is_some_and(|metadata| metadata.create && metadata.read)
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
