//! Where a listing stands, and how that is written into a cursor.

//% if paging == "offset"
use customer_core::adapter::{CountedPosition, next_offset};
//% else
use customer_core::adapter::LastIdPosition;
//% endif
use customer_core::{Cursor, Error, FieldProblem, ListQuery, Operation, ProviderIdentity, Result};

use crate::PROVIDER;
use crate::client::CustomerPage;

/// A listing, at the page that comes next.
#[derive(Debug)]
pub(crate) struct Listing {
    identity: ProviderIdentity,
    query: ListQuery,
//% if paging == "offset"
    position: CountedPosition,
//% else
    position: LastIdPosition,
//% endif
}

impl Listing {
    /// Where the query begins or goes on.
    pub(crate) fn of(identity: ProviderIdentity, query: &ListQuery) -> Result<Self> {
        let problem = if query.page_size == Some(0) {
            Some(FieldProblem::new("page_size", "takes 1 or more"))
        } else if query.search.is_some() {
            Some(FieldProblem::new("search", "cannot be searched for"))
        } else {
            None
        };
        if let Some(problem) = problem {
            return Err(Error::invalid_input(vec![problem])
                .with_provider(PROVIDER)
                .with_operation(Operation::ListCustomers));
        }
//% if paging == "offset"
        let (query, position) = CountedPosition::of(&identity, query, 0)?;
//% else
        let (query, position) = LastIdPosition::of(&identity, query)?;
//% endif
        Ok(Self {
            identity,
            query,
            position,
        })
    }

    pub(crate) fn limit(&self) -> Option<u32> {
        self.query.page_size
    }
//% if paging == "offset"

    pub(crate) fn offset(&self) -> u64 {
        self.position.number
    }

    /// Where the listing goes on after the page.
    pub(crate) fn after(mut self, page: &CustomerPage) -> Result<Option<Cursor>> {
        let ids = ids(page);
        let ids = ids.iter().map(Option::as_deref);
        self.position.trail.add(&PROVIDER, ids)?;
        let next = next_offset(self.position.number, page.customers.len(), page.total, false);
        Ok(next.map(|offset| self.position.cursor(&self.identity, &self.query, offset)))
    }
//% elif paging == "cursor"

    pub(crate) fn cursor(&self) -> Option<&str> {
        self.position.after.as_deref()
    }

    /// Where the listing goes on after the page: with the provider's own cursor.
    pub(crate) fn after(self, page: &CustomerPage) -> Result<Option<Cursor>> {
        let next = page.next.as_deref();
        self.position.next(&self.identity, &self.query, &[next], Some(next.is_some()))
    }
//% else

    pub(crate) fn starting_after(&self) -> Option<&str> {
        self.position.after.as_deref()
    }

    /// Where the listing goes on after the page.
    pub(crate) fn after(self, page: &CustomerPage) -> Result<Option<Cursor>> {
        let ids = ids(page);
        let ids: Vec<_> = ids.iter().map(Option::as_deref).collect();
        self.position.next(&self.identity, &self.query, &ids, page.has_more)
    }
//% endif
}
//% if paging != "cursor"

/// The ids of a page, in its order; `None` stands for a customer that cannot be read.
fn ids(page: &CustomerPage) -> Vec<Option<String>> {
    let records = page.customers.iter();
    let ids = records.map(|record| record.as_ref().ok().map(|record| record.id.{=to_text=}));
    ids.collect()
}
//% endif
