//! What a listing is asked for.

use std::fmt;

use crate::Cursor;
use crate::value::redact::presence;

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

    crate::adapter::setters! {
        /// Looks for words, in the provider's own way.
        with_search => search: String,
        /// Asks for this many customers a page.
        with_page_size => page_size: u32,
        /// Goes on from here.
        with_cursor => cursor: Cursor,
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
