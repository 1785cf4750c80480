//! Creates under an idempotency key, settled by repeating them; and e-mail addresses that may repeat.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use customer_core::{
    CustomerProvider, CustomerProviderExt, Doubt, EmailAddress, Error, ErrorKind, IdempotencyKey,
    Lookup, NewCustomer, PendingWrite, SettleOptions, Settlement, WriteOptions, WriteStart,
};

use crate::memory::{Fault, Memory};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn asha() -> NewCustomer {
    NewCustomer::new().with_email(EmailAddress::parse("asha@example.com").unwrap())
}

fn keyed() -> Memory {
    Memory::new(Lookup::IdempotencyKey { within: DAY }).with_repeated_emails()
}

/// How many customers there are, and how many creates arrived.
fn counts(provider: &Memory) -> (usize, usize) {
    (provider.len(), *provider.creations.lock().unwrap())
}

async fn lost(provider: &Memory) -> Error {
    let error = provider.create(&asha()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    error
}

#[tokio::test]
async fn a_create_that_was_done_is_settled_by_a_retry_under_its_key() {
    let provider = keyed().with_fault(Fault::LostAfterCommit);
    let error = lost(&provider).await;
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)));
    assert_eq!(counts(&provider), (1, 2));
}

#[tokio::test]
async fn a_create_that_was_not_done_is_done_when_it_is_settled_by_its_key() {
    let provider = keyed().with_fault(Fault::LostBeforeCommit);
    let error = lost(&provider).await;
    assert_eq!(counts(&provider), (0, 1));
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)));
    assert_eq!(counts(&provider), (1, 2));
}

#[tokio::test]
async fn a_retried_create_with_an_unknown_outcome_can_be_settled_later() {
    let provider = keyed()
        .with_fault(Fault::LostAfterCommit)
        .with_fault(Fault::LostBeforeCommit);
    let error = lost(&provider).await;
    let pending = error.pending().unwrap();
    let settled = provider.settle(pending).await.unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::RepeatUnknown));
    let settled = provider.settle(pending).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)));
    assert_eq!(provider.len(), 1);
}

#[tokio::test]
async fn a_refusal_of_a_retried_create_proves_nothing() {
    let provider = keyed()
        .with_fault(Fault::LostAfterCommit)
        .with_fault(Fault::Refused);
    let error = lost(&provider).await;
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::RepeatRefused));
}

#[tokio::test]
async fn a_create_is_not_retried_where_its_key_may_have_expired() {
    let provider = keyed().with_fault(Fault::LostAfterCommit);
    let error = lost(&provider).await;
    let pending = error.pending().unwrap();
    for age in [
        TimeDelta::hours(24),
        TimeDelta::days(7),
        TimeDelta::hours(-1),
    ] {
        let start = WriteStart::new(pending.start.at - age);
        let pending = pending.clone().with_start(start);
        let settled = provider.settle(&pending).await.unwrap();
        assert_eq!(settled, Settlement::StillUnknown(Doubt::KeyExpired));
    }
    assert_eq!(counts(&provider), (1, 1));
}

#[tokio::test]
async fn read_only_settling_sends_no_create() {
    let provider = keyed().with_fault(Fault::LostAfterCommit);
    let error = lost(&provider).await;
    let options = SettleOptions::new().with_read_only(true);
    let pending = error.pending().unwrap();
    let settled = provider.settle_write(pending, &options).await.unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::NoLookup));
    assert_eq!(counts(&provider), (1, 1));
}

#[tokio::test]
async fn a_create_without_a_key_stays_unknown_where_keys_are_the_only_look_up() {
    let provider = keyed();
    let settled = provider.settle(&PendingWrite::create(&asha())).await;
    assert_eq!(settled.unwrap(), Settlement::StillUnknown(Doubt::NoLookup));
    assert_eq!(counts(&provider), (0, 0));
}

