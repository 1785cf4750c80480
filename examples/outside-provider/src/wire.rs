//! Ledgerly's requests and responses, as its documentation, `docs/api.md`, spells them. Names and forms of the provider
//! stand here and nowhere else.

use customer_core::adapter::rules::ValidationError;
use customer_core::adapter::{Member, Private, UnixSeconds, setters, wire_record};
use customer_core::{EmailAddress, Metadata};
use serde::Serialize;
use validator::Validate;

/// The most characters of a name.
pub const NAME_LENGTH: usize = 120;
/// The most characters of a phone.
pub const PHONE_LENGTH: usize = 20;
/// The most entries of metadata.
pub const METADATA_ENTRIES: usize = 20;
/// The most characters of a key of metadata.
pub const METADATA_KEY_LENGTH: usize = 40;
/// The most characters of a value of metadata.
pub const METADATA_VALUE_LENGTH: usize = 200;

wire_record! {
    /// The body of a create.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct CreateCustomer {
        optional {
            /// The e-mail address.
            #[validate(custom(function = "email_in_form"))]
            email: Private<String>,
            /// The name, 1 to 120 characters.
            #[validate(custom(function = "name_in_form"))]
            name: Private<String>,
            /// The phone, 1 to 20 characters.
            #[validate(custom(function = "phone_in_form"))]
            phone: Private<String>,
            /// The metadata: at most 20 texts.
            #[validate(custom(function = "metadata_in_form"))]
            metadata: Metadata,
        }
    }
}

impl CreateCustomer {
    /// A create of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the e-mail address.
        with_email => email: String,
        /// Sets the name.
        with_name => name: String,
        /// Sets the phone.
        with_phone => phone: String,
        /// Sets the metadata.
        with_metadata => metadata: Metadata,
    }
}

/// The body of an update: members that are left out stay, and an empty text clears. A form has no null.
#[derive(Debug, Clone, Default, Serialize, Validate)]
#[validate(crate = "customer_core::adapter::rules")]
#[non_exhaustive]
pub struct UpdateCustomer {
    /// The e-mail address.
    #[serde(skip_serializing_if = "Member::is_absent")]
    #[validate(custom(function = "email_in_form_or_empty"))]
    pub email: Member<Private<String>>,
    /// The name.
    #[serde(skip_serializing_if = "Member::is_absent")]
    #[validate(custom(function = "name_in_form_or_empty"))]
    pub name: Member<Private<String>>,
    /// The phone.
    #[serde(skip_serializing_if = "Member::is_absent")]
    #[validate(custom(function = "phone_in_form_or_empty"))]
    pub phone: Member<Private<String>>,
    /// The metadata.
    #[serde(skip_serializing_if = "Member::is_absent")]
    #[validate(custom(function = "metadata_change_in_form"))]
    pub metadata: Member<MetadataChange>,
}

/// What an update does with the metadata.
#[derive(Debug, Clone, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum MetadataChange {
    /// Sets these entries, removes those that are empty texts, and leaves all others.
    Merge(Metadata),
    /// Removes every entry: an empty text in place of the entries.
    RemoveAll(Empty),
}

/// An empty text.
#[derive(Debug, Clone, Copy, Default, Serialize)]
pub enum Empty {
    /// The text.
    #[default]
    #[serde(rename = "")]
    Text,
}

impl UpdateCustomer {
    /// An update of nothing.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the e-mail address; an empty text clears it.
        with_email => email: String,
        /// Sets the name; an empty text clears it.
        with_name => name: String,
        /// Sets the phone; an empty text clears it.
        with_phone => phone: String,
        /// Changes the metadata.
        with_metadata => metadata: MetadataChange,
    }
}

wire_record! {
    /// A customer, as every endpoint returns it.
    pub struct Customer {
        required {
            /// The id.
            id: String,
        }
        optional {
            /// The e-mail address.
            email: Private<String>,
            /// The name.
            name: Private<String>,
            /// The phone.
            phone: Private<String>,
            /// The metadata.
            metadata: Metadata,
            /// Whether the key was a live one.
            live: bool,
            /// When the customer was registered.
            created_at: UnixSeconds,
            /// When the customer was last changed.
            updated_at: UnixSeconds,
        }
    }
}

type Text = Member<Private<String>>;

fn email_in_form(email: &Text) -> Result<(), ValidationError> {
    match email.as_deref().map(|email| EmailAddress::parse(email)) {
        Some(Err(_)) => Err(broken("is no e-mail address")),
        _ => Ok(()),
    }
}

fn name_in_form(name: &Text) -> Result<(), ValidationError> {
    length_in_form(name, 1, NAME_LENGTH)
}

fn phone_in_form(phone: &Text) -> Result<(), ValidationError> {
    length_in_form(phone, 1, PHONE_LENGTH)
}

fn email_in_form_or_empty(email: &Text) -> Result<(), ValidationError> {
    match email.filled() {
        Some(_) => email_in_form(email),
        None => Ok(()),
    }
}

fn name_in_form_or_empty(name: &Text) -> Result<(), ValidationError> {
    length_in_form(name, 0, NAME_LENGTH)
}

fn phone_in_form_or_empty(phone: &Text) -> Result<(), ValidationError> {
    length_in_form(phone, 0, PHONE_LENGTH)
}

fn length_in_form(text: &Text, fewest: usize, most: usize) -> Result<(), ValidationError> {
    let length = text.as_ref().map(|text| text.chars().count());
    match length {
        Some(length) if length < fewest || length > most => {
            Err(broken("has too few or too many characters"))
        }
        _ => Ok(()),
    }
}

fn metadata_in_form(metadata: &Member<Metadata>) -> Result<(), ValidationError> {
    metadata
        .as_ref()
        .map_or(Ok(()), |entries| entries_in_form(entries, 1))
}

fn metadata_change_in_form(change: &Member<MetadataChange>) -> Result<(), ValidationError> {
    match change.as_ref() {
        Some(MetadataChange::Merge(entries)) => entries_in_form(entries, 0),
        _ => Ok(()),
    }
}

fn entries_in_form(metadata: &Metadata, fewest: usize) -> Result<(), ValidationError> {
    let is_in_form = metadata.iter().all(|(key, value)| {
        let length = value.as_str().map(|text| text.chars().count());
        has_place(key)
            && key.chars().count() <= METADATA_KEY_LENGTH
            && length.is_some_and(|length| (fewest..=METADATA_VALUE_LENGTH).contains(&length))
    });
    if is_in_form && metadata.len() <= METADATA_ENTRIES {
        Ok(())
    } else {
        Err(broken(
            "takes 20 texts of at most 200 characters, with keys of at most 40 and without brackets",
        ))
    }
}

/// Whether a form can name a member of metadata so.
pub(crate) fn has_place(key: &str) -> bool {
    !key.is_empty() && !key.contains(['[', ']'])
}

fn broken(message: &'static str) -> ValidationError {
    ValidationError::new("form").with_message(message.into())
}
