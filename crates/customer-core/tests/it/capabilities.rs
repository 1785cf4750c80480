use customer_core::{
    Address, AddressPart, AddressRole, Capabilities, Field, FieldCapability, Operation, Support,
};

#[test]
fn what_is_not_named_is_not_offered() {
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
fn the_roles_of_an_address_decide() {
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
