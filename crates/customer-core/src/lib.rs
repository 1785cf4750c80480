#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod adapter;
mod error;
mod fate;
mod model;
mod provider;
mod setters;
#[cfg(any(test, feature = "proptest"))]
pub mod strategies;
mod value;

pub use adapter::{
    Answers, Member, Part, Place, Private, Problem, RawJson, RawObject, Record, RecordSource,
    UnknownFields, UnreadableList, UnreadableMembers, WireValue, is_field_name, scrub,
};
pub use error::{Error, ErrorKind, FieldProblem, ParseError, Result, RetryAdvice};
pub use fate::{Alteration, Fidelity, FieldFates, FieldReport, Loss, Prepared, Preview};
pub use model::{
    AccountId, Address, AddressId, AddressPart, AddressRole, Block, BlockRequest, Business,
    BusinessUpdate, Customer, CustomerId, CustomerUpdate, Deletion, Field, FieldPath, Mode,
    NewCustomer, Patch, PersonName, PersonNameUpdate, ProviderIdentity, ProviderName, Status,
    Unreadable, field_problems,
};
#[cfg(feature = "mock")]
pub use provider::MockCustomerProvider;
pub use provider::{
    Capabilities, Changed, ClockOffset, Cursor, CustomerProvider, CustomerProviderExt,
    CustomerStream, Decision, Doubt, FieldCapability, FoundOrCreated, GetOptions, ListQuery,
    ListingPlace, LookedUp, Lookup, Operation, Page, PageTrail, PendingWrite, Settlement, Support,
    WriteMarker, WriteOptions, WriteStart, Written, WrittenAddress, decide,
};
pub use value::{
    Amount, Country, EmailAddress, Locale, Metadata, MetadataValue, PhoneNumber, TaxIdKind, TaxIds,
    Timestamp, is_gstin, is_pan,
};

/// What [`text_enum`] and [`wire_record`] write into other crates.
#[doc(hidden)]
pub mod __private {
    pub use serde::{self, Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::value::RawValue;

    pub use crate::adapter::{camel_case, camel_case_len, read_leaf};
}
