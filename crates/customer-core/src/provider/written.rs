//! What writes return.

use crate::{Address, AddressId, Customer, FieldReport, WriteMarker};

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

/// A change of a customer's status: deleted, restored, blocked, unblocked.
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

/// An address that was removed.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemovedAddress {
    /// The id that the address had.
    pub id: AddressId,
}

impl RemovedAddress {
    /// The address of this id was removed.
    pub fn new(id: AddressId) -> Self {
        Self { id }
    }
}
