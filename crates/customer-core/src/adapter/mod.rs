//! The door for crates that implement a provider. Applications do not need it.
//!
//! Wire types whose members tell null from absent, and whose reading loses no record for one bad member:
//! [`wire_record!`], [`text_enum!`], [`Member`], [`WireValue`], [`UnixSeconds`] and what they are made of. The provider's own
//! record as it came, [`Record`]. Checks of a request before it is sent, [`Checked`] and [`check`]. What becomes
//! of each field that is given, [`FieldFates`] and [`Prepared`]. The way of a write from its check to its report:
//! [`CreateWrite`], [`UpdateWrite`], [`BlockWrite`], [`StatusWrite`] and [`AddressWrite`].
//! Positions in a listing: [`CountedPosition`] and [`LastIdPosition`], or [`ListingPlace`] and [`PageTrail`]
//! themselves. Masks for personal data, [`Private`] and
//! [`scrub`].

mod address_slots;
pub(crate) mod answers;
mod check;
mod checked;
mod member;
mod names;
mod paging;
mod place;
mod private;
mod raw_json;
pub(crate) mod record;
mod rest;
#[doc(hidden)]
pub mod rules;
pub(crate) mod scrub;
mod setters;
mod text_enum;
mod unix_seconds;
mod unreadable_list;
mod wire_record;
mod wire_value;
mod write;

pub use address_slots::AddressSlots;
pub use answers::Answers;
pub use check::check;
pub use checked::Checked;
pub use member::Member;
pub use paging::{CountedPosition, LastIdPosition, next_offset, next_page_number};
pub use place::{Place, Problem};
pub use private::Private;
pub use raw_json::{RawJson, RawObject};
pub use record::{Record, RecordSource};
pub use rest::{UnknownFields, UnreadableMembers};
pub use scrub::{is_field_name, scrub};
pub use unix_seconds::UnixSeconds;
pub use unreadable_list::UnreadableList;
pub use wire_value::{Part, WireValue};
pub use write::{
    AddressInput, AddressRemoval, AddressWrite, AnsweredWrite, BlockInput, BlockWrite, CreateInput,
    CreateWrite, MarkerWatch, Outgoing, PendingSource, ReadyWrite, ReturnedAddress, StatusInput,
    StatusWrite, UpdateInput, UpdateWrite,
};

#[doc(inline)]
pub use crate::{__setters as setters, __text_enum as text_enum, __wire_record as wire_record};

pub use crate::fate::{FieldFates, Prepared};
pub use crate::provider::{
    Decision, ListingPlace, LookedUp, PageTrail, decide, settle_by_capabilities,
};
pub use crate::value::full_name::{join_name, split_full_name};

/// What `text_enum!` and `wire_record!` write into other crates.
#[doc(hidden)]
pub mod __private {
    pub use serde::{self, Deserialize, Deserializer, Serialize, Serializer};
    pub use serde_json::value::RawValue;

    pub use super::names::{camel_case, camel_case_len};
    pub use super::wire_value::read_leaf;
}
