//! What those who write providers need: wire types whose members tell null from absent and whose reading
//! loses no record for one bad member, the provider's own record as it came, and masks for personal data.

pub(crate) mod answers;
mod member;
mod names;
mod place;
mod private;
mod raw_json;
pub(crate) mod record;
mod rest;
pub(crate) mod scrub;
mod text_enum;
mod unreadable_list;
mod wire_record;
mod wire_value;

pub use answers::Answers;
pub use member::Member;
pub use names::{camel_case, camel_case_len};
pub use place::{Place, Problem};
pub use private::Private;
pub use raw_json::{RawJson, RawObject};
pub use record::{Record, RecordSource};
pub use rest::{UnknownFields, UnreadableMembers};
pub use scrub::{is_field_name, scrub};
pub use unreadable_list::UnreadableList;
pub use wire_value::{Part, WireValue, read_leaf};