#[tokio::test]
async fn a_create_is_sent_under_the_key_that_is_given_or_under_a_random_one() {
    let key = IdempotencyKey::parse("order-1").unwrap();
    let options = WriteOptions::new().with_idempotency_key(key.clone());
    let provider = keyed().with_fault(Fault::LostAfterCommit);
    let error = provider.create_customer(&asha(), &options).await;
    let error = error.unwrap_err();
    assert_eq!(error.pending().unwrap().idempotency_key, Some(key));
    // The same key once more is the same create.
    let again = provider.create_customer(&asha(), &options).await.unwrap();
    assert_eq!((again.customer.id.as_str(), provider.len()), ("c1", 1));

    let keys = [
        lost(&keyed().with_fault(Fault::LostAfterCommit)).await,
        lost(&keyed().with_fault(Fault::LostAfterCommit)).await,
    ]
    .map(|error| error.pending().unwrap().idempotency_key.clone().unwrap());
    assert_ne!(keys[0], keys[1]);
}

#[tokio::test]
async fn a_retried_create_has_the_marker_of_the_first() {
    let provider = keyed().with_metadata().with_fault(Fault::LostBeforeCommit);
    let options = WriteOptions::new().with_marker("write");
    let error = provider.create_customer(&asha(), &options).await;
    let error = error.unwrap_err();
    let pending = error.pending().unwrap();
    let settled = provider.settle(pending).await.unwrap();
    let Settlement::Done(customer) = settled else {
        panic!("{settled:?}");
    };
    assert!(pending.marker.as_ref().unwrap().is_on(&customer));
}

#[tokio::test]
async fn a_key_that_the_provider_has_no_use_for_is_refused_unless_the_write_is_lossy() {
    let key = IdempotencyKey::random;
    let provider = Memory::new(Lookup::Email);
    let strict = WriteOptions::new().with_idempotency_key(key());
    for error in [
        provider.create_customer(&asha(), &strict).await.err(),
        provider.find_or_create(&asha(), &strict).await.err(),
    ] {
        let error = error.unwrap();
        assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
        assert_eq!(error.fields()[0].field, "idempotency_key");
    }
    assert_eq!(counts(&provider), (0, 0));
    let lossy = WriteOptions::lossy().with_idempotency_key(key());
    provider.create_customer(&asha(), &lossy).await.unwrap();
    assert_eq!(counts(&provider), (1, 1));
}

#[tokio::test]
async fn find_or_create_settles_by_the_key_too() {
    let provider = keyed().with_fault(Fault::LostAfterCommit);
    let created = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(created.customer().id.as_str(), "c1");
    assert_eq!(counts(&provider), (1, 2));
}

#[tokio::test]
async fn settling_without_a_marker_proves_nothing_where_email_addresses_are_not_unique() {
    let provider = Memory::new(Lookup::Email)
        .with_repeated_emails()
        .with_metadata()
        .with_fault(Fault::LostAfterCommit);
    let error = lost(&provider).await;
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::EmailMayRepeat));

    let provider = provider.with_fault(Fault::LostAfterCommit);
    let marked = WriteOptions::new().with_marker("write");
    let error = provider.create_customer(&asha(), &marked).await;
    let error = error.unwrap_err();
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    let Settlement::Done(customer) = settled else {
        panic!("{settled:?}");
    };
    assert_eq!((customer.id.as_str(), provider.len()), ("c2", 2));
}

#[tokio::test]
async fn a_look_up_that_is_exact_proves_that_an_address_in_unicode_was_not_registered() {
    let customer = NewCustomer::new().with_email(EmailAddress::parse("müller@example.de").unwrap());
    for (lookup, settlement) in [
        (Lookup::Email, Settlement::NotDone),
        (
            Lookup::EmailAsSpelled,
            Settlement::StillUnknown(Doubt::InexactLookup),
        ),
    ] {
        let provider = Arc::new(Memory::new(lookup).with_fault(Fault::LostBeforeCommit));
        let error = provider.create(&customer).await.unwrap_err();
        let settled = provider.settle(error.pending().unwrap()).await.unwrap();
        assert_eq!(settled, settlement);
    }
}
