use std::sync::Arc;

use customer_core::{
    CustomerProvider, CustomerProviderExt, EmailAddress, ErrorKind, FoundOrCreated, Lookup,
    NewCustomer, Operation, PendingWrite, PersonName, Settlement, WriteOptions,
};

use crate::memory::{Fault, Memory};

fn asha() -> NewCustomer {
    NewCustomer::new().with_email(EmailAddress::parse("asha@example.com").unwrap())
}

#[tokio::test]
async fn find_or_create_writes_once() {
    let provider: Arc<dyn CustomerProvider> = Arc::new(Memory::new(Lookup::Email));
    let first = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let second = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(first, FoundOrCreated::Created(_)));
    assert!(matches!(second, FoundOrCreated::Found(_)));
    assert_eq!(first.customer().id, second.customer().id);
}

#[tokio::test]
async fn a_race_is_lost_gracefully() {
    let provider = Memory::new(Lookup::Email).with_fault(Fault::Raced);
    let found = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(found, FoundOrCreated::Found(_)));
    assert_eq!(provider.len(), 1);
}

#[tokio::test]
async fn a_lost_answer_is_settled_and_nothing_is_repeated() {
    let provider = Memory::new(Lookup::Email).with_fault(Fault::LostAfterCommit);
    let created = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(created, FoundOrCreated::Created(_)));
    assert_eq!(
        (provider.len(), *provider.creations.lock().unwrap()),
        (1, 1)
    );

    let provider = Memory::new(Lookup::Email).with_fault(Fault::LostBeforeCommit);
    let error = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(
        (provider.len(), *provider.creations.lock().unwrap()),
        (0, 1)
    );
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert_eq!(settled, Settlement::NotDone);
}

#[tokio::test]
async fn without_a_way_to_look_it_stays_unknown() {
    let provider = Memory::new(Lookup::None).with_fault(Fault::LostAfterCommit);
    let error = provider
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert_eq!(settled, Settlement::StillUnknown);
}

#[tokio::test]
async fn an_older_record_is_not_taken_for_the_write() {
    let provider = Memory::new(Lookup::Email);
    provider.store(&asha());
    let pending = PendingWrite::create(&asha());
    provider.customers.lock().unwrap()[0].created =
        Some(pending.started - chrono::TimeDelta::hours(1));
    assert_eq!(
        provider.settle(&pending).await.unwrap(),
        Settlement::NotDone
    );
    provider.customers.lock().unwrap()[0].created = Some(pending.started);
    assert!(matches!(
        provider.settle(&pending).await.unwrap(),
        Settlement::Done(_)
    ));
}

#[tokio::test]
async fn more_than_one_match_is_an_error() {
    let provider = Memory::new(Lookup::Email);
    provider.store(&asha());
    provider.store(&asha());
    let settled = provider.settle(&PendingWrite::create(&asha())).await;
    assert_eq!(
        settled.map_err(|error| error.kind()),
        Err(ErrorKind::AlreadyExists)
    );
    let found = provider
        .find_customer_by_email(asha().email.as_ref().unwrap())
        .await;
    assert_eq!(
        found.map_err(|error| error.kind()),
        Err(ErrorKind::AlreadyExists)
    );
}

#[tokio::test]
async fn a_deletion_is_settled_by_the_customers_absence() {
    let provider = Memory::new(Lookup::None);
    let pending = PendingWrite::to(Operation::DeleteCustomer, &"c1".into());
    assert_eq!(provider.settle(&pending).await.unwrap(), Settlement::Gone);
    provider.store(&asha());
    assert_eq!(
        provider.settle(&pending).await.unwrap(),
        Settlement::StillUnknown
    );
}

#[tokio::test]
async fn a_strict_find_or_create_is_refused_before_it_looks() {
    let provider = Memory::new(Lookup::Email);
    let named = asha().with_name(PersonName::new().with_given("Asha"));
    let error = provider
        .find_or_create(&named, &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(*provider.creations.lock().unwrap(), 0);
}

#[tokio::test]
async fn what_a_provider_leaves_out_is_unsupported_through_every_pointer() {
    let provider: Box<dyn CustomerProvider> = Box::new(Arc::new(Memory::new(Lookup::Email)));
    let error = provider.delete_customer(&"c1".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedOperation);
    assert_eq!(error.operation(), Some(Operation::DeleteCustomer));
    // What it does have is not shadowed by a default.
    assert!(
        provider
            .find_customers_by_email(asha().email.as_ref().unwrap())
            .await
            .is_ok()
    );
}
