use std::sync::Arc;

use chrono::TimeDelta;
use customer_core::memory::{MemoryProvider, all_capabilities};
use customer_core::{
    AddressId, BlockRequest, BusinessUpdate, CustomerProvider, CustomerProviderExt, CustomerUpdate,
    EmailUniqueness, ErrorKind, Operation, Patch, Settlement, Status, TaxIdKind, WriteOptions,
};

use super::{TestClock, asha, create, email, get, now, pune};

#[test]
fn a_created_customer_is_active_and_dated_by_the_providers_clock() {
    let clock = TestClock::new();
    let ours = clock.clone();
    let provider = MemoryProvider::builder()
        .clock(move || ours.time())
        .provider_clock_ahead(TimeDelta::minutes(10))
        .account("store-1")
        .build();
    let written = now(provider.create(&asha())).unwrap();
    assert!(written.fields.is_lossless() && written.fields.altered.is_empty());
    let customer = get(&provider, &written.customer.id);
    assert_eq!(customer, written.customer);
    assert_eq!(customer.status, Some(Status::Active));
    assert_eq!(
        customer.created,
        Some(clock.time() + TimeDelta::minutes(10))
    );
    assert_eq!(customer.account, Some("store-1".into()));
    assert!(customer.addresses.unwrap()[0].id.is_some());
    assert!(provider.clock_offset().unwrap().latest == TimeDelta::minutes(10));
}

#[test]
fn an_update_sets_clears_and_keeps() {
    let clock = TestClock::new();
    let ours = clock.clone();
    let provider = MemoryProvider::builder().clock(move || ours.time()).build();
    let id = create(&provider, &asha());
    clock.pass(TimeDelta::hours(1));
    let mut business = BusinessUpdate::default();
    let tax_ids = &mut business.tax_ids;
    tax_ids.insert(TaxIdKind::Vat, Patch::Set("FR12345678".into()));
    tax_ids.insert(TaxIdKind::Tin, Patch::Set("12345".into()));
    let update = CustomerUpdate::new()
        .with_phone(Patch::Clear)
        .with_given_name("Usha")
        .with_business(business);
    let written = now(provider.update(&id, &update)).unwrap();
    assert_eq!(written.fields.sent, update.given());
    let customer = get(&provider, &id);
    assert_eq!(customer.phone, None);
    assert_eq!(customer.email, asha().email);
    let name = customer.name.unwrap();
    assert_eq!(name.given.as_deref(), Some("Usha"));
    assert_eq!(name.family.as_deref(), Some("Rao"));
    assert_eq!(customer.updated, Some(clock.time()));
    assert!(customer.created < customer.updated);

    let mut business = BusinessUpdate::default();
    business.tax_ids.insert(TaxIdKind::Vat, Patch::Clear);
    let update = CustomerUpdate::new().with_business(business);
    now(provider.update(&id, &update)).unwrap();
    let tax_ids = get(&provider, &id).business.unwrap().tax_ids;
    assert_eq!(tax_ids.get(&TaxIdKind::Vat), None);
    assert_eq!(tax_ids.get(&TaxIdKind::Tin), Some("12345"));
}

