//! Where a listing stands, and how that is written into a cursor.

use std::fmt;

use customer_core::adapter::PageTrail;
use customer_core::{Error, ListQuery, ProviderIdentity, Result};

use crate::PROVIDER;

/// How many customers a listing has passed, and what is remembered of its pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) skip: u64,
    pub(crate) trail: PageTrail,
}

impl Position {
    /// Where the query begins or goes on, and the query with the page size that belongs to it.
    pub(crate) fn of(identity: &ProviderIdentity, query: &ListQuery) -> Result<(ListQuery, Self)> {
        let mut query = query.clone();
        let Some(cursor) = &query.cursor else {
            let trail = PageTrail::new();
            return Ok((query, Self { skip: 0, trail }));
        };
        let place = cursor.place(identity, &query)?;
        let page_size = place.page_size;
        let position = Self::parse(place.position).filter(|_| page_size != Some(0));
        let position = position.ok_or_else(|| Error::bad_cursor(PROVIDER))?;
        query.page_size = page_size;
        Ok((query, position))
    }

    fn parse(text: &str) -> Option<Self> {
        let (skip, trail) = text.split_once('~')?;
        let position = Self {
            skip: skip.parse().ok()?,
            trail: PageTrail::parse(trail)?,
        };
        (position.to_string() == text).then_some(position)
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}~{}", self.skip, self.trail)
    }
}

/// Where the page after this one begins. The reference documents no most for `take`, so what came counts
/// and not what was asked for.
///
/// `count` is "the number of customers in all": one that is less than what came makes no sense, and then
/// only a page with nothing on it is the last, as where there is no count. Of a search it may be the number
/// of all customers, so there too a page with nothing on it is the last.
pub(crate) fn next_position(
    skip: u64,
    delivered: usize,
    count: Option<u64>,
    is_search: bool,
) -> Option<u64> {
    let next = skip.saturating_add(u64::try_from(delivered).unwrap_or(u64::MAX));
    let is_last = match count {
        Some(count) if delivered == 0 => is_search || count <= skip,
        Some(count) => next == count,
        None => delivered == 0,
    };
    (!is_last && next < u64::MAX).then_some(next)
}
