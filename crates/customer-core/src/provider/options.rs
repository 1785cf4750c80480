//! Options and answers of the operations.

use std::fmt;

use crate::value::redact::presence;
use crate::{Address, Customer, Fidelity, FieldReport, WriteMarker};

/// How to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Whether the write may lose fields. Strict by default.
    pub fidelity: Fidelity,
    /// The metadata key under which a creation writes a random token; none by default.
    pub marker: Option<String>,
}

impl WriteOptions {
    /// Strict.
    pub fn new() -> Self {
        Self::default()
    }

    /// Goes ahead without what the provider cannot hold, and reports it.
    pub fn lossy() -> Self {
        Self::new().with_fidelity(Fidelity::Lossy)
    }

    /// Sets whether the write may lose fields.
    #[must_use]
    pub fn with_fidelity(mut self, fidelity: Fidelity) -> Self {
        self.fidelity = fidelity;
        self
    }

    /// Writes a random token into the metadata of a new customer, under this key. Should the answer be
    /// lost, [settling](crate::CustomerProviderExt::settle) tells our record by it from all others.
    ///
    /// It takes a provider that [keeps and returns metadata](crate::Capabilities::has_write_marker): a
    /// strict creation at any other is refused before anything is sent, and a lossy one goes ahead
    /// without a token. The token is no field that was given, so no report names it. Other writes than
    /// creations have no use for a marker and write none.
    #[must_use]
    pub fn with_marker(mut self, key: impl Into<String>) -> Self {
        self.marker = Some(key.into());
        self
    }
}

/// How much to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetOptions {
    /// Whether to read the addresses too, where that takes further requests.
    pub addresses: bool,
}

impl GetOptions {
    /// What the provider gives in one answer.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets whether to read the addresses too, where that takes further requests.
    #[must_use]
    pub fn with_addresses(mut self, addresses: bool) -> Self {
        self.addresses = addresses;
        self
    }
}

/// Why to block a customer.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockRequest {
    /// The reason to be kept with the block.
    pub reason: Option<String>,
}

impl BlockRequest {
    /// Without a reason.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reason.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl fmt::Debug for BlockRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockRequest")
            .field("reason", &presence(self.reason.as_ref()))
            .finish()
    }
}

/// A customer that was written, and what became of each field that was given.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Written {
    /// The record as the provider returned it.
    pub customer: Customer,
    /// What became of each given field.
    pub fields: FieldReport,
    /// The token that was written along and that the record came back with. Without one the record
    /// cannot be told by it.
    pub marker: Option<WriteMarker>,
}

impl Written {
    /// A written customer.
    pub fn new(customer: Customer, fields: FieldReport) -> Self {
        Self {
            customer,
            fields,
            marker: None,
        }
    }

    /// Sets the token that was written along, if the record has it.
    #[must_use]
    pub fn with_marker(mut self, marker: Option<WriteMarker>) -> Self {
        self.marker = marker.filter(|marker| marker.is_on(&self.customer));
        self
    }
}

/// A change of a customer's standing: deleted, restored, blocked, unblocked.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Changed {
    /// The record, where the provider returned it.
    pub customer: Option<Customer>,
    /// What became of each given field, such as a block's reason.
    pub fields: FieldReport,
}

impl Changed {
    /// A change, of which the provider may have returned the record.
    pub fn new(customer: Option<Customer>, fields: FieldReport) -> Self {
        Self { customer, fields }
    }
}

/// An address that was written, and what became of each part that was given.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct WrittenAddress {
    /// The address as the provider returned it.
    pub address: Address,
    /// What became of each given part, as `addresses[0].…`.
    pub fields: FieldReport,
}

impl WrittenAddress {
    /// A written address.
    pub fn new(address: Address, fields: FieldReport) -> Self {
        Self { address, fields }
    }
}
