//! What is sent.

use std::collections::BTreeMap;

use customer_core::adapter::rules::{Validate as _, ValidationError};
use customer_core::adapter::setters;
use customer_core::adapter::{Member, Private, RawJson, wire_record};
use customer_core::{EmailAddress, Patch, is_gstin, is_pan};
use serde_json::value::{RawValue, to_raw_value};
use validator::Validate;

use super::{LoginMethod, NotificationPreferences};

wire_record! {
    /// The body of a create: a business, an address, or both.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct CreateCustomer {
        optional {
            /// The customer as a business.
            #[validate(nested)]
            business: BusinessInput,
            /// The customer's first address.
            #[validate(nested)]
            address: AddressInput,
        }
    }
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

wire_record! {
    /// The body of an update of a customer.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct UpdateCustomer {
        required {
            /// The customer as a business, whole: it replaces the former business.
            #[validate(nested)]
            business: BusinessInput,
        }
    }
}

impl UpdateCustomer {
    /// Replaces the business.
    pub fn new(business: BusinessInput) -> Self {
        Self {
            business,
            ..Self::default()
        }
    }
}

wire_record! {
    /// A business, as it is sent.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct BusinessInput {
        optional {
            /// The legal form.
            #[validate(custom(function = "filled_text"))]
            business_type: String,
            /// The name.
            #[validate(custom(function = "filled_form"))]
            name: Private<String>,
            /// The PAN: `AAAAA9999A`.
            #[validate(custom(function = "pan_form"))]
            pan_number: Private<String>,
            /// The GSTIN: two digits of the state, the PAN, an entity digit, `Z`, a check character; or
            /// the form of a non-resident, a UN body, a tax deductor or collector.
            #[validate(custom(function = "gstin_form"))]
            gstin: Private<String>,
        }
    }
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

wire_record! {
    /// An address, as it is sent. The fields that the reference requires are checked before it goes. What
    /// an address does not have is sent as `null`: newer stores want to be told so.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct AddressInput {
        optional {
            /// ULID. Not with an address that is added to a customer.
            #[validate(custom(function = "ulid_form"))]
            id: String,
            /// The given name of who receives there; required.
            #[validate(required(message = "is required"), custom(function = "filled_form"))]
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The calling code of the phone, a plus sign and two digits; required.
            #[validate(
                required(message = "is required"),
                custom(function = "calling_code_form")
            )]
            country_code: Private<String>,
            /// The phone, ten digits without the calling code; required.
            #[validate(
                required(message = "is required"),
                custom(function = "ten_digits_form")
            )]
            phone: Private<String>,
            /// The e-mail address; required.
            #[validate(required(message = "is required"), custom(function = "email_form"))]
            email: Private<String>,
            /// The first line; required.
            #[validate(required(message = "is required"), custom(function = "filled_form"))]
            address_line1: Private<String>,
            /// The second line.
            address_line2: Private<String>,
            /// Something known near the address.
            landmark: Private<String>,
            /// The postal code, six digits; required.
            #[validate(
                required(message = "is required"),
                custom(function = "six_digits_form")
            )]
            pincode: Private<String>,
            /// The city; required.
            #[validate(required(message = "is required"), custom(function = "filled_form"))]
            city: Private<String>,
            /// The state; required.
            #[validate(required(message = "is required"), custom(function = "filled_form"))]
            state: Private<String>,
            /// The country, which is `India`; required.
            #[validate(required(message = "is required"), custom(function = "india_form"))]
            country: String,
            /// A TIN, a VAT number, or `IN` and a GSTIN.
            #[validate(custom(function = "filled_form"))]
            tax_identification_number: Private<String>,
            /// The company at the address.
            business_name: Private<String>,
            /// Whether invoices go there, on newer pages.
            is_default_billing: bool,
            /// Whether goods go there, on newer pages.
            is_default_shipping: bool,
            /// The customer's own name for the address, on newer pages.
            nickname: Private<String>,
        }
    }
}

impl AddressInput {
    /// An address of which nothing is said yet: what may be null is.
    pub fn new() -> Self {
        Self::default().completed()
    }

    /// The same address, in which what may be null and was left out is null.
    #[must_use]
    pub fn completed(mut self) -> Self {
        for member in [
            &mut self.last_name,
            &mut self.address_line2,
            &mut self.landmark,
            &mut self.tax_identification_number,
            &mut self.business_name,
            &mut self.nickname,
        ] {
            if member.is_absent() {
                *member = Member::Null;
            }
        }
        self
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

wire_record! {
    /// The body of an update of a user: what is left out stays, null clears.
    ///
    /// The reference says "the writable fields of *User*" and does not list them. These are the ones that
    /// the vendor's own client writes.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct UpdateUser {
        optional {
            /// The given name.
            #[validate(custom(function = "filled_form"))]
            first_name: Private<String>,
            /// The family name.
            last_name: Private<String>,
            /// The e-mail address.
            #[validate(custom(function = "email_form"))]
            email: Private<String>,
            /// The phone, ten digits without the calling code.
            #[validate(custom(function = "ten_digits_form"))]
            phone: Private<String>,
            /// The calling code of the phone, a plus sign and two digits.
            #[validate(custom(function = "calling_code_form"))]
            country_code: Private<String>,
            /// How the user logs in. It is never null.
            #[validate(custom(function = "login_methods_form"))]
            login_methods: Vec<LoginMethod>,
            /// Which messages the user wants. It is never null.
            #[validate(custom(function = "never_null"))]
            notification_preferences: NotificationPreferences,
            /// The group of customers to be in.
            #[validate(custom(function = "filled_text"))]
            customer_group_id: String,
            /// The customer as a business.
            #[validate(nested)]
            business: UserBusinessInput,
        }
    }
}

wire_record! {
    /// A business, as an update of a user takes it: in the newer form, which has neither PAN nor GSTIN.
    #[derive(Default, Validate)]
    #[validate(crate = "customer_core::adapter::rules")]
    pub struct UserBusinessInput {
        optional {
            /// The legal form; required.
            #[validate(required(message = "is required"))]
            kind as "type": String,
            /// The name; required.
            #[validate(required(message = "is required"))]
            name: Private<String>,
            /// Texts by name; required.
            #[validate(required(message = "is required"), custom(function = "texts_form"))]
            metadata: RawJson,
            /// The seat.
            #[validate(nested)]
            registered_address: AddressInput,
        }
    }
}

impl UserBusinessInput {
    /// A business of this legal form and name.
    pub fn new(kind: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            kind: Member::Value(kind.into()),
            name: Private::from(name.into()).into(),
            ..Self::default()
        }
        .with_metadata(&BTreeMap::new())
    }

