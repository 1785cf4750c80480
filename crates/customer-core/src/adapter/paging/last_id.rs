//! Listings that go on after the last id of a page.

use super::position::{cursor, resume, split};
use crate::provider::PageTrail;
use crate::{Cursor, Error, ErrorKind, ListQuery, Operation, ProviderIdentity, Result};

/// The id after which a listing goes on, and what is remembered of the pages before.
///
/// ```
/// use customer_core::adapter::LastIdPosition;
/// use customer_core::{ListQuery, ProviderIdentity, ProviderName};
///
/// let identity = ProviderIdentity::new(ProviderName::from_static("example"));
/// let (query, position) = LastIdPosition::of(&identity, &ListQuery::new())?;
/// // The first page: nothing comes before it.
/// assert_eq!(position.after, None);
/// let next = position.next(&identity, &query, &[Some("cus_1"), Some("cus_2")], Some(true))?;
/// assert!(next.is_some());
/// # Ok::<(), customer_core::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct LastIdPosition {
    /// The id after which the next page begins; `None` for the first page.
    pub after: Option<String>,
    /// The pages before.
    pub trail: PageTrail,
}

impl LastIdPosition {
    /// Where the query begins or goes on; and the query of the pages that follow, with the page size that
    /// belongs to it and without the cursor.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](ErrorKind::InvalidInput) for a cursor of another listing.
    pub fn of(identity: &ProviderIdentity, query: &ListQuery) -> Result<(ListQuery, Self)> {
        let start = Self {
            after: None,
            trail: PageTrail::new(),
        };
        resume(identity, query, start, |text| {
            let (after, trail) = split(text).filter(|(after, _)| !after.is_empty())?;
            let after = Some(after.to_owned());
            Some(Self { after, trail })
        })
    }

    /// Where the listing goes on after a page with these ids; `None` at its end.
    ///
    /// An id is `None` where it cannot be read. Where that is the last one, the listing goes on after the
    /// last id that can be read: the records behind it come again, and none is passed over.
    /// Without `has_more` an empty page is the last.
    ///
    /// # Errors
    ///
    /// [`UnexpectedResponse`](ErrorKind::UnexpectedResponse) where more is to come and no id of the page can be
    /// read, where the page ends where it began, and for a page that came before: the listing neither ends
    /// there silently nor turns in circles.
    pub fn next(
        mut self,
        identity: &ProviderIdentity,
        query: &ListQuery,
        ids: &[Option<&str>],
        has_more: Option<bool>,
    ) -> Result<Option<Cursor>> {
        self.trail.add(&identity.provider, ids.iter().copied())?;
        if !has_more.unwrap_or(!ids.is_empty()) {
            return Ok(None);
        }
        let refuse = |message| {
            Err(Error::new(ErrorKind::UnexpectedResponse, message)
                .with_provider(identity.provider.clone())
                .with_operation(Operation::ListCustomers))
        };
        let readable = ids.iter().rev().flatten().find(|id| !id.is_empty());
        let Some(last) = readable else {
            return refuse("the listing goes on, and the page has no id to go on after");
        };
        if self.after.as_deref() == Some(*last) {
            return refuse(
                "the listing goes on, and the page ends with the id that it began after",
            );
        }
        Ok(Some(cursor(identity, query, last, &self.trail)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::ProviderName;

    fn identity() -> ProviderIdentity {
        ProviderIdentity::new(ProviderName::from_static("last-id"))
    }

    fn begin() -> (ListQuery, LastIdPosition) {
        LastIdPosition::of(&identity(), &ListQuery::new()).unwrap()
    }

    fn next(
        position: LastIdPosition,
        ids: &[Option<&str>],
        has_more: Option<bool>,
    ) -> Result<Option<LastIdPosition>> {
        let query = ListQuery::new();
        let cursor = position.next(&identity(), &query, ids, has_more)?;
        cursor
            .map(|cursor| LastIdPosition::of(&identity(), &query.with_cursor(cursor)))
            .transpose()
            .map(|resumed| resumed.map(|(_, position)| position))
    }

    fn refused(position: LastIdPosition, ids: &[Option<&str>], has_more: Option<bool>) {
        let error = next(position, ids, has_more).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
        assert_eq!(error.operation(), Some(Operation::ListCustomers));
    }

    #[test]
    fn a_listing_continues_after_the_last_id_until_has_more_is_false() {
        let first = begin().1;
        let second = next(first, &[Some("a"), Some("b")], Some(true));
        let second = second.unwrap().unwrap();
        assert_eq!(second.after.as_deref(), Some("b"));
        assert_eq!(next(second, &[Some("c")], Some(false)).unwrap(), None);
    }

    #[test]
    fn without_has_more_an_empty_page_is_the_last() {
        let second = next(begin().1, &[Some("a")], None).unwrap().unwrap();
        assert_eq!(next(second, &[], None).unwrap(), None);
    }

    #[test]
    fn an_unreadable_last_id_loses_no_record_and_does_not_end_the_listing() {
        let second = next(begin().1, &[Some("a"), None], Some(true));
        let second = second.unwrap().unwrap();
        assert_eq!(second.after.as_deref(), Some("a"));
        let third = next(second, &[None, Some("c")], Some(true));
        assert_eq!(third.unwrap().unwrap().after.as_deref(), Some("c"));
    }

    #[test]
    fn a_page_with_no_readable_id_is_an_error_where_more_is_to_come() {
        let second = next(begin().1, &[Some("a")], Some(true)).unwrap().unwrap();
        for ids in [&[None, None][..], &[Some("")], &[]] {
            refused(second.clone(), ids, Some(true));
        }
        assert_eq!(next(second, &[None], Some(false)).unwrap(), None);
    }

    #[test]
    fn a_provider_that_gives_the_same_page_again_is_an_error() {
        let second = next(begin().1, &[Some("a"), Some("b")], Some(true));
        let second = second.unwrap().unwrap();
        refused(second.clone(), &[Some("a"), Some("b")], Some(true));
        // It takes the id itself along, page after page.
        refused(second, &[Some("b")], Some(true));
    }

    #[test]
    fn an_id_may_have_the_sign_between_the_parts() {
        let second = next(begin().1, &[Some("a~b~c")], Some(true)).unwrap();
        assert_eq!(second.unwrap().after.as_deref(), Some("a~b~c"));
    }

    #[test]
    fn a_cursor_without_an_id_is_refused() {
        let (query, position) = begin();
        let text = format!("~{}", position.trail);
        for text in [&*text, "a", ""] {
            let cursor = Cursor::new(&identity(), &query, text);
            let query = query.clone().with_cursor(cursor);
            let error = LastIdPosition::of(&identity(), &query).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
        }
    }
}
