//! Talking to a provider: the trait and its helpers, what the operations take and return, listings page by
//! page, what a provider can do, and settling a write whose outcome is unknown.

mod capability;
mod clock_offset;
mod cursor;
mod customer_provider;
mod delegate;
mod ext;
mod fingerprint;
mod idempotency_key;
mod list_query;
mod listing_place;
mod marker;
mod metadata_rules;
mod operation;
mod options;
pub(crate) mod page;
mod page_trail;
mod pending;
mod random_token;
pub(crate) mod settle;
mod stream;
mod written;

pub use capability::{Capabilities, EmailUniqueness, FieldCapability, Lookup, Support};
pub use clock_offset::ClockOffset;
pub use cursor::Cursor;
#[cfg(feature = "mock")]
pub use customer_provider::MockCustomerProvider;
pub use customer_provider::{CustomerProvider, settle_by_capabilities};
pub use ext::{CustomerProviderExt, FoundOrCreated};
pub use idempotency_key::IdempotencyKey;
pub use list_query::ListQuery;
pub use listing_place::ListingPlace;
pub use marker::WriteMarker;
pub use metadata_rules::{LengthUnit, MetadataRules, MetadataUpdates};
pub use operation::Operation;
pub use options::{
    DeleteOptions, FindOptions, GetOptions, ListAddressesOptions, RemoveAddressOptions,
    RestoreOptions, SettleOptions, UnblockOptions, WriteOptions,
};
pub use page::Page;
pub use page_trail::PageTrail;
pub use pending::{PendingWrite, WriteStart};
pub use settle::{Decision, Doubt, LookedUp, Settlement, decide};
pub use stream::CustomerStream;
pub use written::{Changed, RemovedAddress, Written, WrittenAddress};