    /// Sets the texts by name.
    #[must_use]
    pub fn with_metadata(mut self, metadata: &BTreeMap<String, String>) -> Self {
        // Texts under texts are always JSON; null would be refused before anything is sent.
        let json = to_raw_value(metadata).unwrap_or_else(|_| RawValue::NULL.to_owned());
        self.metadata = RawJson::from(json).into();
        self
    }

    setters! {
        /// Sets the seat.
        with_registered_address => registered_address: AddressInput,
    }
}

/// Declares `with_…` for what an update changes, each taking a value or a [`Patch`].
macro_rules! patches {
    ($($(#[$doc:meta])* $setter:ident => $field:ident),+ $(,)?) => {
        $(
            $(#[$doc])*
            #[must_use]
            pub fn $setter(mut self, $field: impl Into<Patch<String>>) -> Self {
                self.$field = $field.into().map(Private::from).into();
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
    }

    /// Sets which messages the user wants.
    #[must_use]
    pub fn with_notification_preferences(mut self, preferences: NotificationPreferences) -> Self {
        self.notification_preferences = preferences.into();
        self
    }

    /// Sets how the user logs in.
    #[must_use]
    pub fn with_login_methods(mut self, methods: impl IntoIterator<Item = LoginMethod>) -> Self {
        self.login_methods = Member::Value(methods.into_iter().collect());
        self
    }

    /// Puts the user into a group of customers, or out of it.
    #[must_use]
    pub fn with_customer_group_id(mut self, group: impl Into<Patch<String>>) -> Self {
        self.customer_group_id = group.into().into();
        self
    }

    /// Sets the business, or takes it away.
    #[must_use]
    pub fn with_business(mut self, business: impl Into<Patch<UserBusinessInput>>) -> Self {
        self.business = business.into().into();
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

/// Declares what `validator` asks of a text that is there: its name, the condition and the reason.
macro_rules! rules {
    ($($name:ident: |$text:ident: $type:ty| $condition:expr, $reason:literal;)+) => {
        $(
            fn $name(member: &Member<$type>) -> Result<(), ValidationError> {
                let Some($text) = member.as_ref() else {
                    return Ok(());
                };
                if $condition {
                    return Ok(());
                }
                Err(ValidationError::new("form").with_message($reason.into()))
            }
        )+
    };
}

type Text = Private<String>;

rules! {
    filled_form: |text: Text| !text.trim().is_empty(), "must not be empty";
    filled_text: |text: String| !text.trim().is_empty(), "must not be empty";
    ulid_form: |text: String| is_ulid(text),
        "must be a ULID: 26 digits and capital letters without I, L, O and U";
    calling_code_form: |text: Text| text.strip_prefix('+').is_some_and(|code| is_digits(code, 2)),
        "must be a plus sign and two digits";
    ten_digits_form: |text: Text| is_digits(text, 10),
        "must be ten digits, without the calling code";
    six_digits_form: |text: Text| is_digits(text, 6), "must be six digits";
    email_form: |text: Text| EmailAddress::parse(text).is_ok(), "is not an e-mail address";
    pan_form: |text: Text| is_pan(text),
        "must be a PAN: five capital letters, four digits and a letter";
    gstin_form: |text: Text| is_gstin(text),
        "must be a GSTIN: a state, a PAN, a digit or letter, Z and a check character, or another \
         registration's form";
    india_form: |text: String| text.as_str() == "India", "must be `India`";
}

fn never_null<T>(member: &Member<T>) -> Result<(), ValidationError> {
    if member.is_null() {
        return Err(ValidationError::new("form").with_message("must not be null".into()));
    }
    Ok(())
}

fn login_methods_form(methods: &Member<Vec<LoginMethod>>) -> Result<(), ValidationError> {
    never_null(methods)?;
    let methods = methods.as_ref().map_or(&[][..], Vec::as_slice);
    if methods
        .iter()
        .all(|method| LoginMethod::KNOWN.contains(method))
    {
        return Ok(());
    }
    let reason = "takes email, phone, whatsapp and password";
    Err(ValidationError::new("form").with_message(reason.into()))
}

fn texts_form(member: &Member<RawJson>) -> Result<(), ValidationError> {
    let texts = |json: &RawJson| serde_json::from_str::<BTreeMap<String, String>>(json.get());
    if member.as_ref().is_none_or(|json| texts(json).is_ok()) {
        return Ok(());
    }
    Err(ValidationError::new("form").with_message("takes texts by name".into()))
}
