//! Where a listing stands, for providers without cursors of their own: they count pages or customers, or go on
//! after an id. Each position is written into a cursor together with its [`PageTrail`](crate::adapter::PageTrail),
//! so that a listing that turns in circles is noticed.

mod counted;
mod last_id;
mod position;

pub use counted::{CountedPosition, next_offset, next_page_number};
pub use last_id::LastIdPosition;
