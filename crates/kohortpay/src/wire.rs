//! KohortPay's requests and responses, as its reference spells them.
//!
//! Every field but an id is optional when read: a provider may leave it out, and that must not fail
//! the read.

use customer_core::{
    Country, EmailAddress, Metadata, ParseError, PhoneNumber, Private, Timestamp, UnknownFields,
    text_enum, wire_record,
};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};
use validator::{Validate, ValidationError, ValidationErrors};

/// Declares `with_…` for optional fields, each taking what converts into the field.
macro_rules! setters {
    ($($(#[$doc:meta])* $setter:ident => $field:ident: $type:ty),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $field: impl Into<$type>) -> Self {
                self.$field = Some(<$type>::from($field.into()).into());
                self
            }
        )+
    };
}

text_enum! {
    /// The languages that KohortPay addresses a customer in.
    pub enum Locale {
        /// American English.
        EnUs => "en_US",
        /// French.
        FrFr => "fr_FR",
    }
}

/// The body of a create.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreateCustomer {
    /// The customer's e-mail address.
    #[validate(custom(function = "well_formed_email"))]
    pub email_address: Private<String>,
    /// The given name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_name: Option<Private<String>>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Private<String>>,
    /// The phone, with its country code: `+1 555 555 5555`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_phone"))]
    pub phone_number: Option<Private<String>>,
    /// The customer's address, which the reference prints as a [`StreetAddress`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub address: Option<Address>,
    /// Where goods go, which the reference prints as a [`LineAddress`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub shipping_address: Option<Address>,
    /// What else the caller wants kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<Metadata>,
    /// The language to address the customer in. One that the reference does not name is not sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "known_locale"))]
    pub locale: Option<Locale>,
    /// A unique text of the caller's choice, to reconcile with its own system. The reference
    /// documents 50 characters at most for orders, and no limit for customers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_reference_id: Option<Private<String>>,
}

impl CreateCustomer {
    /// A create under this e-mail address.
    pub fn new(email_address: impl Into<String>) -> Self {
        Self {
            email_address: email_address.into().into(),
            first_name: None,
            last_name: None,
            phone_number: None,
            address: None,
            shipping_address: None,
            metadata: None,
            locale: None,
            client_reference_id: None,
        }
    }

    setters! {
        /// Sets the given name.
        with_first_name => first_name: String,
        /// Sets the family name.
        with_last_name => last_name: String,
        /// Sets the phone, with its country code.
        with_phone_number => phone_number: String,
        /// Sets the address.
        with_address => address: Address,
        /// Sets where goods go.
        with_shipping_address => shipping_address: Address,
        /// Sets the metadata.
        with_metadata => metadata: Metadata,
        /// Sets the language.
        with_locale => locale: Locale,
        /// Sets the caller's own reference.
        with_client_reference_id => client_reference_id: String,
    }
}

/// An address, in one of the two shapes that the reference prints. Either is read wherever an
/// address stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[non_exhaustive]
pub enum Address {
    /// As the reference prints `address`.
    Street(StreetAddress),
    /// As the reference prints `shippingAddress`.
    Lines(LineAddress),
}

/// The fields that only a [`LineAddress`] has.
const OF_LINES_ALONE: [&str; 5] = [
    "addressLine1",
    "addressLine2",
    "companyName",
    "vatNumber",
    "registrationNumber",
];

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = Map::deserialize(deserializer)?;
        let has_lines = OF_LINES_ALONE.iter().any(|name| fields.contains_key(*name));
        let fields = Value::Object(fields);
        let address = if has_lines {
            LineAddress::deserialize(fields).map(Self::Lines)
        } else {
            StreetAddress::deserialize(fields).map(Self::Street)
        };
        address.map_err(serde::de::Error::custom)
    }
}

impl Validate for Address {
    fn validate(&self) -> Result<(), ValidationErrors> {
        match self {
            Self::Street(address) => address.validate(),
            Self::Lines(address) => address.validate(),
        }
    }
}

