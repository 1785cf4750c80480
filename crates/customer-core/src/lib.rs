#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod address;
mod amount;
mod business;
mod capability;
mod clock_offset;
mod country;
mod customer;
mod email;
mod error;
mod ext;
mod fate;
mod field;
mod identity;
mod json_text;
mod locale;
mod marker;
mod metadata;
mod new_customer;
mod object;
mod operation;
mod page;
mod page_trail;
mod parse_error;
mod patch;
mod pending;
mod phone;
mod private;
mod provider;
mod reconcile;
mod record;
mod redact;
mod request;
mod scrub;
mod settle;
#[cfg(any(test, feature = "proptest"))]
pub mod strategies;
mod stream;
mod tax;
mod text;
mod text_enum;
mod text_value;
mod timestamp;
mod unique;
mod update;
mod validation;
mod view;
mod wire;

pub use address::{Address, AddressRole, PersonName};
pub use amount::Amount;
pub use business::Business;
pub use capability::{Capabilities, FieldCapability, Lookup, Support};
pub use clock_offset::ClockOffset;
pub use country::Country;
pub use customer::{Block, Customer, Deletion, Status};
pub use email::EmailAddress;
pub use error::{Error, ErrorKind, FieldProblem, Result, RetryAdvice};
pub use ext::{CustomerProviderExt, FoundOrCreated};
pub use fate::{Alteration, Fidelity, FieldFates, FieldReport, Loss, Prepared, Preview};
pub use field::{AddressPart, Field, FieldPath};
pub use identity::{AccountId, AddressId, CustomerId, Mode, ProviderIdentity, ProviderName};
pub use locale::Locale;
pub use marker::WriteMarker;
pub use metadata::{Metadata, MetadataValue};
pub use new_customer::NewCustomer;
pub use operation::Operation;
pub use page::{Cursor, ListQuery, ListingPlace, Page};
pub use page_trail::PageTrail;
pub use parse_error::ParseError;
pub use patch::Patch;
pub use pending::{PendingWrite, Settlement, WriteStart};
pub use phone::PhoneNumber;
pub use private::Private;
pub use provider::CustomerProvider;
#[cfg(feature = "mock")]
pub use provider::MockCustomerProvider;
pub use reconcile::Answers;
pub use record::{Record, RecordSource};
pub use request::{BlockRequest, Changed, GetOptions, WriteOptions, Written, WrittenAddress};
pub use scrub::{is_field_name, scrub};
pub use settle::{Decision, Doubt, LookedUp, decide};
pub use stream::CustomerStream;
pub use tax::{TaxIdKind, TaxIds, is_gstin, is_pan};
pub use timestamp::Timestamp;
pub use update::{BusinessUpdate, CustomerUpdate, PersonNameUpdate};
pub use validation::field_problems;
pub use wire::{
    Member, Part, Place, Problem, RawJson, RawObject, UnknownFields, Unreadable, UnreadableList,
    UnreadableMembers, WireValue,
};

/// What [`text_enum`] and [`wire_record`] write into other crates.
#[doc(hidden)]
pub mod __private {
    pub use serde::{self, Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::value::RawValue;

    pub use crate::wire::{camel_case, camel_case_len, read_leaf};
}
