//! One place for a billing and one for a shipping address.

use std::borrow::Cow;

use crate::fate::FieldFates;
use crate::{Address, AddressPart, AddressRole, FieldPath, NewCustomer};

/// Which of a customer's addresses takes which place, where a provider has one for billing and one for shipping.
///
/// The first address of a role takes its place. An address without a role is for billing, unless another says that
/// it is. An address with both roles takes both places.
///
/// ```
/// use customer_core::adapter::AddressSlots;
/// use customer_core::{Address, AddressRole};
///
/// let home = Address::new().with_city("Pune");
/// let shop = Address::new().with_city("Lyon").with_role(AddressRole::Shipping);
/// let slots = AddressSlots::of(&[shop, home]);
/// assert_eq!((slots.billing(), slots.shipping()), (Some(1), Some(0)));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AddressSlots {
    billing: Option<usize>,
    shipping: Option<usize>,
}

impl AddressSlots {
    /// The places of these addresses.
    pub fn of(addresses: &[Address]) -> Self {
        let first = |role: &AddressRole| addresses.iter().position(|one| one.has_role(role));
        let without_role = || addresses.iter().position(|one| one.roles.is_empty());
        Self {
            billing: first(&AddressRole::Billing).or_else(without_role),
            shipping: first(&AddressRole::Shipping),
        }
    }

    /// The index of the address for billing.
    pub fn billing(self) -> Option<usize> {
        self.billing
    }

    /// The index of the address for shipping.
    pub fn shipping(self) -> Option<usize> {
        self.shipping
    }

    /// The roles in which the address at this index has a place.
    pub fn roles(self, index: usize) -> Vec<AddressRole> {
        let billing = (self.billing == Some(index)).then_some(AddressRole::Billing);
        let shipping = (self.shipping == Some(index)).then_some(AddressRole::Shipping);
        billing.into_iter().chain(shipping).collect()
    }

    /// The customer whose addresses have the roles alone in which they have a place: what such a place requires,
    /// and nothing else, is required of them. Make the [`FieldFates`] from it.
    pub fn placed(self, customer: &NewCustomer) -> Cow<'_, NewCustomer> {
        let mut placed = Cow::Borrowed(customer);
        for (index, address) in customer.addresses.iter().enumerate() {
            let roles = self.roles(index);
            let differ = address.roles.iter().any(|role| !roles.contains(role));
            if differ && !roles.is_empty() {
                placed.to_mut().addresses[index].roles = roles;
            }
        }
        placed
    }

    /// Says what becomes of the roles of each address, and loses those without a place.
    pub fn decide_roles(self, fates: &mut FieldFates, addresses: &[Address]) {
        for (index, address) in addresses.iter().enumerate() {
            let path = FieldPath::address(index, AddressPart::Role);
            let roles = self.roles(index);
            let loses_roles = address.roles.iter().any(|role| !roles.contains(role));
            match &*roles {
                [] => fates.lose_address(index, no_place(address)),
                [AddressRole::Billing] if loses_roles => {
                    fates.alter(path, "kept as the billing address alone");
                }
                [_] if loses_roles => fates.alter(path, "kept as the shipping address alone"),
                [_] => {}
                _ => fates.alter(
                    path,
                    "kept as two addresses, one for billing and one for shipping",
                ),
            }
        }
    }
}

fn no_place(address: &Address) -> &'static str {
    let held = [AddressRole::Billing, AddressRole::Shipping];
    if address.roles.is_empty() || address.roles.iter().any(|role| held.contains(role)) {
        "another address has the only place for its role"
    } else {
        "there are a billing and a shipping address, and no other"
    }
}
