//! What a provider documents: records and refusals.

use std::fmt;
use std::sync::Arc;

use customer_core::{Customer, Error, ErrorKind};

type Read = Arc<dyn Fn(&str) -> Result<Customer, Error> + Send + Sync>;
type Rewrite = Arc<dyn Fn(&str) -> Result<String, String> + Send + Sync>;
type IsFree = Arc<dyn Fn(&str) -> bool + Send + Sync>;

/// Makes the body of a response from a record in JSON.
pub type Envelope = fn(&str) -> String;

/// A record as the provider documents it, and how the adapter reads it.
///
/// The record is the customer alone, without the envelope of a response.
#[derive(Clone)]
pub struct Fixture {
    pub(crate) name: &'static str,
    pub(crate) json: String,
    pub(crate) required: &'static [&'static str],
    pub(crate) closed: &'static [&'static str],
    pub(crate) read: Read,
    pub(crate) rewrite: Option<Rewrite>,
    pub(crate) is_free: IsFree,
    pub(crate) is_listed: bool,
    pub(crate) envelope: Option<Envelope>,
    pub(crate) shown: Option<Rewrite>,
}

impl Fixture {
    /// A record of this name, with the function that reads its JSON text. Its `id` is required.
    pub fn new(
        name: &'static str,
        json: impl Into<String>,
        read: impl Fn(&str) -> Result<Customer, Error> + Send + Sync + 'static,
    ) -> Self {
        Self {
            name,
            json: json.into(),
            required: &["id"],
            closed: &[],
            read: Arc::new(read),
            rewrite: None,
            is_free: Arc::new(|_| false),
            is_listed: false,
            envelope: None,
            shown: None,
        }
    }

    /// A record in a wire type of the adapter, read as responses are and converted by this function.
    #[cfg(feature = "http")]
    pub fn wire<T>(
        name: &'static str,
        json: impl Into<String>,
        convert: impl Fn(customer_core::adapter::Record<T>) -> Customer + Send + Sync + 'static,
    ) -> Self
    where
        T: customer_core::adapter::WireValue + serde::de::DeserializeOwned + fmt::Debug + 'static,
    {
        use crate::record::record;

        let fixture = Self::new(name, json, move |json| record(json).map(&convert));
        Self {
            rewrite: Some(Arc::new(|json| {
                let typed = record::<T>(json).map_err(|error| error.to_string())?;
                serde_json::to_string(&*typed).map_err(|error| error.to_string())
            })),
            shown: Some(Arc::new(|json| {
                let typed = record::<T>(json).map_err(|error| error.to_string())?;
                Ok(format!("{:?}", *typed))
            })),
            ..fixture
        }
    }

    /// The members, wherever they stand, that a record cannot be read without: `["id"]` unless set.
    #[must_use]
    pub fn with_required(mut self, members: &'static [&'static str]) -> Self {
        self.required = members;
        self
    }

    /// The members whose own members are names and not fields, such as metadata.
    #[must_use]
    pub fn with_closed(mut self, members: &'static [&'static str]) -> Self {
        self.closed = members;
        self
    }

    /// Tells the places, such as `metadata.tier`, where any JSON is what the provider documents.
    #[must_use]
    pub fn with_free(mut self, is_free: impl Fn(&str) -> bool + Send + Sync + 'static) -> Self {
        self.is_free = Arc::new(is_free);
        self
    }

    /// The record is what a create returns, in this envelope.
    #[must_use]
    pub fn created(mut self, envelope: Envelope) -> Self {
        self.envelope = Some(envelope);
        self
    }

    /// The record is what a page of a listing holds.
    #[must_use]
    pub fn listed(mut self) -> Self {
        self.is_listed = true;
        self
    }
}

impl fmt::Debug for Fixture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Fixture")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// A refusal as the provider sends it, and the kind that it must have.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct ErrorRow {
    /// The status of the response.
    pub status: u16,
    /// The body of the response.
    pub body: String,
    /// The headers of the response, beside its type and its length.
    pub headers: Vec<(String, String)>,
    /// The kind of the error where the call was a read.
    pub read: ErrorKind,
    /// The kind of the error where the call was a write.
    pub write: ErrorKind,
    /// The provider's own code, which the error must bear.
    pub code: Option<String>,
}

impl ErrorRow {
    /// A refusal that has one kind, for reads and for writes.
    pub fn new(status: u16, body: impl Into<String>, kind: ErrorKind) -> Self {
        Self {
            status,
            body: body.into(),
            headers: Vec::new(),
            read: kind,
            write: kind,
            code: None,
        }
    }

    /// The kind where the call was a write.
    #[must_use]
    pub fn for_write(mut self, kind: ErrorKind) -> Self {
        self.write = kind;
        self
    }

    /// The provider's own code, which the error must bear.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<String>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}