impl From<StreetAddress> for Address {
    fn from(address: StreetAddress) -> Self {
        Self::Street(address)
    }
}

impl From<LineAddress> for Address {
    fn from(address: LineAddress) -> Self {
        Self::Lines(address)
    }
}

/// An address as the reference prints `address`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StreetAddress {
    /// Street and house number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<Private<String>>,
    /// The city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub city: Option<Private<String>>,
    /// State or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Private<String>>,
    /// The postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<Private<String>>,
    /// The country, as a code of two letters: `US`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "country_code"))]
    pub country: Option<Private<String>>,
    /// The fields that this version does not know.
    #[serde(flatten)]
    pub unknown: UnknownFields,
}

impl StreetAddress {
    /// An address of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets street and house number.
        with_street => street: String,
        /// Sets the city.
        with_city => city: String,
        /// Sets state or region.
        with_state => state: String,
        /// Sets the postal code.
        with_postal_code => postal_code: String,
        /// Sets the country, as a code of two letters.
        with_country => country: String,
    }
}

/// An address as the reference prints `shippingAddress`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LineAddress {
    /// The first line. Required where it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "not_blank"))]
    pub address_line1: Option<Private<String>>,
    /// The second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<Private<String>>,
    /// The city. Required where it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "not_blank"))]
    pub city: Option<Private<String>>,
    /// The postal code. Required where it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "not_blank"))]
    pub postal_code: Option<Private<String>>,
    /// The country, by its English name: `France`. Required where it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "country_name"))]
    pub country: Option<Private<String>>,
    /// State or region.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<Private<String>>,
    /// The company at the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company_name: Option<Private<String>>,
    /// The company's VAT number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vat_number: Option<Private<String>>,
    /// The company's number in a register.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub registration_number: Option<Private<String>>,
    /// The fields that this version does not know.
    #[serde(flatten)]
    pub unknown: UnknownFields,
}

impl LineAddress {
    /// An address of the parts that are required; the country by its English name.
    pub fn new(
        address_line1: impl Into<String>,
        city: impl Into<String>,
        postal_code: impl Into<String>,
        country: impl Into<String>,
    ) -> Self {
        Self {
            address_line1: Some(address_line1.into().into()),
            city: Some(city.into().into()),
            postal_code: Some(postal_code.into().into()),
            country: Some(country.into().into()),
            ..Self::default()
        }
    }

    setters! {
        /// Sets the second line.
        with_address_line2 => address_line2: String,
        /// Sets state or region.
        with_state => state: String,
        /// Sets the company at the address.
        with_company_name => company_name: String,
        /// Sets the company's VAT number.
        with_vat_number => vat_number: String,
        /// Sets the company's number in a register.
        with_registration_number => registration_number: String,
    }
}

/// The body of an update. The reference documents `deletedAt` alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdateCustomer {
    /// When the customer was deleted; `null`, which is written out, restores it.
    #[validate(custom(function = "instant"))]
    pub deleted_at: Option<Timestamp>,
}

impl UpdateCustomer {
    /// Deletes the customer softly, as of this instant.
    pub fn delete(at: impl Into<Timestamp>) -> Self {
        Self {
            deleted_at: Some(at.into()),
        }
    }

    /// Restores the customer.
    pub fn restore() -> Self {
        Self { deleted_at: None }
    }
}

fn problem(code: &'static str, reason: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(reason.into())
}

/// What the domain's parser says of the text, which it does not repeat.
fn parsed<T>(result: Result<T, ParseError>) -> Result<(), ValidationError> {
    result.map(drop).map_err(|error| {
        ValidationError::new("form").with_message(error.reason().to_owned().into())
    })
}

fn well_formed_email(text: &Private<String>) -> Result<(), ValidationError> {
    parsed(EmailAddress::parse(text))
}

