//! What is sent.

use customer_core::{EmailAddress, Patch, Private, is_gstin, is_pan};
use serde::{Deserialize, Serialize};
use validator::{Validate, ValidationError};

use super::NotificationPreferences;

/// The body of a create: a business, an address, or both.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[non_exhaustive]
pub struct CreateCustomer {
    /// The customer as a business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub business: Option<BusinessInput>,
    /// The customer's first address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub address: Option<AddressInput>,
}

impl CreateCustomer {
    /// A create of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the business.
        with_business => business: BusinessInput,
        /// Sets the address.
        with_address => address: AddressInput,
    }
}

/// The body of an update of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[non_exhaustive]
pub struct UpdateCustomer {
    /// The customer as a business, whole: it takes the place of the one that was there.
    #[validate(nested)]
    pub business: BusinessInput,
}

impl UpdateCustomer {
    /// Replaces the business.
    pub fn new(business: BusinessInput) -> Self {
        Self { business }
    }
}

/// A business, as it is sent.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[non_exhaustive]
pub struct BusinessInput {
    /// The legal form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "filled_text"))]
    pub business_type: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "filled_form"))]
    pub name: Option<Private<String>>,
    /// The PAN: `AAAAA9999A`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "pan_form"))]
    pub pan_number: Option<Private<String>>,
    /// The GSTIN: two digits of the state, the PAN, an entity digit, `Z`, a check character.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "gstin_form"))]
    pub gstin: Option<Private<String>>,
}

impl BusinessInput {
    /// A business of which nothing is said yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the legal form.
        with_business_type => business_type: String,
        /// Sets the name.
        with_name => name: String,
        /// Sets the PAN.
        with_pan_number => pan_number: String,
        /// Sets the GSTIN.
        with_gstin => gstin: String,
    }
}

/// An address, as it is sent. The fields that the reference requires are checked before it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[non_exhaustive]
pub struct AddressInput {
    /// ULID. Not with an address that is added to a customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "ulid_form"))]
    pub id: Option<String>,
    /// The given name of who receives there; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "filled_form"))]
    pub first_name: Option<Private<String>>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_name: Option<Private<String>>,
    /// The calling code of the phone, a plus sign and two digits; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(
        required(message = "is required"),
        custom(function = "calling_code_form")
    )]
    pub country_code: Option<Private<String>>,
    /// The phone, ten digits without the calling code; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(
        required(message = "is required"),
        custom(function = "ten_digits_form")
    )]
    pub phone: Option<Private<String>>,
    /// The e-mail address; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "email_form"))]
    pub email: Option<Private<String>>,
    /// The first line; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "filled_form"))]
    pub address_line1: Option<Private<String>>,
    /// The second line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address_line2: Option<Private<String>>,
    /// Something known near the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub landmark: Option<Private<String>>,
    /// The postal code, six digits; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(
        required(message = "is required"),
        custom(function = "six_digits_form")
    )]
    pub pincode: Option<Private<String>>,
    /// The city; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "filled_form"))]
    pub city: Option<Private<String>>,
    /// The state; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "filled_form"))]
    pub state: Option<Private<String>>,
    /// The country, which is `India`; required.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(required(message = "is required"), custom(function = "india_form"))]
    pub country: Option<String>,
    /// A TIN, a VAT number, or `IN` and a GSTIN.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "filled_form"))]
    pub tax_identification_number: Option<Private<String>>,
    /// The company at the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_name: Option<Private<String>>,
    /// Whether invoices go there, on newer pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_default_billing: Option<bool>,
    /// Whether goods go there, on newer pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub is_default_shipping: Option<bool>,
    /// The customer's own name for the address, on newer pages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nickname: Option<Private<String>>,
}

impl AddressInput {
    /// An address of which nothing is said yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the id.
        with_id => id: String,
        /// Sets the given name.
        with_first_name => first_name: String,
        /// Sets the family name.
        with_last_name => last_name: String,
        /// Sets the calling code of the phone: `+91`.
        with_country_code => country_code: String,
        /// Sets the phone, ten digits.
        with_phone => phone: String,
        /// Sets the e-mail address.
        with_email => email: String,
        /// Sets the first line.
        with_address_line1 => address_line1: String,
        /// Sets the second line.
        with_address_line2 => address_line2: String,
        /// Sets the landmark.
        with_landmark => landmark: String,
        /// Sets the postal code, six digits.
        with_pincode => pincode: String,
        /// Sets the city.
        with_city => city: String,
        /// Sets the state.
        with_state => state: String,
        /// Sets the country: `India`.
        with_country => country: String,
        /// Sets the tax identification number.
        with_tax_identification_number => tax_identification_number: String,
        /// Sets the company.
        with_business_name => business_name: String,
        /// Says whether invoices go there.
        with_default_billing => is_default_billing: bool,
        /// Says whether goods go there.
        with_default_shipping => is_default_shipping: bool,
        /// Sets the customer's own name for the address.
        with_nickname => nickname: String,
    }
}

