//! KohortPay's requests and responses, as its reference spells them.
//!
//! Every field but a customer's id is optional when read: a provider may leave it out, or send what
//! is none, and neither must fail the read.

use customer_core::adapter::rules::{self, Validate as _, ValidationError, ValidationErrors};
use customer_core::adapter::setters;
use customer_core::adapter::{
    Member, Part, Place, Private, Problem, RawObject, UnknownFields, UnreadableList,
    UnreadableMembers, WireValue, text_enum, wire_record,
};
use customer_core::{Country, EmailAddress, Metadata, ParseError, PhoneNumber, Timestamp};
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::value::RawValue;
use validator::Validate;

text_enum! {
    /// The languages that KohortPay addresses a customer in.
    pub enum Locale {
        /// American English.
        EnUs => "en_US",
        /// French.
        FrFr => "fr_FR",
    }
}

wire_record! {
    /// The body of a create.
    #[derive(Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct CreateCustomer in camelCase {
        required {
            /// The customer's e-mail address.
            #[validate(custom(function = "well_formed_email"))]
            email_address: Private<String>,
        }
        optional {
            /// The given name.
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The phone, with its country code: `+1 555 555 5555`.
            #[validate(custom(function = "well_formed_phone"))]
            phone_number: Private<String>,
            /// The customer's address, which the reference prints as a [`StreetAddress`].
            #[validate(nested)]
            address: Address,
            /// Where goods go, which the reference prints as a [`LineAddress`].
            #[validate(nested)]
            shipping_address: Address,
            /// What else the caller wants kept.
            metadata: Metadata,
            /// The language to address the customer in. One that the reference does not name is not sent.
            #[validate(custom(function = "known_locale"))]
            locale: Locale,
            /// A unique text of the caller's choice, to reconcile with its own system. The reference
            /// documents 50 characters at most for orders, and no limit for customers.
            client_reference_id: Private<String>,
        }
    }
}

