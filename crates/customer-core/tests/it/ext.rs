use std::sync::Arc;

use chrono::TimeDelta;
use customer_core::{
    Block, CustomerProvider, CustomerProviderExt, Deletion, Doubt, EmailAddress, ErrorKind,
    Fidelity, FoundOrCreated, Lookup, Metadata, NewCustomer, Operation, PendingWrite, PersonName,
    Settlement, Status, WriteOptions,
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
async fn find_or_create_finds_the_customer_that_another_caller_created_first() {
    let provider = Memory::new(Lookup::Email).with_fault(Fault::Raced);
    let found = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(found, FoundOrCreated::Found(_)));
    assert_eq!(provider.len(), 1);
}

#[tokio::test]
async fn a_lost_response_is_settled_without_a_second_create() {
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
async fn an_unknown_create_stays_unknown_without_a_look_up() {
    let provider = Memory::new(Lookup::None).with_fault(Fault::LostAfterCommit);
    let error = provider
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    let settled = provider.settle(error.pending().unwrap()).await.unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::NoLookup));
}

/// The settlement of a registration whose answer was lost after `other` was done to the provider.
async fn settled_after(provider: &Memory, fault: Fault) -> Result<Settlement, ErrorKind> {
    provider.faults.lock().unwrap().push_back(fault);
    let error = provider
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    let settled = provider.settle(error.pending().unwrap()).await;
    settled.map_err(|error| error.kind())
}

#[tokio::test]
async fn settling_uses_the_providers_clock_where_it_differs_from_ours() {
    for minutes in [-10, 0, 10] {
        let provider = Memory::new(Lookup::Email).with_clock(Some(TimeDelta::minutes(minutes)));
        let settled = settled_after(&provider, Fault::LostAfterCommit).await;
        assert!(matches!(settled, Ok(Settlement::Done(_))), "{settled:?}");

        let provider = Memory::new(Lookup::Email).with_clock(Some(TimeDelta::minutes(minutes)));
        provider.store(&asha());
        provider.change(|other| other.created = other.created.map(|at| at - TimeDelta::minutes(1)));
        let pending = PendingWrite::create(&asha());
        assert_eq!(
            provider.settle(&pending).await.unwrap(),
            Settlement::NotDone
        );
    }
}

#[tokio::test]
async fn a_create_stays_unknown_where_the_providers_clock_is_not_known() {
    let provider = Memory::new(Lookup::Email).with_clock(None);
    let settled = settled_after(&provider, Fault::LostAfterCommit).await;
    assert_eq!(settled, Ok(Settlement::StillUnknown(Doubt::UncertainTime)));
    let settled = settled_after(
        &Memory::new(Lookup::Email).with_clock(None),
        Fault::LostBeforeCommit,
    )
    .await;
    assert_eq!(settled, Ok(Settlement::NotDone));
}

#[tokio::test]
async fn several_matches_are_ambiguous() {
    let provider = Memory::new(Lookup::Email);
    let pending = PendingWrite::create(&asha());
    provider.store(&asha());
    provider.store(&asha());
    let settled = provider.settle(&pending).await;
    assert_eq!(
        settled.map_err(|error| error.kind()),
        Err(ErrorKind::Ambiguous)
    );
    let email = asha().email.unwrap();
    let found = provider.find_one_by_email(&email).await;
    assert_eq!(
        found.map_err(|error| error.kind()),
        Err(ErrorKind::Ambiguous)
    );
    let found = provider.find_or_create(&asha(), &WriteOptions::new()).await;
    assert_eq!(found.unwrap_err().kind(), ErrorKind::Ambiguous);
    assert_eq!(*provider.creations.lock().unwrap(), 0);
}

