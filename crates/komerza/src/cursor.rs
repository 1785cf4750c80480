//! Where a listing stands, and how that is written into a cursor: the number of the page.

use customer_core::adapter::{CountedPosition, next_page_number};
use customer_core::{Cursor, ListQuery, ProviderIdentity, Result};

use crate::client::{CustomerPage, ListCustomers};

/// Pages are numbered from 1.
const FIRST_PAGE: u64 = 1;

/// A listing, at the page that comes next.
#[derive(Debug)]
pub(crate) struct Listing {
    identity: ProviderIdentity,
    query: ListQuery,
    position: CountedPosition,
}

impl Listing {
    /// Where the query begins or goes on.
    pub(crate) fn of(identity: ProviderIdentity, query: &ListQuery) -> Result<Self> {
        let (query, position) = CountedPosition::of(&identity, query, FIRST_PAGE)?;
        Ok(Self {
            identity,
            query,
            position,
        })
    }

    /// What asks for the page.
    pub(crate) fn filters(&self) -> ListCustomers {
        let mut filters = ListCustomers::new().with_page(self.position.number);
        filters.page_size = self.query.page_size;
        filters
    }

    /// Where the listing goes on after the page.
    pub(crate) fn after(mut self, page: &CustomerPage) -> Result<Option<Cursor>> {
        let ids = page.customers.iter();
        let ids = ids.map(|record| record.as_ref().ok().map(|record| record.id.as_str()));
        self.position.trail.add(&self.identity.provider, ids)?;
        let is_empty = page.customers.is_empty();
        let next = next_page_number(self.position.number, is_empty, page.pages);
        Ok(next.map(|number| self.position.cursor(&self.identity, &self.query, number)))
    }
}
