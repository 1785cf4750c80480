//! One place for a billing and one for a shipping address.

use customer_core::adapter::{AddressSlots, FieldFates};
use customer_core::strategies;
use customer_core::{AddressPart, AddressRole, Capabilities, Field, FieldCapability, FieldPath};
use proptest::prelude::*;

proptest! {
    #[test]
    fn each_place_has_the_first_address_that_asks_for_it_and_every_other_address_is_lost(
        customer in strategies::new_customer(),
    ) {
        let addresses = &customer.addresses;
        let slots = AddressSlots::of(addresses);
        let first = |role: AddressRole| addresses.iter().position(|one| one.has_role(&role));
        prop_assert_eq!(slots.shipping(), first(AddressRole::Shipping));
        let without_role = addresses.iter().position(|one| one.roles.is_empty());
        prop_assert_eq!(slots.billing(), first(AddressRole::Billing).or(without_role));

        let capabilities = Capabilities::new().with_fields(Field::all().into_iter().map(|field| FieldCapability::new(field).on_create()));
        let placed = slots.placed(&customer).into_owned();
        let mut fates = FieldFates::for_create(&capabilities, &placed);
        slots.decide_roles(&mut fates, addresses);
        for (index, address) in addresses.iter().enumerate() {
            let roles = slots.roles(index);
            let path = FieldPath::address(index, AddressPart::Role);
            prop_assert_eq!(fates.is_held(&path), !roles.is_empty() && !address.roles.is_empty());
            if !roles.is_empty() && !address.roles.is_empty() {
                // No role is made up, and none but those with a place is asked for.
                prop_assert!(placed.addresses[index].roles.iter().all(|role| roles.contains(role)));
                prop_assert!(placed.addresses[index].roles.iter().all(|role| address.roles.contains(role)));
            }
        }
        let report = fates.finish().fields;
        assert!(report.is_partition_of(&customer.given()), "{report:?}");
    }
}