#[tokio::test]
async fn find_or_create_prefers_a_live_customer_and_reports_a_deleted_one_as_such() {
    let provider = Memory::new(Lookup::Email);
    provider.store(&asha());
    provider.change(|customer| customer.status = Some(Status::Deleted(Deletion::new())));
    let found = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(found, FoundOrCreated::Deleted(_)), "{found:?}");
    assert_eq!(*provider.creations.lock().unwrap(), 0);

    let live = provider.store(&asha());
    let found = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(
        matches!(&found, FoundOrCreated::Found(found) if found.id == live.id),
        "{found:?}"
    );
    assert_eq!(*provider.creations.lock().unwrap(), 0);
}

#[tokio::test]
async fn find_or_create_finds_the_same_mailbox_in_another_spelling() {
    let spelt = |email| NewCustomer::new().with_email(EmailAddress::parse(email).unwrap());
    for (there, asked) in [
        ("müller@example.de", "MÜLLER@example.de"),
        ("kunde@xn--bcher-kva.example", "kunde@bücher.example"),
        ("mu\u{308}ller@example.de", "m\u{fc}ller@example.de"),
    ] {
        let provider = Memory::new(Lookup::Email);
        provider.store(&spelt(there));
        let found = provider
            .find_or_create(&spelt(asked), &WriteOptions::new())
            .await
            .unwrap();
        assert!(matches!(found, FoundOrCreated::Found(_)), "{found:?}");
        // A shop that compares to the letter may hold both: the one that was asked for is meant.
        let same = provider.store(&spelt(asked));
        let found = provider
            .find_or_create(&spelt(asked), &WriteOptions::new())
            .await
            .unwrap();
        assert_eq!(found.customer().id, same.id);
    }
}

#[tokio::test]
async fn find_or_create_reports_a_customer_that_another_caller_created_and_deleted_as_deleted() {
    let provider = Memory::new(Lookup::Email).with_fault(Fault::RacedByDeleted);
    let found = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert!(matches!(found, FoundOrCreated::Deleted(_)), "{found:?}");
}

#[tokio::test]
async fn already_exists_is_returned_where_no_customer_is_found() {
    let provider = Memory::new(Lookup::Email).with_fault(Fault::Refused);
    let error = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AlreadyExists);
}

#[tokio::test]
async fn find_or_create_fails_where_a_found_customer_has_an_unreadable_email_address() {
    let provider = Memory::new(Lookup::Email);
    provider.store(&asha());
    provider.change(|customer| customer.email = None);
    let error = provider
        .find_or_create(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnexpectedResponse);
    assert_eq!(*provider.creations.lock().unwrap(), 0);
}

#[tokio::test]
async fn a_marker_distinguishes_our_record_from_an_equal_one() {
    let options = WriteOptions::new().with_marker("write");
    let provider = Memory::new(Lookup::Email)
        .with_metadata()
        .with_fault(Fault::LostAfterCommit);
    let error = provider
        .create_customer(&asha(), &options)
        .await
        .unwrap_err();
    let pending = error.pending().unwrap();
    let ours = provider.customers.lock().unwrap()[0].clone();
    // Another caller's, just like ours, and even of the same moment.
    provider.store(&asha().with_metadata(Metadata::new()));
    assert_eq!(
        provider.settle(pending).await.unwrap(),
        Settlement::Done(Box::new(ours))
    );
    provider.customers.lock().unwrap().remove(0);
    assert_eq!(provider.settle(pending).await.unwrap(), Settlement::NotDone);
}