impl CreateCustomer {
    /// A create under this e-mail address.
    pub fn new(email_address: impl Into<String>) -> Self {
        Self {
            email_address: email_address.into().into(),
            first_name: Member::Absent,
            last_name: Member::Absent,
            phone_number: Member::Absent,
            address: Member::Absent,
            shipping_address: Member::Absent,
            metadata: Member::Absent,
            locale: Member::Absent,
            client_reference_id: Member::Absent,
            unknown: UnknownFields::default(),
            unreadable: UnreadableMembers::default(),
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

/// Whether the object has a member that only a [`LineAddress`] has.
fn has_lines(address: &RawValue) -> bool {
    RawObject::read(address).is_ok_and(|members| {
        let mut names = OF_LINES_ALONE.iter();
        names.any(|name| members.get(name).is_some())
    })
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let address = Box::<RawValue>::deserialize(deserializer)?;
        let address = if has_lines(&address) {
            serde_json::from_str(address.get()).map(Self::Lines)
        } else {
            serde_json::from_str(address.get()).map(Self::Street)
        };
        address.map_err(serde::de::Error::custom)
    }
}

impl WireValue for Address {
    const EXPECTED: &'static str = "an object";

    fn read(json: &RawValue, parts: &mut Vec<Part>) -> Result<Self, Problem> {
        if has_lines(json) {
            LineAddress::read(json, parts).map(Self::Lines)
        } else {
            StreetAddress::read(json, parts).map(Self::Street)
        }
    }

    fn find_unreadable(&self, place: &Place<'_>, parts: &[&Part], found: &mut UnreadableList) {
        match self {
            Self::Street(address) => address.find_unreadable(place, parts, found),
            Self::Lines(address) => address.find_unreadable(place, parts, found),
        }
    }
}

impl rules::Validate for Address {
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

wire_record! {
    /// An address as the reference prints `address`.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct StreetAddress in camelCase {
        optional {
            /// Street and house number.
            street: Private<String>,
            /// The city.
            city: Private<String>,
            /// State or region.
            state: Private<String>,
            /// The postal code.
            postal_code: Private<String>,
            /// The country, as a code of two letters: `US`.
            #[validate(custom(function = "country_code"))]
            country: Private<String>,
        }
    }
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

wire_record! {
    /// An address as the reference prints `shippingAddress`.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct LineAddress in camelCase {
        optional {
            /// The first line. Required where it is sent.
            #[validate(required(message = "is required"), custom(function = "not_blank"))]
            address_line1: Private<String>,
            /// The second line.
            address_line2: Private<String>,
            /// The city. Required where it is sent.
            #[validate(required(message = "is required"), custom(function = "not_blank"))]
            city: Private<String>,
            /// The postal code. Required where it is sent.
            #[validate(required(message = "is required"), custom(function = "not_blank"))]
            postal_code: Private<String>,
            /// The country, by its English name: `France`. Required where it is sent.
            #[validate(required(message = "is required"), custom(function = "country_name"))]
            country: Private<String>,
            /// State or region.
            state: Private<String>,
            /// The company at the address.
            company_name: Private<String>,
            /// The company's VAT number.
            vat_number: Private<String>,
            /// The company's number in a register.
            registration_number: Private<String>,
        }
    }
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
            address_line1: Private::from(address_line1.into()).into(),
            city: Private::from(city.into()).into(),
            postal_code: Private::from(postal_code.into()).into(),
            country: Private::from(country.into()).into(),
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

wire_record! {
    /// The body of an update. The reference documents `deletedAt` alone.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct UpdateCustomer in camelCase {
        optional {
            /// When the customer was deleted; `null` restores it.
            #[validate(custom(function = "instant"))]
            deleted_at: Timestamp,
        }
    }
}

impl UpdateCustomer {
    /// Deletes the customer softly, as of this instant.
    pub fn delete(at: impl Into<Timestamp>) -> Self {
        Self {
            deleted_at: Member::Value(at.into()),
            ..Self::default()
        }
    }

    /// Restores the customer.
    pub fn restore() -> Self {
        Self {
            deleted_at: Member::Null,
            ..Self::default()
        }
    }
}

fn problem(code: &'static str, reason: &'static str) -> ValidationError {
    ValidationError::new(code).with_message(reason.into())
}

/// Why the domain's parser refuses the text, without the text.
fn parsed<T>(result: Result<T, ParseError>) -> Result<(), ValidationError> {
    result.map(drop).map_err(|error| {
        ValidationError::new("form").with_message(error.reason().to_owned().into())
    })
}

fn well_formed_email(text: &Private<String>) -> Result<(), ValidationError> {
    parsed(EmailAddress::parse(text))
}

fn well_formed_phone(phone: &Member<Private<String>>) -> Result<(), ValidationError> {
    let text = phone.as_deref();
    text.map_or(Ok(()), |text| parsed(PhoneNumber::parse(text)))
}

fn known_locale(locale: &Member<Locale>) -> Result<(), ValidationError> {
    match locale {
        Member::Value(Locale::Other(_)) => Err(problem("locale", "takes en_US or fr_FR")),
        _ => Ok(()),
    }
}

fn not_blank(text: &Member<Private<String>>) -> Result<(), ValidationError> {
    if text.is_value() && text.filled().is_none() {
        return Err(problem("blank", "is empty"));
    }
    Ok(())
}

fn country_code(text: &Member<Private<String>>) -> Result<(), ValidationError> {
    let Some(text) = text.as_ref() else {
        return Ok(());
    };
    match Country::parse(text) {
        Ok(country) if country.as_str() == text.as_str() => Ok(()),
        _ => Err(problem(
            "country",
            "takes a code of two letters, such as US",
        )),
    }
}

fn country_name(text: &Member<Private<String>>) -> Result<(), ValidationError> {
    let Some(text) = text.as_ref() else {
        return Ok(());
    };
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

fn instant(timestamp: &Member<Timestamp>) -> Result<(), ValidationError> {
    match timestamp {
        Member::Null => Ok(()),
        Member::Value(timestamp) if timestamp.instant().is_some() => Ok(()),
        _ => Err(problem(
            "instant",
            "takes an instant such as 2021-07-22T00:00:00.000Z",
        )),
    }
}

wire_record! {
    /// A customer, as every endpoint returns it. Addresses are named by their ids alone; neither the
    /// locale nor the caller's reference comes back.
    pub struct Customer in camelCase {
        required {
            /// `cus_…`
            id: String,
        }
        optional {
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

wire_record! {
    /// A page of a listing.
    pub struct CustomerList {
        optional {
            /// The customers of this page.
            data: Vec<Customer>,
            /// The number of customers in all.
            count: u64,
        }
    }
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

wire_record! {
    /// The envelope of an error.
    pub struct ErrorEnvelope {
        required {
            /// What went wrong.
            error: ErrorDetail,
        }
    }
}

wire_record! {
    /// What went wrong.
    #[derive(Default)]
    pub struct ErrorDetail {
        optional {
            /// Whose fault it is.
            error_type as "type": ErrorType,
            /// A message for people.
            message: Private<String>,
            /// A code for machines; the reference names `Unauthorized` alone.
            code: String,
        }
    }
}
