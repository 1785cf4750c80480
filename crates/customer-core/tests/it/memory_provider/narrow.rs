//! Providers that cannot do everything.

use customer_core::memory::{MemoryProvider, all_capabilities};
use customer_core::{
    AddressPart, AddressRole, BlockRequest, Capabilities, CustomerProvider, CustomerProviderExt,
    CustomerUpdate, ErrorKind, Field, FieldCapability, ListQuery, Locale, Operation, WriteOptions,
};

use super::{asha, create, email, get, now, pune};

/// The errors of every operation.
fn errors(provider: &MemoryProvider) -> Vec<(Operation, Option<ErrorKind>)> {
    let id = "cus_1".into();
    let address_id = "adr_1".into();
    let update = CustomerUpdate::new().with_given_name("Usha");
    let error = |result: Result<(), customer_core::Error>| result.err().map(|error| error.kind());
    vec![
        (
            Operation::CreateCustomer,
            error(now(provider.create(&asha())).map(drop)),
        ),
        (
            Operation::GetCustomer,
            error(now(provider.get(&id)).map(drop)),
        ),
        (
            Operation::FindCustomersByEmail,
            error(now(provider.find_all_by_email(&email("a@example.com"))).map(drop)),
        ),
        (
            Operation::ListCustomers,
            error(now(provider.list_customers(&ListQuery::new())).map(drop)),
        ),
        (
            Operation::UpdateCustomer,
            error(now(provider.update(&id, &update)).map(drop)),
        ),
        (
            Operation::DeleteCustomer,
            error(now(provider.delete(&id)).map(drop)),
        ),
        (
            Operation::RestoreCustomer,
            error(now(provider.restore(&id)).map(drop)),
        ),
        (
            Operation::BlockCustomer,
            error(now(provider.block(&id, &BlockRequest::new())).map(drop)),
        ),
        (
            Operation::UnblockCustomer,
            error(now(provider.unblock(&id)).map(drop)),
        ),
        (
            Operation::ListAddresses,
            error(now(provider.list_addresses(&id)).map(drop)),
        ),
        (
            Operation::AddAddress,
            error(now(provider.add_address(&id, &pune())).map(drop)),
        ),
        (
            Operation::UpdateAddress,
            error(now(provider.update_address(&id, &address_id, &pune())).map(drop)),
        ),
        (
            Operation::RemoveAddress,
            error(now(provider.remove_address(&id, &address_id)).map(drop)),
        ),
    ]
}

#[test]
fn an_operation_works_where_the_capabilities_claim_it_and_is_unsupported_where_they_do_not() {
    assert!(
        errors(&MemoryProvider::new())
            .into_iter()
            .all(|(_, error)| error.is_none())
    );
    let provider = MemoryProvider::builder()
        .capabilities(Capabilities::new())
        .build();
    let errors = errors(&provider);
    assert_eq!(errors.len(), Operation::ALL.len());
    for (operation, error) in errors {
        assert_eq!(error, Some(ErrorKind::UnsupportedOperation), "{operation}");
        assert_eq!(provider.sent(operation), 0);
    }
}

/// It holds an e-mail address, a locale that it does not return, and cities of shipping addresses.
fn narrow() -> MemoryProvider {
    let capabilities = Operation::ALL
        .iter()
        .fold(Capabilities::new(), |capabilities, operation| {
            capabilities.with_native(*operation)
        })
        .with_default_address_role(AddressRole::Shipping)
        .with_field(
            FieldCapability::new(Field::Email)
                .on_create()
                .readable()
                .required(),
        )
        .with_field(
            FieldCapability::new(Field::Locale)
                .on_create()
                .with_values(["fr-FR"]),
        )
        .with_field(
            FieldCapability::new(Field::Address(AddressPart::City))
                .for_roles([AddressRole::Shipping])
                .on_create()
                .on_update()
                .readable(),
        );
    MemoryProvider::builder().capabilities(capabilities).build()
}

#[test]
fn a_strict_write_that_would_lose_a_field_is_refused_and_not_sent() {
    let provider = narrow();
    let error = now(provider.create(&asha())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(provider.sent(Operation::CreateCustomer), 0);
    let id = provider.insert(asha());
    let update = CustomerUpdate::new().with_given_name("Usha");
    let error = now(provider.update(&id, &update)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    let block = BlockRequest::new().with_reason("spam");
    let error = now(provider.block(&id, &block)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    let error = now(provider.add_address(&id, &pune())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(provider.acted(Operation::UpdateCustomer), 0);
}

#[test]
fn a_lossy_write_goes_ahead_with_what_is_held_and_says_what_was_lost() {
    let provider = narrow();
    let options = WriteOptions::lossy();
    let written = now(provider.create_customer(&asha(), &options)).unwrap();
    assert!(written.fields.is_partition_of(&asha().given()));
    let sent: Vec<_> = written
        .fields
        .sent
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(sent, ["email", "addresses[0].city"]);
    let kept = &provider.records()[0];
    assert_eq!((&kept.name, &kept.phone), (&None, &None));
    let addresses = get(&provider, &written.customer.id).addresses.unwrap();
    assert_eq!(addresses[0].city.as_deref(), Some("Pune"));
    assert!(addresses[0].lines.is_empty());
}

#[test]
fn a_value_that_has_no_place_is_lost_and_one_that_is_not_returned_is_kept() {
    let provider = narrow();
    let locale = |text| Locale::parse(text).unwrap();
    let french = customer_core::NewCustomer::new()
        .with_email(email("asha@example.com"))
        .with_locale(locale("fr-FR"));
    let id = create(&provider, &french);
    assert_eq!(get(&provider, &id).locale, None);
    assert_eq!(provider.records()[0].locale, Some(locale("fr-FR")));
    let english = french.with_locale(locale("en-GB"));
    let preview = provider.preview_create(&english);
    assert_eq!(
        preview.fields.unrepresentable[0].field,
        Field::Locale.into()
    );
    assert!(preview.fields.unrepresentable[0].why.contains("fr-FR"));
}

#[test]
fn a_required_field_without_a_value_that_it_takes_is_a_problem() {
    let capabilities = all_capabilities().with_field(FieldCapability::new(Field::BlockReason));
    assert!(capabilities.supports(Operation::BlockCustomer));
    let required = Capabilities::new()
        .with_native(Operation::CreateCustomer)
        .with_field(
            FieldCapability::new(Field::Locale)
                .on_create()
                .required()
                .with_values(["fr-FR"]),
        );
    let provider = MemoryProvider::builder().capabilities(required).build();
    let english = customer_core::NewCustomer::new().with_locale(Locale::parse("en").unwrap());
    let problems = provider.preview_create(&english).problems;
    assert_eq!(problems[0].field, "locale");
}
