use std::time::Duration;

use chrono::TimeDelta;
use customer_core::memory::{Fault, MemoryProvider, all_capabilities};
use customer_core::{
    CustomerProvider, CustomerProviderExt, DeleteOptions, Doubt, EmailUniqueness, ErrorKind,
    IdempotencyKey, Lookup, Operation, Settlement, WriteOptions,
};

use super::{TestClock, asha, email, now};

fn keyed(clock: &TestClock) -> MemoryProvider {
    let clock = clock.clone();
    let capabilities = all_capabilities()
        .with_email_uniqueness(EmailUniqueness::MayRepeat)
        .with_lookup(Lookup::IdempotencyKey {
            within: Duration::from_secs(3600),
        });
    MemoryProvider::builder()
        .capabilities(capabilities)
        .clock(move || clock.time())
        .build()
}

fn under(key: &str) -> WriteOptions {
    WriteOptions::new().with_idempotency_key(IdempotencyKey::parse(key).unwrap())
}

#[test]
fn a_create_under_the_same_key_acts_once_while_the_key_is_known() {
    let clock = TestClock::new();
    let provider = keyed(&clock);
    let create = |key| now(provider.create_customer(&asha(), &under(key))).unwrap();
    let first = create("order-1");
    assert_eq!(create("order-1").customer.id, first.customer.id);
    assert_eq!(provider.acted(Operation::CreateCustomer), 1);
    assert_eq!(provider.sent(Operation::CreateCustomer), 2);
    assert_ne!(create("order-2").customer.id, first.customer.id);
    clock.pass(TimeDelta::hours(2));
    assert_ne!(create("order-1").customer.id, first.customer.id);
}

#[test]
fn another_request_under_a_used_key_is_rejected() {
    let provider = keyed(&TestClock::new());
    now(provider.create_customer(&asha(), &under("order-1"))).unwrap();
    let other = asha().with_email(email("usha@example.com"));
    let error = now(provider.create_customer(&other, &under("order-1"))).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Rejected);
    assert_eq!(error.code(), Some("idempotency_key_reused"));
}

#[test]
fn an_unknown_create_is_settled_by_a_retry_under_its_key() {
    for fault in [
        Fault::OutcomeUnknownBeforeActing,
        Fault::OutcomeUnknownAfterActing,
    ] {
        let clock = TestClock::new();
        let provider = keyed(&clock);
        provider.fail_next_write(fault);
        let error = now(provider.create(&asha())).unwrap_err();
        let pending = error.pending().unwrap();
        let settled = now(provider.settle(pending)).unwrap();
        assert!(matches!(settled, Settlement::Done(_)), "{settled:?}");
        assert_eq!(provider.acted(Operation::CreateCustomer), 1);
        assert_eq!(provider.records().len(), 1);
        clock.pass(TimeDelta::hours(1));
        let settled = now(provider.settle(pending)).unwrap();
        assert_eq!(settled, Settlement::StillUnknown(Doubt::KeyExpired));
    }
}

#[test]
fn a_key_is_refused_for_an_operation_that_takes_none() {
    let provider = keyed(&TestClock::new());
    let key = IdempotencyKey::parse("delete-1").unwrap();
    let options = DeleteOptions::new().with_idempotency_key(key);
    let error = now(provider.delete_customer(&"cus_1".into(), &options)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(provider.sent(Operation::DeleteCustomer), 0);
}
