//! In which form an address is sent: KohortPay has one place for billing and one for shipping, of different
//! shapes.

use std::borrow::Cow;
use std::collections::BTreeSet;

use customer_core::adapter::{AddressSlots, FieldFates, Member, Private};
use customer_core::{
    Address, AddressPart, AddressRole, Country, Field, FieldPath, NewCustomer, TaxIdKind,
};

use crate::wire;

/// What takes a line to its end.
const LINE_BREAKS: [char; 7] = [
    '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
];

/// What the billing address has a place for.
const STREET_PARTS: [AddressPart; 5] = [
    AddressPart::Lines,
    AddressPart::City,
    AddressPart::Region,
    AddressPart::PostalCode,
    AddressPart::Country,
];

/// What the shipping address alone has a place for.
const SHIPPING_PARTS: [AddressPart; 3] = [
    AddressPart::Company,
    AddressPart::TaxId(TaxIdKind::Vat),
    AddressPart::TaxId(TaxIdKind::RegistrationNumber),
];

/// The addresses in their places.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slots(AddressSlots);

impl Slots {
    pub(super) fn of(addresses: &[Address]) -> Self {
        Self(AddressSlots::of(addresses))
    }

    /// Which addresses took these places.
    pub(super) fn indexes(self, billing: bool, shipping: bool) -> BTreeSet<usize> {
        let billing = self.0.billing().filter(|_| billing);
        let shipping = self.0.shipping().filter(|_| shipping);
        billing.into_iter().chain(shipping).collect()
    }

    /// The customer whose addresses have the roles alone in which they have a place.
    pub(super) fn placed(self, customer: &NewCustomer) -> Cow<'_, NewCustomer> {
        self.0.placed(customer)
    }

    /// Says what becomes of the addresses and, since it goes with one of them, of the business.
    pub(super) fn decide(self, fates: &mut FieldFates, customer: &NewCustomer) {
        self.0.decide_roles(fates, &customer.addresses);
        for (index, address) in customer.addresses.iter().enumerate() {
            let roles = self.0.roles(index);
            if roles.len() == 2 {
                for part in SHIPPING_PARTS {
                    let path = FieldPath::address(index, part);
                    fates.alter(path, "only the shipping address holds it");
                }
            }
            self.decide_lines(fates, index, address);
            let is_empty = STREET_PARTS
                .iter()
                .all(|part| !fates.is_held(FieldPath::address(index, part.clone())));
            if is_empty && roles == [AddressRole::Billing] {
                fates.lose_address(index, "nothing is given that its place holds");
            }
        }
        self.decide_business(fates, customer);
    }

    fn decide_lines(self, fates: &mut FieldFates, index: usize, address: &Address) {
        let path = FieldPath::address(index, AddressPart::Lines);
        if !fates.is_held(&path) {
            return;
        }
        let lines = Lines::of(address);
        let in_shipping = self.0.shipping() == Some(index);
        let in_billing = self.0.billing() == Some(index);
        if lines.0.is_empty() {
            fates.lose(&path, "it is blank");
            if in_shipping {
                fates.require(&path);
            }
            return;
        }
        if lines.0 != address.lines {
            fates.alter(&path, "line breaks and blank lines are taken out");
        }
        if in_shipping && lines.0.len() > 2 {
            fates.alter(&path, "the lines from the second on are joined by commas");
        }
        if in_billing && lines.0.len() > 1 {
            let how = if in_shipping {
                "the billing address holds the lines joined by commas"
            } else {
                "the lines are joined by commas"
            };
            fates.alter(&path, how);
        }
    }

    fn decide_business(self, fates: &mut FieldFates, customer: &NewCustomer) {
        let address = self.address_for_shipping(customer);
        for (field, given, own) in business_parts(customer, address) {
            if address.is_none() {
                fates.lose(field, "it goes with a shipping address, and there is none");
            } else if own.is_some() && own != given {
                fates.lose(field, "the shipping address has another of its own");
            } else {
                fates.alter(field, "kept with the shipping address");
            }
        }
    }

    fn address_for_shipping(self, customer: &NewCustomer) -> Option<&Address> {
        customer.addresses.get(self.0.shipping()?)
    }

    /// `address`, where anything is held of it.
    pub(super) fn street_address(
        self,
        fates: &FieldFates,
        customer: &NewCustomer,
    ) -> Option<wire::StreetAddress> {
        let index = self.0.billing()?;
        let address = customer.addresses.get(index)?;
        let text = |part, text: Option<&str>| Member::from(held(fates, index, part, text));
        let country = address.country.as_ref();
        let street = wire::StreetAddress {
            street: text(AddressPart::Lines, Lines::of(address).all().as_deref()),
            city: text(AddressPart::City, address.city.as_deref()),
            state: text(AddressPart::Region, address.region.as_deref()),
            postal_code: text(AddressPart::PostalCode, address.postal_code.as_deref()),
            country: text(AddressPart::Country, country.and_then(Country::alpha2)),
            ..wire::StreetAddress::new()
        };
        (street != wire::StreetAddress::new()).then_some(street)
    }

    /// `shippingAddress`, with what is known of the business.
    pub(super) fn line_address(
        self,
        fates: &FieldFates,
        customer: &NewCustomer,
    ) -> Option<wire::LineAddress> {
        let index = self.0.shipping()?;
        let address = self.address_for_shipping(customer)?;
        let text = |part, text: Option<&str>| Member::from(held(fates, index, part, text));
        let country = address.country.as_ref();
        let lines = Lines::of(address);
        let [company_name, vat_number, registration_number] =
            business_parts(customer, Some(address)).map(|(field, given, own)| {
                let own = held(fates, index, part_of(&field), own);
                Member::from(own.or_else(|| fates.held(field, given.map(Private::from))))
            });
        Some(wire::LineAddress {
            address_line1: text(AddressPart::Lines, lines.first()),
            address_line2: text(AddressPart::Lines, lines.rest().as_deref()),
            city: text(AddressPart::City, address.city.as_deref()),
            postal_code: text(AddressPart::PostalCode, address.postal_code.as_deref()),
            country: text(AddressPart::Country, country.and_then(Country::name)),
            state: text(AddressPart::Region, address.region.as_deref()),
            company_name,
            vat_number,
            registration_number,
            ..wire::LineAddress::default()
        })
    }
}

