//! Where a listing stands, and how that is written into a cursor.

use std::fmt;

use customer_core::adapter::PageTrail;
use customer_core::{Error, ListQuery, ProviderIdentity, Result};

use crate::PROVIDER;

/// The page that comes next, and what is remembered of those before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    /// From 1.
    pub(crate) page: u64,
    pub(crate) trail: PageTrail,
}

impl Position {
    /// Where the query begins or goes on, and the query with the page size that belongs to it.
    pub(crate) fn of(identity: &ProviderIdentity, query: &ListQuery) -> Result<(ListQuery, Self)> {
        let mut query = query.clone();
        let Some(cursor) = &query.cursor else {
            let trail = PageTrail::new();
            return Ok((query, Self { page: 1, trail }));
        };
        let place = cursor.place(identity, &query)?;
        let position = Self::parse(place.position).ok_or_else(|| Error::bad_cursor(PROVIDER))?;
        query.page_size = place.page_size;
        Ok((query, position))
    }

    fn parse(text: &str) -> Option<Self> {
        let (page, trail) = text.split_once('~')?;
        let position = Self {
            page: page.parse().ok().filter(|page| *page > 0)?,
            trail: PageTrail::parse(trail)?,
        };
        (position.to_string() == text).then_some(position)
    }

    /// Whether no page comes after this one. Without a number of pages that makes sense only an empty page
    /// is the last.
    pub(crate) fn is_last(&self, is_empty: bool, pages: Option<u64>) -> bool {
        match pages {
            Some(pages @ 1..) => self.page >= pages,
            _ => is_empty,
        }
    }

    pub(crate) fn next(self) -> Self {
        Self {
            page: self.page.saturating_add(1),
            ..self
        }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.page, self.trail)
    }
}
