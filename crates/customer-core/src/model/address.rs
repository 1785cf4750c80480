//! Addresses.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use validator::Validate;

use crate::adapter::rules::Validate as _;
use crate::adapter::setters;
use crate::model::validation::{
    each_one_line, one_line, roles_in_form, tax_ids_in_form, well_formed_country,
    well_formed_email, well_formed_phone,
};
use crate::value::redact::presence;
use crate::{
    AddressId, AddressRole, Country, EmailAddress, PersonName, PhoneNumber, TaxIds, Unreadable,
};

crate::model::object::object_only!(Address);

/// A postal address. `Debug` shows which parts there are, not what they say.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize, Validate)]
#[validate(crate = "crate::adapter::rules")]
#[serde(deny_unknown_fields, remote = "Self")]
#[non_exhaustive]
pub struct Address {
    /// The provider's id of the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<AddressId>,
    /// What the address is for: in JSON `role`, one name or a list of names.
    #[serde(
        default,
        rename = "role",
        with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    #[validate(custom(function = "roles_in_form"))]
    pub roles: Vec<AddressRole>,
    /// Who receives there, where it is not the customer under the customer's own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(nested)]
    pub name: Option<PersonName>,
    /// The company at the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub company: Option<String>,
    /// Street, house number and whatever else stands above the city, line by line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[validate(custom(function = "each_one_line"))]
    pub lines: Vec<String>,
    /// Something known near the address, by which it is found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub landmark: Option<String>,
    /// The city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub city: Option<String>,
    /// State, province or region, in the spelling of the country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub region: Option<String>,
    /// The postal code, as text: leading zeros count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub postal_code: Option<String>,
    /// The country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_country"))]
    pub country: Option<Country>,
    /// The phone at the address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_phone"))]
    pub phone: Option<PhoneNumber>,
    /// The e-mail of the recipient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "well_formed_email"))]
    pub email: Option<EmailAddress>,
    /// Tax ids of the company at the address.
    #[serde(default, skip_serializing_if = "TaxIds::is_empty")]
    #[validate(custom(function = "tax_ids_in_form"))]
    pub tax_ids: TaxIds,
    /// The customer's own name for the address: "home", "warehouse".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[validate(custom(function = "one_line"))]
    pub label: Option<String>,
    /// What of the provider's own record could not be read. It is no part of what is written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) unreadable: Vec<Unreadable>,
}

impl Address {
    /// An address of which nothing is known yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a role.
    #[must_use]
    pub fn with_role(mut self, role: AddressRole) -> Self {
        if !self.roles.contains(&role) {
            self.roles.push(role);
        }
        self
    }

    /// Sets the lines above the city.
    #[must_use]
    pub fn with_lines<T: Into<String>>(mut self, lines: impl IntoIterator<Item = T>) -> Self {
        self.lines = lines.into_iter().map(Into::into).collect();
        self
    }

    /// Sets the tax ids of the company at the address.
    #[must_use]
    pub fn with_tax_ids(mut self, tax_ids: TaxIds) -> Self {
        self.tax_ids = tax_ids;
        self
    }

    setters! {
        /// Sets the provider's id.
        with_id => id: AddressId,
        /// Sets who receives there.
        with_name => name: PersonName,
        /// Sets the company.
        with_company => company: String,
        /// Sets the landmark.
        with_landmark => landmark: String,
        /// Sets the city.
        with_city => city: String,
        /// Sets state, province or region.
        with_region => region: String,
        /// Sets the postal code.
        with_postal_code => postal_code: String,
        /// Sets the country.
        with_country => country: Country,
        /// Sets the phone.
        with_phone => phone: PhoneNumber,
        /// Sets the e-mail.
        with_email => email: EmailAddress,
        /// Sets the customer's own name for the address.
        with_label => label: String,
    }

    /// Adds what could not be read of the record that this address was read from. For adapters.
    #[must_use]
    pub fn with_unreadable(mut self, unreadable: impl IntoIterator<Item = Unreadable>) -> Self {
        self.unreadable.extend(unreadable);
        self
    }

    /// What of the provider's own record of the address could not be read, with its place in that record
    /// and why. Where the address came along in a record of the customer,
    /// [`Customer::unreadable`](crate::Customer::unreadable) has it.
    pub fn unreadable(&self) -> &[Unreadable] {
        &self.unreadable
    }

    /// Whether the address serves this role.
    pub fn has_role(&self, role: &AddressRole) -> bool {
        self.roles.contains(role)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("id", &self.id)
            .field("roles", &self.roles)
            .field("name", &self.name)
            .field("company", &presence(self.company.as_ref()))
            .field("lines", &format_args!("<{} lines>", self.lines.len()))
            .field("landmark", &presence(self.landmark.as_ref()))
            .field("city", &presence(self.city.as_ref()))
            .field("region", &presence(self.region.as_ref()))
            .field("postal_code", &presence(self.postal_code.as_ref()))
            .field("country", &presence(self.country.as_ref()))
            .field("phone", &self.phone)
            .field("email", &self.email)
            .field("tax_ids", &self.tax_ids)
            .field("label", &presence(self.label.as_ref()))
            .field("unreadable", &self.unreadable)
            .finish()
    }
}

/// One role as its name, several as a list; both are read, and so is null.
mod one_or_many {
    use super::{AddressRole, Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(
        roles: &[AddressRole],
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        match roles {
            [one] => one.serialize(serializer),
            many => many.serialize(serializer),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Vec<AddressRole>, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged, expecting = "expected a role or a list of roles")]
        enum OneOrMany {
            One(AddressRole),
            Many(Vec<AddressRole>),
        }
        Ok(match Option::<OneOrMany>::deserialize(deserializer)? {
            None => Vec::new(),
            Some(OneOrMany::One(role)) => vec![role],
            Some(OneOrMany::Many(roles)) => roles,
        })
    }
}