/// What a business and a shipping address have in common: the business's field, its value, and the value
/// of the address.
fn business_parts<'a>(
    customer: &'a NewCustomer,
    address: Option<&'a Address>,
) -> [(Field, Option<&'a str>, Option<&'a str>); 3] {
    let business = customer.business.as_ref();
    let tax_id = |kind: TaxIdKind| {
        let given = business.and_then(|business| business.tax_ids.get(&kind));
        let own = address.and_then(|address| address.tax_ids.get(&kind));
        (Field::BusinessTaxId(kind), given, own)
    };
    [
        (
            Field::BusinessName,
            business.and_then(|business| business.name.as_deref()),
            address.and_then(|address| address.company.as_deref()),
        ),
        tax_id(TaxIdKind::Vat),
        tax_id(TaxIdKind::RegistrationNumber),
    ]
}

/// The part of an address that says of it what the field says of a business.
fn part_of(field: &Field) -> AddressPart {
    match field {
        Field::BusinessTaxId(kind) => AddressPart::TaxId(kind.clone()),
        _ => AddressPart::Company,
    }
}

/// The value of an address's part, where it is held.
fn held(
    fates: &FieldFates,
    index: usize,
    part: AddressPart,
    text: Option<&str>,
) -> Option<Private<String>> {
    fates.held(FieldPath::address(index, part), text.map(Private::from))
}

/// The lines of an address without line breaks in them and blank ones between them.
struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    fn of(address: &'a Address) -> Self {
        let lines = address
            .lines
            .iter()
            .flat_map(|line| line.split(LINE_BREAKS));
        Self(lines.filter(|line| !line.trim().is_empty()).collect())
    }

    fn first(&self) -> Option<&'a str> {
        self.0.first().copied()
    }

    fn all(&self) -> Option<String> {
        joined(&self.0)
    }

    fn rest(&self) -> Option<String> {
        joined(self.0.get(1..)?)
    }
}

fn joined(lines: &[&str]) -> Option<String> {
    (!lines.is_empty()).then(|| lines.join(", "))
}

/// The domain's form of an address, such as an `expand` returns. Its role is the member that it came from.
pub fn address(address: &wire::Address, role: AddressRole) -> Address {
    let text = |text: &Member<Private<String>>| text.filled().map(str::to_owned);
    let country = |country: &Member<Private<String>>| text(country).map(Country::lenient);
    let mut domain = Address::new().with_role(role);
    match address {
        wire::Address::Street(street) => {
            domain.lines.extend(text(&street.street));
            domain.city = text(&street.city);
            domain.region = text(&street.state);
            domain.postal_code = text(&street.postal_code);
            domain.country = country(&street.country);
        }
        wire::Address::Lines(lines) => {
            domain.lines.extend(text(&lines.address_line1));
            domain.lines.extend(text(&lines.address_line2));
            domain.city = text(&lines.city);
            domain.region = text(&lines.state);
            domain.postal_code = text(&lines.postal_code);
            domain.country = country(&lines.country);
            domain.company = text(&lines.company_name);
            for (kind, number) in [
                (TaxIdKind::Vat, text(&lines.vat_number)),
                (
                    TaxIdKind::RegistrationNumber,
                    text(&lines.registration_number),
                ),
            ] {
                if let Some(number) = number {
                    domain.tax_ids.insert(kind, number);
                }
            }
        }
    }
    domain
}