#[test]
fn an_update_of_nothing_is_refused_and_not_sent() {
    let provider = MemoryProvider::new();
    let id = create(&provider, &asha());
    let error = now(provider.update(&id, &CustomerUpdate::new())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(provider.sent(Operation::UpdateCustomer), 0);
}

#[test]
fn a_second_customer_of_a_mailbox_is_refused_where_addresses_are_unique() {
    let provider = MemoryProvider::new();
    let id = create(&provider, &asha());
    let same = asha().with_email(email("ASHA@EXAMPLE.COM"));
    let error = now(provider.create(&same)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    assert_eq!(error.operation(), Some(Operation::CreateCustomer));

    // Nor may an update take another customer's address; one's own may be spelled anew.
    let other = create(&provider, &asha().with_email(email("usha@example.com")));
    let update = CustomerUpdate::new().with_email(email("asha@example.com"));
    let error = now(provider.update(&other, &update)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
    let update = CustomerUpdate::new().with_email(email("Asha@example.com"));
    now(provider.update(&id, &update)).unwrap();

    let capabilities = all_capabilities().with_email_uniqueness(EmailUniqueness::MayRepeat);
    let provider = MemoryProvider::builder().capabilities(capabilities).build();
    create(&provider, &asha());
    create(&provider, &same);
    let found = now(provider.find_all_by_email(&email("asha@example.com")));
    assert_eq!(found.unwrap().len(), 2);
}

#[test]
fn a_block_survives_a_deletion_and_a_restoration() {
    let provider = MemoryProvider::new();
    let id = create(&provider, &asha());
    let block = BlockRequest::new().with_reason("chargebacks");
    let changed = now(provider.block(&id, &block)).unwrap();
    assert_eq!(changed.fields.sent.len(), 1);
    now(provider.delete(&id)).unwrap();
    let Some(Status::Deleted(deletion)) = get(&provider, &id).status else {
        panic!("not deleted");
    };
    assert_eq!(
        deletion.blocked.unwrap().reason.as_deref(),
        Some("chargebacks")
    );
    now(provider.restore(&id)).unwrap();
    let status = get(&provider, &id).status.unwrap();
    assert!(matches!(&status, Status::Blocked(block) if block.reason.is_some()));
    now(provider.unblock(&id)).unwrap();
    assert_eq!(get(&provider, &id).status, Some(Status::Active));
}

#[test]
fn a_deleted_customer_is_found_unless_its_record_is_removed() {
    for removes in [false, true] {
        let mut builder = MemoryProvider::builder().customer(asha());
        if removes {
            builder = builder.removes_deleted();
        }
        let provider = builder.build();
        let id = provider.records()[0].id.clone();
        let changed = now(provider.delete(&id)).unwrap();
        assert_eq!(changed.customer.is_none(), removes);
        let found = now(provider.find_all_by_email(&email("asha@example.com"))).unwrap();
        assert_eq!(found.is_empty(), removes);
        let again = now(provider.delete(&id)).map_err(|error| error.kind());
        assert_eq!(
            again.is_err_and(|kind| kind == ErrorKind::NotFound),
            removes
        );
    }
}

#[test]
fn addresses_are_added_replaced_and_removed() {
    let provider = MemoryProvider::new();
    let id = create(&provider, &asha());
    let added = now(provider.add_address(&id, &pune().with_label("work"))).unwrap();
    let address_id = added.address.id.clone().unwrap();
    let replaced = now(provider.update_address(&id, &address_id, &pune())).unwrap();
    assert_eq!(replaced.address, pune().with_id(address_id.clone()));
    let listed = now(provider.list_addresses(&id)).unwrap();
    assert_eq!(listed.len(), 2);
    assert!(listed.contains(&replaced.address));
    // As it was read, with its id.
    let same = now(provider.update_address(&id, &address_id, &replaced.address)).unwrap();
    assert!(same.fields.altered.is_empty());
    let other_id = replaced.address.with_id(AddressId::from("adr_none"));
    let same = now(provider.update_address(&id, &address_id, &other_id)).unwrap();
    assert_eq!(same.fields.altered.len(), 1);

    now(provider.remove_address(&id, &address_id)).unwrap();
    assert_eq!(now(provider.list_addresses(&id)).unwrap().len(), 1);
    let error = now(provider.remove_address(&id, &address_id)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert_eq!(provider.acted(Operation::RemoveAddress), 1);
}

#[test]
fn a_customer_that_is_not_there_is_not_found() {
    let provider = MemoryProvider::new();
    let id = "cus_none".into();
    let update = CustomerUpdate::new().with_given_name("Usha");
    let errors = [
        now(provider.get(&id)).unwrap_err(),
        now(provider.update(&id, &update)).unwrap_err(),
        now(provider.delete(&id)).unwrap_err(),
        now(provider.restore(&id)).unwrap_err(),
        now(provider.block(&id, &BlockRequest::new())).unwrap_err(),
        now(provider.unblock(&id)).unwrap_err(),
        now(provider.list_addresses(&id)).unwrap_err(),
        now(provider.add_address(&id, &pune())).unwrap_err(),
        now(provider.update_address(&id, &"a".into(), &pune())).unwrap_err(),
        now(provider.remove_address(&id, &"a".into())).unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::NotFound, "{error}");
        assert!(error.provider().is_some() && error.operation().is_some());
    }
}

#[test]
fn a_marker_is_written_and_settles_a_create_whatever_the_clocks() {
    let capabilities = all_capabilities().with_email_uniqueness(EmailUniqueness::MayRepeat);
    let provider = MemoryProvider::builder()
        .capabilities(capabilities)
        .unknown_provider_clock()
        .build();
    let provider: Arc<dyn CustomerProvider> = Arc::new(provider);
    let options = WriteOptions::new().with_marker("write");
    let written = now(provider.create_customer(&asha(), &options)).unwrap();
    let pending =
        customer_core::PendingWrite::create(&asha()).with_marker(Some(written.marker.unwrap()));
    let settled = now(provider.settle(&pending)).unwrap();
    assert!(matches!(settled, Settlement::Done(customer) if customer.id == written.customer.id));
}

#[test]
fn debug_shows_no_customer() {
    let builder = MemoryProvider::builder().customer(asha());
    let texts = [format!("{builder:?}"), format!("{:?}", builder.build())];
    for text in texts {
        for secret in ["asha", "Asha", "Rao", "Pune", "98765"] {
            assert!(!text.contains(secret), "{text}");
        }
    }
}
