//! Where a listing stands, for providers without cursors of their own: they count pages or customers, or go on
//! after an id. Each position is written into a cursor together with its [`PageTrail`](crate::adapter::PageTrail),
//! so that a listing that turns in circles is noticed.

mod counted;
mod last_id;

pub use counted::{CountedPosition, next_offset, next_page_number};
pub use last_id::LastIdPosition;

use crate::provider::PageTrail;
use crate::{Cursor, Error, ListQuery, ProviderIdentity, Result};

/// Where the query begins or goes on, read from its cursor by `parse`; and the query of the pages that follow:
/// with the page size that belongs to it, and without the cursor, which has no part in the next one.
fn resume<P>(
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
fn split(text: &str) -> Option<(&str, PageTrail)> {
    let (mark, trail) = text.rsplit_once('~')?;
    Some((mark, PageTrail::parse(trail)?))
}

fn cursor(identity: &ProviderIdentity, query: &ListQuery, mark: &str, trail: &PageTrail) -> Cursor {
    Cursor::new(identity, query, &format!("{mark}~{trail}"))
}
