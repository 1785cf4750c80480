use customer_core::{
    Address, AddressPart, AddressRole, Capabilities, Field, FieldCapability, Operation, Support,
};

#[test]
fn operations_and_fields_that_capabilities_do_not_name_are_not_offered() {
    let capabilities = Capabilities::new().with_native(Operation::GetCustomer);
    for &operation in Operation::ALL {
        assert_eq!(
            capabilities.supports(operation),
            operation == Operation::GetCustomer,
            "{operation}"
        );
    }
    assert_eq!(
        capabilities.support(Operation::DeleteCustomer),
        &Support::Unsupported
    );
    assert_eq!(capabilities.field(&Field::Email), None);
}

#[test]
fn the_capability_of_an_address_field_depends_on_the_address_role() {
    let company = Field::Address(AddressPart::Company);
    let capabilities = Capabilities::new()
        .with_default_address_role(AddressRole::Billing)
        .with_field(
            FieldCapability::new(company.clone())
                .for_roles([AddressRole::Shipping])
                .on_create(),
        );
    let allowed = |address: &Address| capabilities.address_field(&company, address).is_some();
    let billing = Address::new().with_role(AddressRole::Billing);
    assert!(!allowed(&Address::new()));
    assert!(!allowed(&billing));
    assert!(allowed(&billing.with_role(AddressRole::Shipping)));
}
