//! A listing as one stream.

use std::collections::HashSet;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::future::BoxFuture;
use futures_util::stream::{FuturesUnordered, Stream, StreamExt};

use crate::provider::page::{EMPTY_PAGES, REPEATED_CURSOR, REPEATED_PAGE, endless};
use crate::{Cursor, Customer, CustomerProvider, ListQuery, Page, Result};

/// A listing ends with an error after so many empty pages in a row.
const MOST_EMPTY: u32 = 500;

/// Every customer of a listing. Made by [`customers`](crate::CustomerProviderExt::customers).
///
/// It passes empty pages, ends where the provider says so, and ends with an error at what would never
/// end: a cursor or a page that it has seen before, a page that brings only customers of the page
/// before it, or hundreds of empty pages in a row. One page is held, and one more is on its way.
pub struct CustomerStream<'a, P: ?Sized> {
    provider: &'a P,
    query: ListQuery,
    /// The rest of the page that is being read.
    page: std::vec::IntoIter<Result<Customer>>,
    /// Where the page after it begins.
    cursor: Option<Cursor>,
    /// That page, asked for already. A set of one, which polls only what was woken: to poll the page itself for
    /// each customer costs a listing 5 % more instructions.
    ahead: FuturesUnordered<BoxFuture<'a, Result<Page>>>,
    arrived: Option<Result<Page>>,
    /// Hashes of the cursors so far: a listing of millions must not keep them.
    seen: HashSet<u64>,
    /// One number a page, from the hashes of its ids.
    seen_pages: HashSet<u64>,
    /// The hashes of the ids of the page that is being read.
    ids: Vec<u64>,
    /// How many pages in a row were empty.
    empty: u32,
    hasher: RandomState,
}

impl<'a, P: CustomerProvider + ?Sized> CustomerStream<'a, P> {
    pub(crate) fn new(provider: &'a P, query: ListQuery) -> Self {
        let cursor = query.cursor.clone();
        let mut stream = Self {
            provider,
            query,
            page: Vec::new().into_iter(),
            cursor,
            ahead: FuturesUnordered::new(),
            arrived: None,
            seen: HashSet::new(),
            seen_pages: HashSet::new(),
            ids: Vec::new(),
            empty: 0,
            hasher: RandomState::new(),
        };
        stream.fetch();
        stream
    }

    /// Where the listing goes on after the page that is being read: kept, it resumes there in another
    /// process. `None` in the last page, and before the first.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    fn fetch(&mut self) {
        let mut query = self.query.clone();
        query.cursor.clone_from(&self.cursor);
        let provider = self.provider;
        self.ahead.push(Box::pin(
            async move { provider.list_customers(&query).await },
        ));
    }

    /// Takes the page that arrived, and asks for the one after it.
    fn take_page(&mut self, page: Page) -> Result<()> {
        if let Some(reason) = self.why_endless(&page) {
            return Err(endless(self.provider.identity().provider, reason));
        }
        self.page = page.customers.into_iter();
        self.cursor = page.next;
        if self.cursor.is_some() {
            self.fetch();
        }
        Ok(())
    }
}

impl<P: ?Sized> CustomerStream<'_, P> {
    /// Why the listing would never end: all customers of the page came before, as far as is remembered, too
    /// many pages brought none, or the cursor after it came before.
    fn why_endless(&mut self, page: &Page) -> Option<&'static str> {
        if page.customers.is_empty() {
            self.empty += 1;
            if self.empty > MOST_EMPTY && page.next.is_some() {
                return Some(EMPTY_PAGES);
            }
        } else {
            self.empty = 0;
            if self.is_repeated(page) {
                return Some(REPEATED_PAGE);
            }
        }
        let cursor = self.hasher.hash_one(page.next.as_ref()?);
        (!self.seen.insert(cursor)).then_some(REPEATED_CURSOR)
    }

    fn is_repeated(&mut self, page: &Page) -> bool {
        let readable = page.customers.iter().flatten();
        let ids = readable.map(|customer| self.hasher.hash_one(&customer.id));
        let ids: Vec<_> = ids.collect();
        let Some(first) = ids.first() else {
            return false;
        };
        let came_before = ids.len() == page.customers.len()
            && self.ids.contains(first)
            && ids.iter().all(|id| self.ids.contains(id));
        let digest = ids.iter().fold(0_u64, |sum, id| sum.wrapping_add(*id));
        self.ids = ids;
        came_before || !self.seen_pages.insert(digest)
    }
}

impl<P: CustomerProvider + ?Sized> Stream for CustomerStream<'_, P> {
    type Item = Result<Customer>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            // The page ahead moves while this one is read.
            if let Poll::Ready(Some(page)) = self.ahead.poll_next_unpin(context) {
                self.arrived = Some(page);
            }
            if let Some(customer) = self.page.next() {
                return Poll::Ready(Some(customer));
            }
            let Some(page) = self.arrived.take() else {
                return if self.ahead.is_empty() {
                    Poll::Ready(None)
                } else {
                    Poll::Pending
                };
            };
            if let Err(error) = page.and_then(|page| self.take_page(page)) {
                return Poll::Ready(Some(Err(error)));
            }
        }
    }
}

impl<P: ?Sized> fmt::Debug for CustomerStream<'_, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerStream")
            .field("query", &self.query)
            .field("cursor", &self.cursor)
            .finish_non_exhaustive()
    }
}
