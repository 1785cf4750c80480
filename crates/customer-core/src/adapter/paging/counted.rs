//! Listings whose provider counts pages or customers.

use super::position::{cursor, resume, split};
use crate::provider::PageTrail;
use crate::{Cursor, ListQuery, ProviderIdentity, Result};

/// The number of a page, or how many customers were passed, and what is remembered of the pages before.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct CountedPosition {
    /// The page that comes next, or how many customers come before it.
    pub number: u64,
    /// The pages before.
    pub trail: PageTrail,
}

impl CountedPosition {
    /// Where the query begins, at the number `first`, or goes on; and the query of the pages that follow,
    /// with the page size that belongs to it and without the cursor.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a cursor of another listing.
    pub fn of(
        identity: &ProviderIdentity,
        query: &ListQuery,
        first: u64,
    ) -> Result<(ListQuery, Self)> {
        let start = Self {
            number: first,
            trail: PageTrail::new(),
        };
        resume(identity, query, start, |text| Self::parse(text, first))
    }

    fn parse(text: &str, first: u64) -> Option<Self> {
        let (digits, trail) = split(text)?;
        let number = digits.parse().ok().filter(|number| *number >= first)?;
        // There is one way to write it.
        (format!("{number}~{trail}") == text).then_some(Self { number, trail })
    }

    /// The cursor of the page with this number, after those before.
    pub fn cursor(&self, identity: &ProviderIdentity, query: &ListQuery, number: u64) -> Cursor {
        cursor(identity, query, &number.to_string(), &self.trail)
    }
}

/// The number of the page after this one, or `None` after the last. Without a number of pages that makes sense
/// only an empty page is the last.
pub fn next_page_number(number: u64, is_empty: bool, pages: Option<u64>) -> Option<u64> {
    let is_last = match pages {
        Some(pages @ 1..) => number >= pages,
        _ => is_empty,
    };
    if is_last { None } else { number.checked_add(1) }
}

/// How many customers come before the page after this one, or `None` after the last. What came counts and not what was
/// asked for, since a provider may have a most that it does not document.
///
/// `total` is the number of customers in all: a total below the number of customers that came makes no sense, and then
/// only an empty page is the last, as where there is no total. Where it `may_count_others`, as of a search where
/// it may be the number of all customers, only an empty page or a total that is reached is the last, too.
pub fn next_offset(
    offset: u64,
    delivered: usize,
    total: Option<u64>,
    may_count_others: bool,
) -> Option<u64> {
    let next = offset.saturating_add(u64::try_from(delivered).unwrap_or(u64::MAX));
    let is_last = match total {
        Some(total) if delivered == 0 => may_count_others || total <= offset,
        Some(total) => next == total,
        None => delivered == 0,
    };
    (!is_last && next < u64::MAX).then_some(next)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{ErrorKind, ProviderName};

    fn identity() -> ProviderIdentity {
        ProviderIdentity::new(ProviderName::from_static("counting"))
    }

    #[test]
    fn a_position_is_read_from_the_cursor_that_it_was_written_into() {
        let query = ListQuery::new().with_page_size(2_u32);
        let (query, mut position) = CountedPosition::of(&identity(), &query, 1).unwrap();
        assert_eq!(position.number, 1);
        let ids = ["a", "b"].map(Some);
        position.trail.add(&identity().provider, ids).unwrap();
        let cursor = position.cursor(&identity(), &query, 2);
        let resumed = ListQuery::new().with_cursor(cursor);
        let (rest, next) = CountedPosition::of(&identity(), &resumed, 1).unwrap();
        assert_eq!((next.number, &next.trail), (2, &position.trail));
        assert_eq!((rest.page_size, rest.cursor), (Some(2), None));
    }

    #[test]
    fn a_text_that_no_position_was_written_as_is_refused() {
        let trail = PageTrail::new();
        for text in ["", "1", "~", "01~", "0~", "+1~", "-1~", "x~", "1~x"] {
            let text = text.replace('~', &format!("~{trail}"));
            let query = ListQuery::new();
            let cursor = Cursor::new(&identity(), &query, &text);
            let refused = CountedPosition::of(&identity(), &query.with_cursor(cursor), 1);
            assert_eq!(
                refused.unwrap_err().kind(),
                ErrorKind::InvalidInput,
                "{text}"
            );
        }
    }

    #[test]
    fn pages_end_with_their_number_or_with_an_empty_one() {
        for (number, is_empty, pages, next) in [
            (1, false, Some(2), Some(2)),
            (2, false, Some(2), None),
            (3, false, Some(2), None),
            (1, true, Some(2), Some(2)),
            (1, false, Some(0), Some(2)),
            (1, true, Some(0), None),
            (1, false, None, Some(2)),
            (2, true, None, None),
            (u64::MAX, false, None, None),
        ] {
            assert_eq!(next_page_number(number, is_empty, pages), next);
        }
    }

    #[test]
    fn offsets_end_with_the_total_or_with_an_empty_page() {
        for (offset, delivered, total, may_count_others, next) in [
            (0, 2, Some(3), false, Some(2)),
            (2, 1, Some(3), false, None),
            (2, 0, Some(3), false, Some(2)),
            (3, 0, Some(3), false, None),
            (2, 2, Some(3), false, Some(4)),
            (2, 0, Some(3), true, None),
            (0, 2, None, false, Some(2)),
            (2, 0, None, false, None),
            (u64::MAX, 1, None, false, None),
        ] {
            let got = next_offset(offset, delivered, total, may_count_others);
            assert_eq!(
                got, next,
                "{offset} {delivered} {total:?} {may_count_others}"
            );
        }
    }
}
