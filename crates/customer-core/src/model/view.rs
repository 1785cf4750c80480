//! One way to walk over the fields of a customer, whether it is to be written or was read.

use std::borrow::Cow;

use crate::{
    Address, AddressPart, Business, EmailAddress, Field, FieldPath, Locale, Metadata, PersonName,
    PhoneNumber,
};

/// The parts that new customers and read ones share.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    pub(crate) email: Option<&'a EmailAddress>,
    pub(crate) phone: Option<&'a PhoneNumber>,
    pub(crate) name: Option<&'a PersonName>,
    pub(crate) addresses: &'a [Address],
    pub(crate) business: Option<&'a Business>,
    pub(crate) locale: Option<&'a Locale>,
    pub(crate) reference: Option<&'a str>,
    pub(crate) metadata: Option<&'a Metadata>,
}

impl<'a> View<'a> {
    /// Every value there is, by path.
    pub(crate) fn values(self) -> Vec<(FieldPath, Cow<'a, str>)> {
        let mut values: Vec<(FieldPath, Cow<'a, str>)> = Vec::new();
        let mut add = |field: Field, value: Option<&'a str>| {
            values.extend(value.map(|value| (field.into(), Cow::Borrowed(value))));
        };
        add(Field::Email, self.email.map(EmailAddress::as_str));
        add(Field::Phone, self.phone.map(PhoneNumber::as_str));
        if let Some(name) = self.name {
            add(Field::FullName, name.full.as_deref());
            add(Field::GivenName, name.given.as_deref());
            add(Field::FamilyName, name.family.as_deref());
        }
        if let Some(business) = self.business {
            add(Field::BusinessType, business.business_type.as_deref());
            add(Field::BusinessName, business.name.as_deref());
            for (kind, number) in business.tax_ids.iter() {
                add(Field::BusinessTaxId(kind.clone()), Some(number));
            }
        }
        add(Field::Locale, self.locale.map(Locale::as_str));
        add(Field::Reference, self.reference);
        if let Some(metadata) = self.metadata {
            values.push((Field::Metadata.into(), Cow::Owned(metadata_text(metadata))));
        }
        for (index, address) in self.addresses.iter().enumerate() {
            values.extend(
                address_values(address)
                    .into_iter()
                    .map(|(part, value)| (FieldPath::address(index, part), value)),
            );
        }
        values
    }
}

/// The JSON of metadata. A map of texts always has one; no caller has to hear that it might not.
pub(crate) fn metadata_text(metadata: &Metadata) -> String {
    serde_json::to_string(metadata).unwrap_or_default()
}

/// Every value of one address, by part.
fn address_values(address: &Address) -> Vec<(AddressPart, Cow<'_, str>)> {
    let mut values = Vec::new();
    let mut add = |part: AddressPart, value: Option<&str>| {
        values.extend(value.map(|value| (part, Cow::Owned(value.to_owned()))));
    };
    add(AddressPart::Id, address.id.as_ref().map(AsRef::as_ref));
    if !address.roles.is_empty() {
        let mut roles: Vec<_> = address
            .roles
            .iter()
            .map(crate::AddressRole::as_str)
            .collect();
        roles.sort_unstable();
        add(AddressPart::Role, Some(&roles.join(" ")));
    }
    if let Some(name) = &address.name {
        add(AddressPart::FullName, name.full.as_deref());
        add(AddressPart::GivenName, name.given.as_deref());
        add(AddressPart::FamilyName, name.family.as_deref());
    }
    add(AddressPart::Company, address.company.as_deref());
    if !address.lines.is_empty() {
        add(AddressPart::Lines, Some(&address.lines.join("\n")));
    }
    add(AddressPart::Landmark, address.landmark.as_deref());
    add(AddressPart::City, address.city.as_deref());
    add(AddressPart::Region, address.region.as_deref());
    add(AddressPart::PostalCode, address.postal_code.as_deref());
    add(
        AddressPart::Country,
        address.country.as_ref().map(crate::Country::as_str),
    );
    add(
        AddressPart::Phone,
        address.phone.as_ref().map(PhoneNumber::as_str),
    );
    add(
        AddressPart::Email,
        address.email.as_ref().map(EmailAddress::as_str),
    );
    for (kind, number) in address.tax_ids.iter() {
        add(AddressPart::TaxId(kind.clone()), Some(number));
    }
    add(AddressPart::Label, address.label.as_deref());
    values
}
