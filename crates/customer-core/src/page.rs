//! Listings: queries, pages and the places between them.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::redact::presence;
use crate::{Customer, Error, ErrorKind, FieldProblem, Operation, ProviderName, Result};

/// A place in a listing, from which it goes on. Opaque: keep it, store it, hand it back with the
/// same query to the same provider.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cursor(String);

impl Cursor {
    /// A cursor for `position`, which only this provider under this query reads again. For adapters.
    pub fn new(provider: &ProviderName, query: &ListQuery, position: &str) -> Self {
        Self(format!(
            "1.{provider}.{:016x}.{position}",
            query.fingerprint()
        ))
    }

    /// The position that [`new`](Self::new) was given. For adapters.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidInput`] where the cursor is of another provider or another query, or
    /// is no cursor at all.
    pub fn position(&self, provider: &ProviderName, query: &ListQuery) -> Result<&str> {
        let refuse = |reason: &str| {
            Error::invalid_input(vec![FieldProblem::new("cursor", reason)])
                .with_provider(provider.clone())
                .with_operation(Operation::ListCustomers)
        };
        let Some(rest) = self.0.strip_prefix("1.") else {
            return Err(refuse("is not a cursor of this version"));
        };
        // A provider's name may have dots of its own.
        let rest = rest.strip_prefix(provider.as_str());
        let Some(rest) = rest.and_then(|rest| rest.strip_prefix('.')) else {
            return Err(refuse("belongs to another provider"));
        };
        let fingerprint = format!("{:016x}.", query.fingerprint());
        let Some(position) = rest.strip_prefix(&*fingerprint) else {
            return Err(refuse("belongs to another query"));
        };
        Ok(position)
    }

    /// The cursor as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Any text is taken; the provider's adapter tells whether it is a cursor.
impl From<String> for Cursor {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Cursor {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

/// Which customers to list, and how many at a time.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListQuery {
    /// Words to look for, in the provider's own way.
    pub search: Option<String>,
    /// How many customers a page should have; the provider's own limit holds above it.
    pub page_size: Option<u32>,
    /// Where to go on; the beginning where it is absent.
    pub cursor: Option<Cursor>,
}

impl ListQuery {
    /// Every customer, from the beginning.
    pub fn new() -> Self {
        Self::default()
    }

    crate::address::setters! {
        /// Looks for words, in the provider's own way.
        with_search => search: String,
        /// Asks for this many customers a page.
        with_page_size => page_size: u32,
        /// Goes on from here.
        with_cursor => cursor: Cursor,
    }

    /// The same for equal searches, in every process and version: FNV-1a, which is no secret-keeper
    /// and need not be.
    fn fingerprint(&self) -> u64 {
        let search = self
            .search
            .as_deref()
            .map_or_else(String::new, |search| format!("search={search}"));
        search.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }
}

impl fmt::Debug for ListQuery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListQuery")
            .field("search", &presence(self.search.as_ref()))
            .field("page_size", &self.page_size)
            .field("cursor", &self.cursor)
            .finish()
    }
}

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_good_for_its_provider_and_query_alone() {
        let komerza = ProviderName::from_static("komerza");
        let query = ListQuery::new().with_search("a.b");
        let cursor = Cursor::new(&komerza, &query, "page.2");
        assert_eq!(
            cursor
                .position(&komerza, &query.clone().with_page_size(3_u32))
                .ok(),
            Some("page.2")
        );
        for (cursor, provider, query) in [
            (
                cursor.clone(),
                ProviderName::from_static("kohortpay"),
                query.clone(),
            ),
            (cursor.clone(), komerza.clone(), ListQuery::new()),
            (Cursor::from("1.komerza"), komerza.clone(), query.clone()),
            (Cursor::from(""), komerza.clone(), query.clone()),
        ] {
            let error = cursor.position(&provider, &query).err();
            assert_eq!(
                error.map(|error| (error.kind(), error.operation())),
                Some((ErrorKind::InvalidInput, Some(Operation::ListCustomers)))
            );
        }
    }
    #[test]
    fn names_and_positions_may_have_dots() {
        let query = ListQuery::new();
        let (shop, my_shop) = (
            ProviderName::from_static("my"),
            ProviderName::from_static("my.shop"),
        );
        let cursor = Cursor::new(&my_shop, &query, "a.b.c");
        assert_eq!(cursor.position(&my_shop, &query).ok(), Some("a.b.c"));
        assert!(cursor.position(&shop, &query).is_err());
    }
}
