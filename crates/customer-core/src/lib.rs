#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod adapter;
mod error;
mod fate;
#[cfg(feature = "memory")]
pub mod memory;
mod model;
mod provider;
#[cfg(any(test, feature = "proptest"))]
pub mod strategies;
mod value;

pub use error::{Error, ErrorKind, FieldProblem, ParseError, Result, RetryAdvice};
pub use fate::{Alteration, Fidelity, FieldReport, Loss, Preview};
pub use model::{
    AccountId, Address, AddressId, AddressPart, AddressRole, Block, BlockRequest, Business,
    BusinessUpdate, Customer, CustomerId, CustomerUpdate, Deletion, Field, FieldPath, Mode,
    NewCustomer, Patch, PersonName, PersonNameUpdate, ProviderIdentity, ProviderName, Status,
    Unreadable,
};
#[cfg(feature = "mock")]
pub use provider::MockCustomerProvider;
pub use provider::{
    Capabilities, Changed, ClockOffset, Cursor, CustomerProvider, CustomerProviderExt,
    CustomerStream, DeleteOptions, Doubt, EmailUniqueness, FieldCapability, FindOptions,
    FoundOrCreated, GetOptions, IdempotencyKey, LengthUnit, ListAddressesOptions, ListQuery,
    Lookup, MetadataRules, MetadataUpdates, Operation, Page, PendingWrite, RemoveAddressOptions,
    RemovedAddress, RestoreOptions, SettleOptions, Settlement, Support, UnblockOptions,
    WriteMarker, WriteOptions, WriteStart, Written, WrittenAddress,
};
pub use value::{
    Amount, Country, EmailAddress, Locale, Metadata, MetadataValue, PhoneNumber, TaxIdKind, TaxIds,
    TaxNumbers, Timestamp, is_gstin, is_pan,
};
