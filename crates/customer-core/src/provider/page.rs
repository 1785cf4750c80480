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

/// The error of a provider that hands out a cursor again, which would never end.
pub(crate) fn repeated_cursor(provider: ProviderName) -> Error {
    Error::new(
        ErrorKind::UnexpectedResponse,
        "the listing came back to a page it had already given",
    )
    .with_provider(provider)
    .with_operation(Operation::ListCustomers)
}

/// The error of a provider that gives the customers of a page again.
pub(crate) fn repeated_page(provider: ProviderName) -> Error {
    Error::new(
        ErrorKind::UnexpectedResponse,
        "the listing came back to customers that it had already given",
    )
    .with_provider(provider)
    .with_operation(Operation::ListCustomers)
}
