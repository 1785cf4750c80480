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
        let mut add = |path: FieldPath, value: Option<&'a str>| {
            values.extend(value.map(|value| (path, Cow::Borrowed(value))));
        };
        add(Field::Email.into(), self.email.map(EmailAddress::as_str));
        add(Field::Phone.into(), self.phone.map(PhoneNumber::as_str));
        if let Some(name) = self.name {
            add(Field::FullName.into(), name.full.as_deref());
            add(Field::GivenName.into(), name.given.as_deref());
            add(Field::FamilyName.into(), name.family.as_deref());
        }
        if let Some(business) = self.business {
            add(
                Field::BusinessType.into(),
                business.business_type.as_deref(),
            );
            add(Field::BusinessName.into(), business.name.as_deref());
            for (kind, place, number) in business.tax_ids.numbered() {
                let path = FieldPath::from(Field::BusinessTaxId(kind.clone())).nth(place);
                add(path, Some(number));
            }
        }
        add(Field::Locale.into(), self.locale.map(Locale::as_str));
        add(Field::Reference.into(), self.reference);
        if let Some(metadata) = self.metadata {
            values.push((Field::Metadata.into(), Cow::Owned(metadata_text(metadata))));
        }
        for (index, address) in self.addresses.iter().enumerate() {
            values.extend(address_values(index, address));
        }
        values
    }
}

/// The JSON of metadata. A map of texts always has one; no caller has to hear that it might not.
pub(crate) fn metadata_text(metadata: &Metadata) -> String {
    serde_json::to_string(metadata).unwrap_or_default()
}

/// Every value of one address, by path.
fn address_values(index: usize, address: &Address) -> Vec<(FieldPath, Cow<'_, str>)> {
    let mut values = Vec::new();
    let at = |part: AddressPart| FieldPath::address(index, part);
    let mut add = |path: FieldPath, value: Option<&str>| {
        values.extend(value.map(|value| (path, Cow::Owned(value.to_owned()))));
    };
    add(at(AddressPart::Id), address.id.as_ref().map(AsRef::as_ref));
    if !address.roles.is_empty() {
        let mut roles: Vec<_> = address
            .roles
            .iter()
            .map(crate::AddressRole::as_str)
            .collect();
        roles.sort_unstable();
        add(at(AddressPart::Role), Some(&roles.join(" ")));
    }
    if let Some(name) = &address.name {
        add(at(AddressPart::FullName), name.full.as_deref());
        add(at(AddressPart::GivenName), name.given.as_deref());
        add(at(AddressPart::FamilyName), name.family.as_deref());
    }
    add(at(AddressPart::Company), address.company.as_deref());
    if !address.lines.is_empty() {
        add(at(AddressPart::Lines), Some(&address.lines.join("\n")));
    }
    add(at(AddressPart::Landmark), address.landmark.as_deref());
    add(at(AddressPart::City), address.city.as_deref());
    add(at(AddressPart::Region), address.region.as_deref());
    add(at(AddressPart::PostalCode), address.postal_code.as_deref());
    add(
        at(AddressPart::Country),
        address.country.as_ref().map(crate::Country::as_str),
    );
    add(
        at(AddressPart::Phone),
        address.phone.as_ref().map(PhoneNumber::as_str),
    );
    add(
        at(AddressPart::Email),
        address.email.as_ref().map(EmailAddress::as_str),
    );
    for (kind, place, number) in address.tax_ids.numbered() {
        add(
            at(AddressPart::TaxId(kind.clone())).nth(place),
            Some(number),
        );
    }
    add(at(AddressPart::Label), address.label.as_deref());
    values
}
