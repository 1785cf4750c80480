//! Talking to a provider: the trait and its helpers, what the operations take and return, listings page by
//! page, what a provider can do, and settling a write whose outcome is unknown.

mod capability;
mod clock_offset;
mod customer_provider;
mod ext;
mod marker;
mod operation;
mod options;
pub(crate) mod page;
mod page_trail;
mod pending;
pub(crate) mod settle;
mod stream;

pub use capability::{Capabilities, FieldCapability, Lookup, Support};
pub use clock_offset::ClockOffset;
pub use customer_provider::CustomerProvider;
#[cfg(feature = "mock")]
pub use customer_provider::MockCustomerProvider;
pub use ext::{CustomerProviderExt, FoundOrCreated};
pub use marker::WriteMarker;
pub use operation::Operation;
pub use options::{BlockRequest, Changed, GetOptions, WriteOptions, Written, WrittenAddress};
pub use page::{Cursor, ListQuery, ListingPlace, Page};
pub use page_trail::PageTrail;
pub use pending::{PendingWrite, Settlement, WriteStart};
pub use settle::{Decision, Doubt, LookedUp, decide};
pub use stream::CustomerStream;