fn well_formed_phone(text: &Private<String>) -> Result<(), ValidationError> {
    parsed(PhoneNumber::parse(text))
}

fn known_locale(locale: &Locale) -> Result<(), ValidationError> {
    match locale {
        Locale::Other(_) => Err(problem("locale", "takes en_US or fr_FR")),
        _ => Ok(()),
    }
}

fn not_blank(text: &Private<String>) -> Result<(), ValidationError> {
    if text.trim().is_empty() {
        return Err(problem("blank", "is empty"));
    }
    Ok(())
}

fn country_code(text: &Private<String>) -> Result<(), ValidationError> {
    match Country::parse(text) {
        Ok(country) if country.as_str() == text.as_str() => Ok(()),
        _ => Err(problem(
            "country",
            "takes a code of two letters, such as US",
        )),
    }
}

fn country_name(text: &Private<String>) -> Result<(), ValidationError> {
    match Country::parse(text) {
        Ok(country) if ![country.alpha2(), country.alpha3()].contains(&Some(text.as_str())) => {
            Ok(())
        }
        _ => Err(problem(
            "country",
            "takes an English name, such as France, and no code",
        )),
    }
}

fn instant(timestamp: &Timestamp) -> Result<(), ValidationError> {
    match timestamp.instant() {
        Some(_) => Ok(()),
        None => Err(problem(
            "instant",
            "takes an instant such as 2021-07-22T00:00:00.000Z",
        )),
    }
}

wire_record! {
    /// A customer, as every endpoint returns it. Addresses are named by their ids alone; neither the
    /// locale nor the caller's reference comes back.
    #[serde(rename_all = "camelCase")]
    pub struct Customer {
        required {
            /// `cus_…`
            id: String,
        }
        nullable {
            /// The given name.
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The phone.
            phone_number: Private<String>,
            /// `adr_…`: the address.
            address_id: String,
            /// `adr_…`: where goods go.
            shipping_address_id: String,
            /// What the caller wants kept.
            metadata: Metadata,
            /// `usr_…`: who made the record.
            created_by: String,
            /// `usr_…`: who last changed the record.
            updated_by: String,
            /// When the customer was blocked.
            blocked_at: Timestamp,
            /// `usr_…`: who blocked the customer.
            blocked_by: String,
            /// When the customer was deleted.
            deleted_at: Timestamp,
        }
        optional {
            /// The e-mail address.
            email_address: Private<String>,
            /// Whether the customer is a real one, and not of the test world.
            livemode: bool,
            /// Whether the customer is blocked.
            is_blocked: bool,
            /// `org_…`: the organization that the customer belongs to.
            organization_id: String,
            /// When the record was made.
            created_at: Timestamp,
            /// When the record was last changed.
            updated_at: Timestamp,
        }
    }
}

/// A page of a listing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CustomerList {
    /// The customers of this page.
    #[serde(default)]
    pub data: Vec<Customer>,
    /// The number of customers in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The fields that this version does not know.
    #[serde(flatten)]
    pub unknown: UnknownFields,
}

text_enum! {
    /// Whose fault an error is.
    pub enum ErrorType {
        /// KohortPay's.
        ApiError => "api_error",
        /// The caller's.
        InvalidRequestError => "invalid_request_error",
    }
}

/// The envelope of an error.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorEnvelope {
    /// What went wrong.
    pub error: ErrorDetail,
    /// The fields that this version does not know.
    #[serde(flatten)]
    pub unknown: UnknownFields,
}

/// What went wrong.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ErrorDetail {
    /// Whose fault it is.
    #[serde(default, rename = "type", skip_serializing_if = "Option::is_none")]
    pub error_type: Option<ErrorType>,
    /// A message for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<Private<String>>,
    /// A code for machines; the reference names `Unauthorized` alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The fields that this version does not know.
    #[serde(flatten)]
    pub unknown: UnknownFields,
}
