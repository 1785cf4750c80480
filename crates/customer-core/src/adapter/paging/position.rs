//! How a position is read from a cursor, and written into one.

use crate::provider::PageTrail;
use crate::{Cursor, Error, ListQuery, ProviderIdentity, Result};

/// Where the query begins or goes on, read from its cursor by `parse`; and the query of the pages that follow:
/// with the page size that belongs to it, and without the cursor, which has no part in the next one.
pub(super) fn resume<P>(
    identity: &ProviderIdentity,
    query: &ListQuery,
    start: P,
    parse: impl FnOnce(&str) -> Option<P>,
) -> Result<(ListQuery, P)> {
    let mut next = ListQuery {
        cursor: None,
        ..query.clone()
    };
    let Some(cursor) = &query.cursor else {
        return Ok((next, start));
    };
    let place = cursor.place(identity, query)?;
    let position = parse(place.position);
    let position = position.ok_or_else(|| Error::bad_cursor(identity.provider.clone()))?;
    next.page_size = place.page_size;
    Ok((next, position))
}

/// The two parts of a position. A trail has no `~`.
pub(super) fn split(text: &str) -> Option<(&str, PageTrail)> {
    let (mark, trail) = text.rsplit_once('~')?;
    Some((mark, PageTrail::parse(trail)?))
}

pub(super) fn cursor(
    identity: &ProviderIdentity,
    query: &ListQuery,
    mark: &str,
    trail: &PageTrail,
) -> Cursor {
    Cursor::new(identity, query, &format!("{mark}~{trail}"))
}