/// The body of an update of a user: what is left out stays, null clears.
///
/// The reference says "the writable fields of *User*" and does not list them. These are the ones that
/// neither identify the user nor report what Commerce Engine found out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[non_exhaustive]
pub struct UpdateUser {
    /// The given name.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    #[validate(custom(function = "filled_patch"))]
    pub first_name: Patch<Private<String>>,
    /// The family name.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub last_name: Patch<Private<String>>,
    /// The e-mail address.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    #[validate(custom(function = "email_patch"))]
    pub email: Patch<Private<String>>,
    /// The phone, ten digits without the calling code.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    #[validate(custom(function = "ten_digits_patch"))]
    pub phone: Patch<Private<String>>,
    /// The calling code of the phone, a plus sign and two digits.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    #[validate(custom(function = "calling_code_patch"))]
    pub country_code: Patch<Private<String>>,
    /// Where the user's picture is.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub profile_image_url: Patch<Private<String>>,
    /// Which messages the user wants.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notification_preferences: Option<NotificationPreferences>,
}

/// Declares `with_…` for what an update changes, each taking a value or a [`Patch`].
macro_rules! patches {
    ($($(#[$doc:meta])* $setter:ident => $field:ident),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $field: impl Into<Patch<String>>) -> Self {
                self.$field = $field.into().map(Private::from);
                self
            }
        )+
    };
}

impl UpdateUser {
    /// An update of nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    patches! {
        /// Changes the given name.
        with_first_name => first_name,
        /// Changes the family name.
        with_last_name => last_name,
        /// Changes the e-mail address.
        with_email => email,
        /// Changes the phone, ten digits.
        with_phone => phone,
        /// Changes the calling code of the phone: `+91`.
        with_country_code => country_code,
        /// Changes where the user's picture is.
        with_profile_image_url => profile_image_url,
    }

    /// Sets which messages the user wants.
    #[must_use]
    pub fn with_notification_preferences(mut self, preferences: NotificationPreferences) -> Self {
        self.notification_preferences = Some(preferences);
        self
    }
}

/// Whether the text has a ULID's form: 26 characters of `0123456789ABCDEFGHJKMNPQRSTVWXYZ`.
pub fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text.bytes().all(|byte| {
            byte.is_ascii_digit()
                || (byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'L' | b'O' | b'U'))
        })
}

/// Whether the text is this many ASCII digits and nothing else.
pub(crate) fn is_digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Declares what `validator` asks of a text: its name, the condition and the reason.
macro_rules! rules {
    ($($name:ident: |$text:ident| $condition:expr, $reason:literal;)+) => {
        $(
            fn $name($text: &Private<String>) -> Result<(), ValidationError> {
                if $condition {
                    return Ok(());
                }
                Err(ValidationError::new("form").with_message($reason.into()))
            }
        )+
    };
}

rules! {
    filled_form: |text| !text.trim().is_empty(), "must not be empty";
    ulid_text: |text| is_ulid(text),
        "must be a ULID: 26 digits and capital letters without I, L, O and U";
    calling_code_form: |text| text.strip_prefix('+').is_some_and(|code| is_digits(code, 2)),
        "must be a plus sign and two digits";
    ten_digits_form: |text| is_digits(text, 10), "must be ten digits, without the calling code";
    six_digits_form: |text| is_digits(text, 6), "must be six digits";
    email_form: |text| EmailAddress::parse(text).is_ok(), "is not an e-mail address";
    pan_form: |text| is_pan(text), "must be a PAN: five capital letters, four digits and a letter";
    gstin_form: |text| is_gstin(text),
        "must be a GSTIN: two digits, a PAN, a digit or letter, Z and a check character";
    india_text: |text| text.as_str() == "India", "must be `India`";
}

fn filled_text(text: &str) -> Result<(), ValidationError> {
    filled_form(&Private::from(text))
}

fn ulid_form(text: &str) -> Result<(), ValidationError> {
    ulid_text(&Private::from(text))
}

fn india_form(text: &str) -> Result<(), ValidationError> {
    india_text(&Private::from(text))
}

fn filled_patch(patch: &Patch<Private<String>>) -> Result<(), ValidationError> {
    patch.value().map_or(Ok(()), filled_form)
}

fn email_patch(patch: &Patch<Private<String>>) -> Result<(), ValidationError> {
    patch.value().map_or(Ok(()), email_form)
}

fn ten_digits_patch(patch: &Patch<Private<String>>) -> Result<(), ValidationError> {
    patch.value().map_or(Ok(()), ten_digits_form)
}

fn calling_code_patch(patch: &Patch<Private<String>>) -> Result<(), ValidationError> {
    patch.value().map_or(Ok(()), calling_code_form)
}
