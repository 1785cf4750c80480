//! Writes of which no answer tells whether they were done.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::redact::presence;
use crate::{Customer, CustomerId, EmailAddress, NewCustomer, Operation};

/// A write that may or may not have been done, with what it takes to find out.
///
/// It comes with an [`OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) and goes to
/// [`settle`](crate::CustomerProviderExt::settle).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PendingWrite {
    /// What was asked for.
    pub operation: Operation,
    /// The customer's id, of a write to a customer that exists.
    pub id: Option<CustomerId>,
    /// The e-mail address under which a new customer would be found.
    pub email: Option<EmailAddress>,
    /// The caller's own reference of a new customer.
    pub reference: Option<String>,
    /// When the write began, by our clock: an older record is not of this write.
    pub started: DateTime<Utc>,
}

impl PendingWrite {
    /// The registration of this customer, about to be sent.
    pub fn create(customer: &NewCustomer) -> Self {
        Self {
            operation: Operation::CreateCustomer,
            id: None,
            email: customer.email.clone(),
            reference: customer.reference.clone(),
            started: Utc::now(),
        }
    }

    /// A write to a customer that exists, about to be sent.
    pub fn to(operation: Operation, id: &CustomerId) -> Self {
        Self {
            operation,
            id: Some(id.clone()),
            email: None,
            reference: None,
            started: Utc::now(),
        }
    }
}

impl fmt::Debug for PendingWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingWrite")
            .field("operation", &self.operation)
            .field("id", &self.id)
            .field("email", &self.email)
            .field("reference", &presence(self.reference.as_ref()))
            .field("started", &self.started)
            .finish()
    }
}

/// What became of a write whose outcome was unknown.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Settlement {
    /// It was done: this is the customer.
    Done(Box<Customer>),
    /// It was a deletion, and the customer is gone.
    Gone,
    /// It was not done, as far as the provider shows now: it may be made again.
    NotDone,
    /// The provider gives no way to tell. Repeating it may do it twice.
    StillUnknown,
}
