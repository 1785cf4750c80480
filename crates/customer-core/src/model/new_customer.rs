//! A customer to be registered.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use validator::Validate;

use crate::adapter::Checked;
use crate::adapter::rules::Validate as _;
use crate::adapter::setters;
use crate::model::unique;
use crate::model::validation::{
    names_in_form, one_line, well_formed_email, well_formed_locale, well_formed_phone,
};
use crate::model::view::View;
use crate::value::redact::presence;
use crate::value::unique::TWICE_IN_METADATA;
use crate::{
    Address, Business, EmailAddress, Field, FieldPath, FieldProblem, Locale, Metadata, PersonName,
    PhoneNumber,
};

crate::model::object::object_only!(NewCustomer);

/// A customer to be registered with a provider.
///
/// Its JSON is what the `customers` command takes; unknown keys are refused, since a write must
/// not lose them in silence. Reading the JSON checks its shape alone; [`problems`](Self::problems)
/// checks the values, and every adapter asks it before it sends.
///
/// ```
/// use customer_core::{EmailAddress, NewCustomer, PersonName};
///
/// let customer = NewCustomer::new()
///     .with_email(EmailAddress::parse("asha@example.com")?)
///     .with_name(PersonName::new().with_given("Asha").with_family("Rao"));
/// let given: Vec<_> = customer.given().iter().map(ToString::to_string).collect();
/// assert_eq!(given, ["email", "name.given", "name.family"]);
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[validate(crate = "crate::adapter::rules")]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct NewCustomer {
    /// The customer's e-mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_email"))]
    pub email: Option<EmailAddress>,
    /// The customer's phone, in E.164.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_phone"))]
    pub phone: Option<PhoneNumber>,
    /// The customer's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub name: Option<PersonName>,
    /// The customer's addresses, with roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(nested)]
    pub addresses: Vec<Address>,
    /// The customer as a business.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub business: Option<Business>,
    /// The language and region to address the customer in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_locale"))]
    pub locale: Option<Locale>,
    /// The caller's own name for the customer, to find it again by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub reference: Option<String>,
    /// What else the caller wants kept with the customer.
    #[serde(
        default,
        deserialize_with = "unique::metadata",
        skip_serializing_if = "Option::is_none"
    )]
    #[validate(custom(function = "names_in_form"))]
    pub metadata: Option<Metadata>,
}

impl NewCustomer {
    /// A customer of whom nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the e-mail address.
        with_email => email: EmailAddress,
        /// Sets the phone.
        with_phone => phone: PhoneNumber,
        /// Sets the name.
        with_name => name: PersonName,
        /// Sets the business.
        with_business => business: Business,
        /// Sets the locale.
        with_locale => locale: Locale,
        /// Sets the caller's own reference.
        with_reference => reference: String,
        /// Sets the metadata.
        with_metadata => metadata: Metadata,
    }

    /// Adds an address.
    #[must_use]
    pub fn with_address(mut self, address: Address) -> Self {
        self.addresses.push(address);
        self
    }

    /// The values that are not well formed for any provider, each with its path.
    pub fn problems(&self) -> Vec<FieldProblem> {
        let mut problems = Checked::problems(self);
        for problem in &mut problems {
            // `validator` does not see what serde calls a field.
            if problem.field == "business.business_type" {
                problem.field = Field::BusinessType.to_string();
            }
            if let Some(address) = problem.field.strip_suffix("].roles") {
                problem.field = format!("{address}].role");
            }
        }
        if self.metadata.as_ref().is_some_and(Metadata::has_name_twice) {
            problems.push(FieldProblem::new(Field::Metadata, TWICE_IN_METADATA));
        }
        problems.sort_by(|a, b| a.field.cmp(&b.field));
        problems
    }

    /// The fields that have a value, in the order of the documentation.
    pub fn given(&self) -> Vec<FieldPath> {
        self.values().into_iter().map(|(path, _)| path).collect()
    }

    /// The fields that have a value, with the value as text: what [`given`](Self::given) names.
    pub fn values(&self) -> Vec<(FieldPath, Cow<'_, str>)> {
        View {
            email: self.email.as_ref(),
            phone: self.phone.as_ref(),
            name: self.name.as_ref(),
            addresses: &self.addresses,
            business: self.business.as_ref(),
            locale: self.locale.as_ref(),
            reference: self.reference.as_deref(),
            metadata: self.metadata.as_ref(),
        }
        .values()
    }
}

impl fmt::Debug for NewCustomer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewCustomer")
            .field("email", &self.email)
            .field("phone", &self.phone)
            .field("name", &self.name)
            .field("addresses", &self.addresses)
            .field("business", &self.business)
            .field("locale", &self.locale)
            .field("reference", &presence(self.reference.as_ref()))
            .field("metadata", &self.metadata)
            .finish()
    }
}
