//! Copies that keep some parts: those that are held when they are written, and those that are shown when they are read.

use crate::{Address, AddressPart, Business, Field, FieldPath, PersonName, TaxIdKind, TaxIds};

pub(super) fn name(name: &PersonName, keeps: impl Fn(Field) -> bool) -> Option<PersonName> {
    let kept = PersonName {
        full: kept(name.full.as_ref(), keeps(Field::FullName)),
        given: kept(name.given.as_ref(), keeps(Field::GivenName)),
        family: kept(name.family.as_ref(), keeps(Field::FamilyName)),
    };
    (!kept.is_empty()).then_some(kept)
}

pub(super) fn business(business: &Business, keeps: impl Fn(FieldPath) -> bool) -> Option<Business> {
    let kept = Business {
        business_type: kept(
            business.business_type.as_ref(),
            keeps(Field::BusinessType.into()),
        ),
        name: kept(business.name.as_ref(), keeps(Field::BusinessName.into())),
        tax_ids: tax_ids(&business.tax_ids, |kind, place| {
            keeps(FieldPath::from(Field::BusinessTaxId(kind)).nth(place))
        }),
    };
    (!kept.is_empty()).then_some(kept)
}

/// `is_kept` is asked for the parts of the first address.
pub(super) fn address(address: &Address, is_kept: impl Fn(FieldPath) -> bool) -> Address {
    let at = |part: AddressPart| FieldPath::address(0, part);
    let keeps = |part: AddressPart| is_kept(at(part));
    let list = |keeps, list: &[String]| if keeps { list.to_vec() } else { Vec::new() };
    let name = address.name.as_ref().map(|name| PersonName {
        full: kept(name.full.as_ref(), keeps(AddressPart::FullName)),
        given: kept(name.given.as_ref(), keeps(AddressPart::GivenName)),
        family: kept(name.family.as_ref(), keeps(AddressPart::FamilyName)),
    });
    Address {
        id: kept(address.id.as_ref(), keeps(AddressPart::Id)),
        roles: if keeps(AddressPart::Role) {
            address.roles.clone()
        } else {
            Vec::new()
        },
        name: name.filter(|name| !name.is_empty()),
        company: kept(address.company.as_ref(), keeps(AddressPart::Company)),
        lines: list(keeps(AddressPart::Lines), &address.lines),
        landmark: kept(address.landmark.as_ref(), keeps(AddressPart::Landmark)),
        city: kept(address.city.as_ref(), keeps(AddressPart::City)),
        region: kept(address.region.as_ref(), keeps(AddressPart::Region)),
        postal_code: kept(address.postal_code.as_ref(), keeps(AddressPart::PostalCode)),
        country: kept(address.country.as_ref(), keeps(AddressPart::Country)),
        phone: kept(address.phone.as_ref(), keeps(AddressPart::Phone)),
        email: kept(address.email.as_ref(), keeps(AddressPart::Email)),
        tax_ids: tax_ids(&address.tax_ids, |kind, place| {
            is_kept(at(AddressPart::TaxId(kind)).nth(place))
        }),
        label: kept(address.label.as_ref(), keeps(AddressPart::Label)),
        unreadable: Vec::new(),
    }
}

pub(super) fn kept<T: Clone>(value: Option<&T>, keeps: bool) -> Option<T> {
    value.filter(|_| keeps).cloned()
}

pub(super) fn tax_ids(tax_ids: &TaxIds, keeps: impl Fn(TaxIdKind, usize) -> bool) -> TaxIds {
    let numbers = tax_ids.numbered();
    let kept = numbers.filter(|(kind, place, _)| keeps((*kind).clone(), *place));
    kept.map(|(kind, _, number)| (kind.clone(), number.to_owned()))
        .collect()
}