#[tokio::test]
async fn a_marker_needs_readable_metadata_and_an_unused_key() {
    let options = WriteOptions::new().with_marker("write");
    let without = Memory::new(Lookup::Email);
    let error = without.find_or_create(&asha(), &options).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(error.fields()[0].field, "metadata.write");
    assert_eq!(*without.creations.lock().unwrap(), 0);
    let lossy = options.clone().with_fidelity(Fidelity::Lossy);
    let written = without.create_customer(&asha(), &lossy).await.unwrap();
    assert_eq!(written.marker, None);

    let provider = Memory::new(Lookup::Email).with_metadata();
    let taken = asha().with_metadata(Metadata::new().with("write", "mine"));
    for (customer, options) in [
        (taken, options.clone()),
        (asha(), WriteOptions::new().with_marker(" ")),
    ] {
        let error = provider.find_or_create(&customer, &options).await;
        assert_eq!(error.unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert_eq!(*provider.creations.lock().unwrap(), 0);
    let written = provider.create_customer(&asha(), &options).await.unwrap();
    assert!(written.marker.unwrap().is_on(&written.customer));
    assert_eq!(written.fields.sent, asha().given());
}

#[tokio::test]
async fn a_deletion_is_done_where_the_customer_is_not_found() {
    let provider = Memory::new(Lookup::None);
    let pending = PendingWrite::to(Operation::DeleteCustomer, &"c1".into());
    assert_eq!(provider.settle(&pending).await.unwrap(), Settlement::Gone);
    provider.store(&asha());
    assert_eq!(
        provider.settle(&pending).await.unwrap(),
        Settlement::StillUnknown(Doubt::UnreadableState)
    );
}

#[tokio::test]
async fn deletions_and_blocks_are_settled_by_the_status_in_the_record() {
    use Operation::{
        BlockCustomer, DeleteCustomer, RestoreCustomer, UnblockCustomer, UpdateCustomer,
    };
    let block = |reason: &str| Block::new().with_reason(reason);
    let deleted = Deletion::new();
    let (done, not_done) = (None, Some(Err(())));
    let doubt = |doubt| Some(Ok(doubt));
    let rows = [
        (Status::Active, [not_done, done, not_done, done]),
        (
            Status::Blocked(block("other")),
            [not_done, done, doubt(Doubt::OtherContents), not_done],
        ),
        (
            Status::Blocked(block("fraud")),
            [not_done, done, done, not_done],
        ),
        (
            Status::Blocked(Block::new()),
            [not_done, done, doubt(Doubt::OtherContents), not_done],
        ),
        (
            Status::Deleted(deleted.clone()),
            [
                done,
                not_done,
                doubt(Doubt::UnreadableState),
                doubt(Doubt::UnreadableState),
            ],
        ),
        (
            Status::Deleted(deleted.with_blocked(block("fraud"))),
            [done, not_done, done, not_done],
        ),
    ];
    let provider = Memory::new(Lookup::None).with_block_reason();
    let customer = provider.store(&asha());
    for (status, expected) in rows {
        provider.change(|customer| customer.status = Some(status.clone()));
        let operations = [
            DeleteCustomer,
            RestoreCustomer,
            BlockCustomer,
            UnblockCustomer,
        ];
        for (operation, expected) in operations.into_iter().zip(expected) {
            let pending = PendingWrite::to(operation, &customer.id)
                .with_reason((operation == BlockCustomer).then(|| "fraud".to_owned()));
            let settled = match provider.settle(&pending).await.unwrap() {
                Settlement::Done(_) => None,
                Settlement::StillUnknown(doubt) => Some(Ok(doubt)),
                _ => Some(Err(())),
            };
            assert_eq!(settled, expected, "{operation} {status:?}");
        }
    }
    let pending = PendingWrite::to(UpdateCustomer, &customer.id);
    assert_eq!(
        provider.settle(&pending).await.unwrap(),
        Settlement::StillUnknown(Doubt::NoLookup)
    );
}

#[tokio::test]
async fn a_strict_find_or_create_that_would_lose_a_field_is_refused_before_any_call() {
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
async fn operations_that_are_not_implemented_are_unsupported_behind_every_pointer() {
    let provider: Box<dyn CustomerProvider> = Box::new(Arc::new(Memory::new(Lookup::Email)));
    let error = provider.delete(&"c1".into()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnsupportedOperation);
    assert_eq!(error.operation(), Some(Operation::DeleteCustomer));
    // What it does have is not shadowed by a default.
    assert!(
        provider
            .find_all_by_email(asha().email.as_ref().unwrap())
            .await
            .is_ok()
    );
}
