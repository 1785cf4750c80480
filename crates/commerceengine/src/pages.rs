//! From one page of addresses to the next, and to an end.

use std::collections::HashSet;

use customer_core::adapter::Member;
use customer_core::{Error, ErrorKind, Result};

use crate::PROVIDER;
use crate::wire::Pagination;

/// No customer has so many addresses; a listing that goes on for longer does not end.
const MOST_PAGES: u64 = 1000;

/// A listing ends with an error after so many empty pages in a row.
const MOST_EMPTY: u32 = 10;

/// What a page means for the listing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// Another one follows.
    More,
    /// It is the last.
    Last,
    /// It is the first again, of a list without pages, and the list ended with that.
    Repeated,
}

/// Where a listing of addresses stands.
#[derive(Debug)]
pub(crate) struct Pages {
    /// The page that is being read, from 1.
    pub(crate) number: u64,
    /// The addresses so far, by what tells them apart.
    seen: HashSet<String>,
    empty: u32,
    /// Whether any page said where it stands.
    is_paged: bool,
}

impl Pages {
    pub(crate) fn new() -> Self {
        Self {
            number: 1,
            seen: HashSet::new(),
            empty: 0,
            is_paged: false,
        }
    }

    /// Goes on behind a page with these addresses.
    pub(crate) fn turn(
        &mut self,
        addresses: Vec<String>,
        pagination: Option<&Pagination>,
    ) -> Result<Turn> {
        self.is_paged |= pagination.is_some_and(tells_whether_more_follow);
        let is_empty = addresses.is_empty();
        let before = self.seen.len();
        self.seen.extend(addresses);
        if !is_empty && self.seen.len() == before {
            // A page number that is not looked at, and no word of pages: there is one page.
            if self.number == 2 && !self.is_paged {
                return Ok(Turn::Repeated);
            }
            return Err(endless_pages());
        }
        self.empty = if is_empty { self.empty + 1 } else { 0 };
        let Some(next) = self.next(is_empty, pagination)? else {
            return Ok(Turn::Last);
        };
        if next > MOST_PAGES || self.empty > MOST_EMPTY {
            return Err(endless_pages());
        }
        self.number = next;
        Ok(Turn::More)
    }

    fn next(&self, is_empty: bool, pagination: Option<&Pagination>) -> Result<Option<u64>> {
        let following = Some(self.number + 1);
        let (next_page, total_pages) = pagination.map_or((&Member::Absent, None), |pagination| {
            let total = pagination.total_pages.as_ref().copied();
            (
                &pagination.next_page,
                total.and_then(|total| u64::try_from(total).ok()),
            )
        });
        match (next_page, total_pages) {
            (Member::Value(next), _) => match u64::try_from(*next) {
                Ok(next) if next > self.number => Ok(Some(next)),
                _ => Err(endless_pages()),
            },
            // Null is the last page, unless it says itself that more follow.
            (_, Some(total)) if total > self.number => Ok(following),
            (Member::Null, _) | (_, Some(1..)) => Ok(None),
            // Nothing tells: the end is where nothing comes.
            _ => Ok(if is_empty { None } else { following }),
        }
    }
}

/// Whether it tells if another page follows: an empty one does not.
fn tells_whether_more_follow(pagination: &Pagination) -> bool {
    let next = &pagination.next_page;
    next.is_value() || next.is_null() || pagination.total_pages.is_value()
}

fn endless_pages() -> Error {
    Error::new(
        ErrorKind::UnexpectedResponse,
        "the pages of the addresses do not lead to an end",
    )
    .with_provider(PROVIDER)
}
