//! Where a listing stands, and how that is written into a cursor.

use customer_core::adapter::LastIdPosition;
use customer_core::{Cursor, Error, FieldProblem, ListQuery, Operation, ProviderIdentity, Result};

use crate::PROVIDER;
use crate::client::{CustomerPage, ListCustomers};

/// The most customers that Ledgerly puts on a page. It refuses a larger page, so that is not asked for.
pub(crate) const LARGEST_PAGE: u32 = 100;

/// A listing, at the page that comes next.
#[derive(Debug)]
pub(crate) struct Listing {
    identity: ProviderIdentity,
    query: ListQuery,
    position: LastIdPosition,
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
        let (query, position) = LastIdPosition::of(&identity, query)?;
        Ok(Self {
            identity,
            query,
            position,
        })
    }

    /// The page that comes next.
    pub(crate) fn page(&self) -> ListCustomers<'_> {
        ListCustomers {
            limit: self.query.page_size.map(|size| size.min(LARGEST_PAGE)),
            starting_after: self.position.after.as_deref(),
            ..ListCustomers::default()
        }
    }

    /// Where the listing goes on after the page.
    pub(crate) fn after(self, page: &CustomerPage) -> Result<Option<Cursor>> {
        let ids = ids(page);
        let ids: Vec<_> = ids.iter().map(Option::as_deref).collect();
        self.position
            .next(&self.identity, &self.query, &ids, page.has_more)
    }
}

/// The ids of a page, in its order; `None` stands for a customer that cannot be read.
fn ids(page: &CustomerPage) -> Vec<Option<String>> {
    let records = page.customers.iter();
    let ids = records.map(|record| record.as_ref().ok().map(|record| record.id.clone()));
    ids.collect()
}
