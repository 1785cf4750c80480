//! One page of a listing.

use super::convert;
use super::store::Store;
use crate::adapter::LastIdPosition;
use crate::{
    Capabilities, Customer, Error, FieldProblem, ListQuery, Operation, Page, ProviderIdentity,
    Result,
};

/// How many customers a page has.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageSizes {
    /// Where the query asks for no number.
    pub(super) default: u32,
    /// The most, whatever the query asks for.
    pub(super) most: u32,
}

/// Where a listing begins or goes on.
#[derive(Debug)]
pub(super) struct Listing {
    identity: ProviderIdentity,
    query: ListQuery,
    position: LastIdPosition,
}

impl Listing {
    /// # Errors
    ///
    /// Pages of no customers, and a cursor of another listing.
    pub(super) fn of(identity: ProviderIdentity, query: &ListQuery) -> Result<Self> {
        if query.page_size == Some(0) {
            let problem = FieldProblem::new("page_size", "takes 1 or more");
            return Err(Error::invalid_input(vec![problem])
                .with_provider(identity.provider)
                .with_operation(Operation::ListCustomers));
        }
        let (query, position) = LastIdPosition::of(&identity, query)?;
        if query.page_size == Some(0) {
            return Err(Error::bad_cursor(identity.provider));
        }
        Ok(Self {
            identity,
            query,
            position,
        })
    }

    /// The page, in the order of creation.
    pub(super) fn page(
        self,
        store: &Store,
        capabilities: &Capabilities,
        sizes: PageSizes,
    ) -> Result<Page> {
        let entries = store.entries();
        let start = match &self.position.after {
            None => 0,
            Some(after) => {
                let last = entries
                    .iter()
                    .position(|entry| entry.customer.id.as_str() == after);
                let bad_cursor = || Error::bad_cursor(self.identity.provider.clone());
                last.ok_or_else(bad_cursor)? + 1
            }
        };
        let words = self.query.search.as_deref().unwrap_or_default();
        let words = words.to_lowercase();
        let fits = |customer: &Customer| words.split_whitespace().all(|word| has(customer, word));
        let listed = entries.iter().enumerate();
        let listed = listed.filter(|(_, entry)| !entry.is_removed);
        let listed = listed.map(|(index, entry)| {
            let customer = convert::shown(capabilities, &entry.customer);
            (index, customer)
        });
        let fitting: Vec<_> = listed.filter(|(_, customer)| fits(customer)).collect();
        let total = fitting.len().try_into().ok();
        let size = self.query.page_size.unwrap_or(sizes.default);
        let size = usize::try_from(size.min(sizes.most)).unwrap_or(usize::MAX);
        let mut rest = fitting.into_iter().filter(|(index, _)| *index >= start);
        let customers: Vec<Customer> = rest
            .by_ref()
            .take(size)
            .map(|(_, customer)| customer)
            .collect();
        let has_more = rest.next().is_some();
        let ids = customers.iter().map(|customer| Some(customer.id.as_str()));
        let ids: Vec<_> = ids.collect();
        let next = self
            .position
            .next(&self.identity, &self.query, &ids, Some(has_more))?;
        Ok(Page::new(customers.into_iter().map(Ok).collect())
            .with_next(next)
            .with_total(total))
    }
}

/// Whether a value of the customer has this word, which is in lower case.
fn has(customer: &Customer, word: &str) -> bool {
    let values = customer.values();
    let mut values = values.iter();
    values.any(|(_, value)| value.to_lowercase().contains(word))
}
