//! Where a listing stands, and how that is written into a cursor: how many customers it has passed.

use customer_core::adapter::{CountedPosition, next_offset};
use customer_core::{Cursor, Error, FieldProblem, ListQuery, Operation, ProviderIdentity, Result};

use crate::PROVIDER;
use crate::client::{CustomerPage, ListCustomers};

/// A customer that is added then comes after the place that a listing has reached. The reference prints
/// `createdAt:desc` alone; that `asc` is the other direction is an assumption.
const OLDEST_FIRST: &str = "createdAt:asc";

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
        if query.page_size == Some(0) {
            let problem = FieldProblem::new("page_size", "takes 1 or more");
            return Err(Error::invalid_input(vec![problem])
                .with_provider(PROVIDER)
                .with_operation(Operation::ListCustomers));
        }
        let (query, position) = CountedPosition::of(&identity, query, 0)?;
        if query.page_size == Some(0) {
            return Err(Error::bad_cursor(PROVIDER));
        }
        Ok(Self {
            identity,
            query,
            position,
        })
    }

    /// What asks for the page.
    pub(crate) fn filters(&self) -> ListCustomers {
        let mut filters = ListCustomers::new().with_order_by(OLDEST_FIRST);
        filters.take = self.query.page_size;
        filters.skip = (self.position.number > 0).then_some(self.position.number);
        filters.search.clone_from(&self.query.search);
        filters
    }

    /// Where the listing goes on after the page.
    pub(crate) fn after(mut self, page: &CustomerPage) -> Result<Option<Cursor>> {
        let mut records = page.customers.iter().flatten();
        // The key does not tell whose customers these are; they do.
        if let Some(organization) = records.find_map(|record| record.organization_id.filled()) {
            self.position.trail.add_account(&PROVIDER, organization)?;
        }
        let ids = page.customers.iter();
        let ids = ids.map(|record| record.as_ref().ok().map(|record| record.id.as_str()));
        self.position.trail.add(&PROVIDER, ids)?;
        let is_search = self.query.search.is_some();
        let delivered = page.customers.len();
        // The reference documents no most for `take`, and says that `count` is "the number of customers in all":
        // of a search it may be that of all customers.
        let next = next_offset(self.position.number, delivered, page.count, is_search);
        Ok(next.map(|skip| self.position.cursor(&self.identity, &self.query, skip)))
    }
}
