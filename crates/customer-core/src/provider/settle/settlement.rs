//! What became of a write whose outcome was unknown.

use crate::{Customer, Doubt};

/// What became of a write whose outcome was unknown.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Settlement {
    /// It was done: this is the customer.
    Done(Box<Customer>),
    /// It was a deletion, and the customer is gone.
    Gone,
    /// It was not done, as far as the provider shows now: it may be retried.
    NotDone,
    /// What the provider shows proves neither. A retry may do the write twice.
    StillUnknown(Doubt),
}
