//! Values that are one text, number or small map: e-mail addresses, phone numbers, countries, locales, tax
//! ids, amounts, times, metadata. What belongs here parses and prints itself and knows no customer. The
//! text helpers and `Debug` masks that values share are here too.

mod amount;
mod country;
mod email;
pub(crate) mod full_name;
pub(crate) mod json_text;
mod locale;
mod metadata;
pub(crate) mod phone;
pub(crate) mod redact;
pub(crate) mod tax;
pub(crate) mod text;
pub(crate) mod text_value;
mod timestamp;
pub(crate) mod unique;

pub use amount::Amount;
pub use country::Country;
pub use email::EmailAddress;
pub use locale::Locale;
pub use metadata::{Metadata, MetadataValue};
pub use phone::PhoneNumber;
pub use tax::{TaxIdKind, TaxIds, TaxNumbers, is_gstin, is_pan};
pub use timestamp::Timestamp;
