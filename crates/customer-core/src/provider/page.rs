//! One page of a listing, and the errors of listings that never end.

use crate::{Cursor, Customer, Error, ErrorKind, Operation, ProviderName, Result};

/// One page of a listing.
#[derive(Debug)]
#[non_exhaustive]
pub struct Page {
    /// The customers in the provider's order. One that cannot be read is an error in its place,
    /// and the rest of the page is there.
    pub customers: Vec<Result<Customer>>,
    /// Where the next page begins; `None` at the end.
    pub next: Option<Cursor>,
    /// How many customers there are in all, where the provider says.
    pub total: Option<u64>,
}

impl Page {
    /// The last page.
    pub fn new(customers: Vec<Result<Customer>>) -> Self {
        Self {
            customers,
            next: None,
            total: None,
        }
    }

    /// Sets where the next page begins.
    #[must_use]
    pub fn with_next(mut self, next: Option<Cursor>) -> Self {
        self.next = next;
        self
    }

    /// Sets how many customers there are in all.
    #[must_use]
    pub fn with_total(mut self, total: Option<u64>) -> Self {
        self.total = total;
        self
    }
}

/// Why a listing would never end.
pub(crate) const REPEATED_CURSOR: &str = "the listing came back to a page it had already given";
pub(crate) const REPEATED_PAGE: &str =
    "the listing came back to customers that it had already given";
pub(crate) const EMPTY_PAGES: &str =
    "the listing says that there are more customers, and its pages bring none";

/// The error of a listing that would never end.
pub(crate) fn endless(provider: ProviderName, reason: &str) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, reason)
        .with_provider(provider)
        .with_operation(Operation::ListCustomers)
}
