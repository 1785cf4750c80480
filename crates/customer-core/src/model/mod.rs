//! What applications hold and give: customers, new customers and updates, with the parts they are made of,
//! the names of their fields, and the checks of what is to be sent. What belongs here is data of the domain
//! and knows no provider.

mod address;
mod address_role;
mod block_request;
mod business;
mod customer;
mod field;
mod identity;
mod new_customer;
pub(crate) mod object;
mod patch;
mod person_name;
pub(crate) mod unique;
mod unreadable;
mod update;
pub(crate) mod validation;
pub(crate) mod view;

pub use address::Address;
pub use address_role::AddressRole;
pub use block_request::BlockRequest;
pub use business::Business;
pub use customer::{Block, Customer, Deletion, Status};
pub use field::{AddressPart, Field, FieldPath};
pub use identity::{AccountId, AddressId, CustomerId, Mode, ProviderIdentity, ProviderName};
pub use new_customer::NewCustomer;
pub use patch::Patch;
pub use person_name::{PersonName, PersonNameUpdate};
pub use unreadable::Unreadable;
pub use update::{BusinessUpdate, CustomerUpdate};
