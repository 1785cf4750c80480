//! The table of addresses.

use customer_core::{Address, AddressRole, Country, EmailAddress, PersonName, PhoneNumber};

use super::layout::{add, never_wrap, rendered, table};
use super::outcomes::outcomes;
use crate::report::Entry;

/// The addresses of one result, one per row; without any, its outcome.
pub(super) fn addresses(entry: &Entry) -> String {
    let Some(addresses) = &entry.addresses else {
        return outcomes(std::slice::from_ref(entry));
    };
    let mut table = table(&["id", "role", "recipient", "address", "contact"]);
    never_wrap(&mut table, 0);
    for address in addresses {
        add(&mut table, address_cells(address));
    }
    rendered(&table)
}

fn address_cells(address: &Address) -> [String; 5] {
    let joined = |parts: &[Option<&str>], separator: &str| {
        let parts: Vec<&str> = parts.iter().flatten().copied().collect();
        parts.join(separator)
    };
    let roles: Vec<_> = address.roles.iter().map(AddressRole::as_str).collect();
    let person = address.name.as_ref().and_then(PersonName::to_full);
    let lines = address.lines.join("\n");
    let town = joined(
        &[address.postal_code.as_deref(), address.city.as_deref()],
        " ",
    );
    let country = address.country.as_ref().map(Country::as_str);
    [
        address
            .id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        roles.join(", "),
        joined(
            &[
                person.as_deref(),
                address.company.as_deref(),
                address.label.as_deref(),
            ],
            "\n",
        ),
        joined(
            &[
                Some(&*lines).filter(|lines| !lines.is_empty()),
                address.landmark.as_deref(),
                Some(&*town).filter(|town| !town.is_empty()),
                address.region.as_deref(),
                country,
            ],
            "\n",
        ),
        joined(
            &[
                address.phone.as_ref().map(PhoneNumber::as_str),
                address.email.as_ref().map(EmailAddress::as_str),
            ],
            "\n",
        ),
    ]
}
