//! Options and answers of the operations.

use std::fmt;

use crate::redact::presence;
use crate::{Address, Customer, Fidelity, FieldReport};

/// How to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Whether the write may lose fields. Strict by default.
    pub fidelity: Fidelity,
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
}

impl Written {
    /// A written customer.
    pub fn new(customer: Customer, fields: FieldReport) -> Self {
        Self { customer, fields }
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
