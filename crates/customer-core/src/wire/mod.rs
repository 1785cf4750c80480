//! What the wire types of adapters are made of: members that tell null from absent, and reading that
//! loses no record for one bad member.

mod json;
mod member;
mod names;
mod rest;
mod unreadable;
mod value;
mod wire_record;

pub use json::{RawJson, RawObject};
pub use member::Member;
pub use names::{camel_case, camel_case_len};
pub use rest::{UnknownFields, UnreadableMembers};
pub use unreadable::{Place, Problem, Unreadable, UnreadableList};
pub use value::{Part, WireValue, read_leaf};
