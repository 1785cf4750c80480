//! Taking fields away.

use customer_core::{
    Address, AddressPart, Business, CustomerUpdate, Field, FieldPath, NewCustomer, Patch,
    PersonName,
};

/// Takes a field away. `false` where it is not known how.
pub(crate) fn remove(customer: &mut NewCustomer, path: &FieldPath) -> bool {
    if let (Field::Address(part), Some(index)) = (path.field(), path.address_index()) {
        return match customer.addresses.get_mut(index) {
            Some(address) => remove_part(address, part),
            None => false,
        };
    }
    let name = |customer: &mut NewCustomer, change: &dyn Fn(&mut PersonName)| {
        if let Some(name) = &mut customer.name {
            change(name);
            if name.is_empty() {
                customer.name = None;
            }
        }
    };
    let business = |customer: &mut NewCustomer, change: &dyn Fn(&mut Business)| {
        if let Some(business) = &mut customer.business {
            change(business);
            if business.is_empty() {
                customer.business = None;
            }
        }
    };
    match path.field() {
        Field::Email => customer.email = None,
        Field::Phone => customer.phone = None,
        Field::GivenName => name(customer, &|name| name.given = None),
        Field::FamilyName => name(customer, &|name| name.family = None),
        Field::FullName => name(customer, &|name| name.full = None),
        Field::BusinessType => business(customer, &|business| business.business_type = None),
        Field::BusinessName => business(customer, &|business| business.name = None),
        Field::BusinessTaxId(kind) => business(customer, &|business| {
            let others = business.tax_ids.iter().filter(|(other, _)| *other != kind);
            business.tax_ids = others
                .map(|(kind, id)| (kind.clone(), id.to_owned()))
                .collect();
        }),
        Field::Locale => customer.locale = None,
        Field::Reference => customer.reference = None,
        Field::Metadata => customer.metadata = None,
        _ => return false,
    }
    true
}

fn remove_part(address: &mut Address, part: &AddressPart) -> bool {
    let name = |address: &mut Address, change: &dyn Fn(&mut PersonName)| {
        if let Some(name) = &mut address.name {
            change(name);
            if name.is_empty() {
                address.name = None;
            }
        }
    };
    match part {
        AddressPart::Id => address.id = None,
        AddressPart::Role => address.roles.clear(),
        AddressPart::GivenName => name(address, &|name| name.given = None),
        AddressPart::FamilyName => name(address, &|name| name.family = None),
        AddressPart::FullName => name(address, &|name| name.full = None),
        AddressPart::Company => address.company = None,
        AddressPart::Lines => address.lines.clear(),
        AddressPart::Landmark => address.landmark = None,
        AddressPart::City => address.city = None,
        AddressPart::Region => address.region = None,
        AddressPart::PostalCode => address.postal_code = None,
        AddressPart::Country => address.country = None,
        AddressPart::Phone => address.phone = None,
        AddressPart::Email => address.email = None,
        AddressPart::TaxId(kind) => {
            let others = address.tax_ids.iter().filter(|(other, _)| *other != kind);
            address.tax_ids = others
                .map(|(kind, id)| (kind.clone(), id.to_owned()))
                .collect();
        }
        AddressPart::Label => address.label = None,
        _ => return false,
    }
    true
}

/// Leaves a field as it is. `false` where it is not known how.
pub(crate) fn remove_change(update: &mut CustomerUpdate, path: &FieldPath) -> bool {
    match path.field() {
        Field::Email => update.email = Patch::Keep,
        Field::Phone => update.phone = Patch::Keep,
        Field::GivenName => update.name.given = Patch::Keep,
        Field::FamilyName => update.name.family = Patch::Keep,
        Field::FullName => update.name.full = Patch::Keep,
        Field::BusinessType => update.business.business_type = Patch::Keep,
        Field::BusinessName => update.business.name = Patch::Keep,
        Field::BusinessTaxId(kind) => drop(update.business.tax_ids.remove(kind)),
        Field::Locale => update.locale = Patch::Keep,
        Field::Reference => update.reference = Patch::Keep,
        Field::Metadata => update.metadata = Patch::Keep,
        Field::MetadataEntry(key) => drop(update.metadata_entries.remove(key)),
        _ => return false,
    }
    true
}

/// Takes away the addresses of which nothing but the role is left.
pub(crate) fn drop_empty_addresses(customer: &mut NewCustomer) {
    customer.addresses.retain(|address| {
        let mut rest = address.clone();
        rest.roles.clear();
        rest != Address::new()
    });
}
