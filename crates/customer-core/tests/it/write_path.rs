//! The way of a write through the helpers for adapters.

use customer_core::adapter::{
    AddressWrite, Answers, BlockWrite, CreateWrite, MarkerWatch, Prepared, ReturnedAddress,
    StatusWrite, UpdateWrite,
};
use customer_core::{
    Address, AddressId, Block, BlockRequest, Capabilities, Customer, CustomerId, CustomerUpdate,
    DeleteOptions, EmailAddress, Error, ErrorKind, Field, FieldCapability, IdempotencyKey, Lookup,
    Metadata, MetadataRules, NewCustomer, Operation, PhoneNumber, RemoveAddressOptions,
    RestoreOptions, Result, Status, UnblockOptions, WriteOptions,
};

use crate::memory::{Memory, PROVIDER};

fn provider() -> Memory {
    Memory::new(Lookup::Email)
}

fn id() -> CustomerId {
    "c1".into()
}

fn lost<T>() -> Result<T> {
    Err(Error::new(ErrorKind::OutcomeUnknown, "the answer was lost"))
}

fn refused<T>() -> Result<T> {
    Err(Error::new(ErrorKind::NotFound, ""))
}

fn nothing_lost<R>(request: R) -> Prepared<R> {
    Prepared::new(Some(request), customer_core::Preview::default())
}

#[tokio::test]
async fn every_write_whose_outcome_is_unknown_has_its_pending_write() {
    let (provider, id, address_id) = (provider(), id(), AddressId::from("a1"));
    let (options, address) = (WriteOptions::new(), Address::new());
    let (update, block) = (
        CustomerUpdate::new(),
        BlockRequest::new().with_reason("fraud"),
    );
    let delete = StatusWrite::delete(&provider, &id, &DeleteOptions::new()).unwrap();
    let restore = StatusWrite::restore(&provider, &id, &RestoreOptions::new()).unwrap();
    let unblock = StatusWrite::unblock(&provider, &id, &UnblockOptions::new()).unwrap();
    let remove = RemoveAddressOptions::new();
    let remove = AddressWrite::remove(&provider, &id, &address_id, &remove).unwrap();
    let update = UpdateWrite::new(&provider, &id, &update, &options);
    let block = BlockWrite::new(&provider, &id, &block, &options);
    let add = AddressWrite::add(&provider, &id, &address, &options);
    let replace = AddressWrite::update(&provider, &id, &address_id, &address, &options);
    let before = chrono::Utc::now();
    let errors = [
        delete.send(|_| async { lost::<()>() }).await.err(),
        restore.send(|_| async { lost::<()>() }).await.err(),
        unblock.send(|_| async { lost::<()>() }).await.err(),
        remove.send(|_| async { lost::<()>() }).await.err(),
        send(update.prepare(nothing_lost(()))).await,
        send(block.prepare(nothing_lost(()))).await,
        send(add.prepare(nothing_lost(()))).await,
        send(replace.prepare(nothing_lost(()))).await,
    ];
    let operations = [
        Operation::DeleteCustomer,
        Operation::RestoreCustomer,
        Operation::UnblockCustomer,
        Operation::RemoveAddress,
        Operation::UpdateCustomer,
        Operation::BlockCustomer,
        Operation::AddAddress,
        Operation::UpdateAddress,
    ];
    for (error, operation) in errors.into_iter().zip(operations) {
        let error = error.unwrap();
        let pending = error.pending().unwrap();
        assert_eq!(
            (pending.operation, pending.id.as_ref()),
            (operation, Some(&id))
        );
        assert!(pending.start.at >= before && pending.start.clock.is_some());
        let reason = (operation == Operation::BlockCustomer).then_some("fraud");
        assert_eq!(pending.reason.as_deref(), reason);
    }
}

async fn send<W: customer_core::adapter::PendingSource>(
    ready: Result<customer_core::adapter::ReadyWrite<'_, W, ()>>,
) -> Option<Error> {
    ready.unwrap().send(|_| async { lost::<()>() }).await.err()
}

#[tokio::test]
async fn other_errors_get_no_pending_write() {
    let (provider, id) = (provider(), id());
    let error = StatusWrite::delete(&provider, &id, &DeleteOptions::new())
        .unwrap()
        .send(|_| async { refused::<()>() })
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.pending().is_none());
}

#[test]
fn a_write_that_would_lose_a_field_is_refused_and_names_provider_and_operation() {
    let (provider, id) = (provider(), id());
    let update = CustomerUpdate::new().with_given_name("Asha");
    let preview = customer_core::CustomerProvider::preview_update(&provider, &update);
    let prepared = Prepared::new(Some(()), preview);
    let options = WriteOptions::new();
    let error = UpdateWrite::new(&provider, &id, &update, &options)
        .prepare(prepared)
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(error.provider(), Some(&PROVIDER));
    assert_eq!(error.operation(), Some(Operation::UpdateCustomer));
}

#[tokio::test]
async fn a_marker_is_neither_written_nor_remembered_where_the_adapter_cannot_write_it() {
    let provider = provider().with_metadata();
    let customer = NewCustomer::new();
    let create = |options| CreateWrite::<()>::new(&provider, &customer, options);
    let strict = WriteOptions::new().with_marker("write");
    let error = create(&strict).prepare(nothing_lost(())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(error.fields()[0].field, "metadata.write");

    let lossy = WriteOptions::lossy().with_marker("write");
    let ready = create(&lossy).prepare(nothing_lost(())).unwrap();
    let error = ready.send(|_| async { lost::<()>() }).await.unwrap_err();
    assert_eq!(error.pending().unwrap().marker, None);
}

#[tokio::test]
async fn a_marker_that_breaks_a_rule_of_the_metadata_is_not_written() {
    let provider = provider().with_metadata_rules(MetadataRules::new().with_entries(1));
    let customer = NewCustomer::new;
    let full = customer().with_metadata(Metadata::new().with("tier", "gold"));
    let prepare = |customer: &NewCustomer, options: &WriteOptions| {
        let write = CreateWrite::new(&provider, customer, options);
        let watch = MarkerWatch::default();
        write
            .marked_by(&watch, |request: &mut bool, _| *request = true)
            .prepare(nothing_lost(false))
            .map(drop)
            .map_err(|error| (error.kind(), error.fields()[0].to_string()))
    };
    let strict = WriteOptions::new().with_marker("write");
    assert_eq!(prepare(&customer(), &strict), Ok(()));
    let problem = "metadata.write: takes at most 1 entries, and has 2".to_owned();
    let refused = Err((ErrorKind::UnrepresentableFields, problem));
    assert_eq!(prepare(&full, &strict), refused);
    let lossy = WriteOptions::lossy().with_marker("write");
    assert_eq!(prepare(&full, &lossy), Ok(()));
}

#[tokio::test]
async fn markers_are_not_used_after_one_did_not_come_back() {
    let provider = provider().with_metadata();
    let (customer, watch) = (NewCustomer::new(), MarkerWatch::default());
    let options = WriteOptions::new().with_marker("write");
    let create = || {
        CreateWrite::new(&provider, &customer, &options)
            .marked_by(&watch, |request: &mut Metadata, marker| {
                *request = Metadata::new().with(marker.key(), marker.value());
            })
            .prepare(nothing_lost(Metadata::new()))
            .unwrap()
    };
    let error = create().send(|_| async { lost::<()>() }).await.unwrap_err();
    assert!(error.pending().unwrap().marker.is_some());

    let kept = create()
        .send(|outgoing| async { Ok(outgoing.request) })
        .await;
    let written = kept.unwrap().reconcile(|metadata| {
        let mut customer = Customer::new(PROVIDER, "c1");
        customer.metadata = Some(metadata);
        customer
    });
    assert!(written.marker.is_some());

    let forgotten = create().send(|_| async { Ok(()) }).await.unwrap();
    let written = forgotten.reconcile(|()| Customer::new(PROVIDER, "c1"));
    assert_eq!(written.marker, None);
    let error = create().send(|_| async { lost::<()>() }).await.unwrap_err();
    assert_eq!(error.pending().unwrap().marker, None);
}

#[tokio::test]
async fn the_report_of_a_create_is_compared_with_the_response() {
    let provider = provider();
    let phone = |text| PhoneNumber::parse(text).unwrap();
    let customer = NewCustomer::new()
        .with_email(EmailAddress::parse("asha@example.com").unwrap())
        .with_phone(phone("+919876543210"));
    let preview = customer_core::CustomerProvider::preview_create(&provider, &customer);
    let options = WriteOptions::new();
    let answered = CreateWrite::new(&provider, &customer, &options)
        .prepare(Prepared::new(Some(()), preview))
        .unwrap()
        .send(|_| async { Ok(()) })
        .await
        .unwrap();
    let written = answered.reconcile(|()| {
        let mut created = Customer::new(PROVIDER, "c1");
        created.email.clone_from(&customer.email);
        created.phone = Some(phone("+919876543211"));
        created
    });
    let altered: Vec<_> = written.fields.altered.iter().collect();
    assert_eq!(altered[0].field.to_string(), "phone");
    assert_eq!(written.fields.sent[0].to_string(), "email");
}

#[tokio::test]
async fn the_report_of_a_block_is_compared_with_the_customer_where_one_is_returned() {
    let capabilities = Capabilities::new().with_field(
        FieldCapability::new(Field::BlockReason)
            .on_update()
            .readable(),
    );
    let (provider, id) = (provider(), id());
    let (block, options) = (
        BlockRequest::new().with_reason("fraud"),
        WriteOptions::new(),
    );
    let answered = || async {
        let fates = customer_core::adapter::FieldFates::for_block(&capabilities, &block);
        let write = BlockWrite::new(&provider, &id, &block, &options);
        let ready = write.prepare(Prepared::new(Some(()), fates.finish()));
        ready.unwrap().send(|_| async { Ok(()) }).await.unwrap()
    };
    let changed = answered().await.reconcile(|()| None);
    assert_eq!(changed.fields.sent.len(), 1);
    let changed = answered().await.reconcile(|()| {
        let mut customer = Customer::new(PROVIDER, "c1");
        let mut block = Block::new();
        block.reason = Some("spam".to_owned());
        customer.status = Some(Status::Blocked(block));
        Some(customer)
    });
    assert_eq!(
        (changed.fields.sent.len(), changed.fields.altered.len()),
        (0, 1)
    );
}

#[tokio::test]
async fn a_replaced_address_keeps_its_id_where_the_response_has_none() {
    let (provider, id, address_id) = (provider(), id(), AddressId::from("a1"));
    let (address, options) = (Address::new(), WriteOptions::new());
    for (returned, expected) in [(None, "a1"), (Some("a2"), "a2")] {
        let answered = AddressWrite::update(&provider, &id, &address_id, &address, &options)
            .prepare(nothing_lost(()))
            .unwrap()
            .send(|_| async { Ok(()) })
            .await
            .unwrap();
        let written = answered.reconcile(|(), given| {
            let mut address = given.clone();
            address.id = returned.map(AddressId::from);
            ReturnedAddress::new(address, Answers::new())
        });
        assert_eq!(written.address.id.unwrap().as_str(), expected);
    }
    let remove = RemoveAddressOptions::new();
    let removed = AddressWrite::remove(&provider, &id, &address_id, &remove)
        .unwrap()
        .send(|_| async { Ok(()) })
        .await
        .unwrap();
    assert_eq!(removed.finish().id, address_id);
}

#[tokio::test]
async fn a_write_is_sent_under_its_key_where_the_provider_has_keys_for_it() {
    let provider = provider().with_idempotency_keys([Operation::DeleteCustomer]);
    let (id, key) = (id(), IdempotencyKey::parse("delete-1").unwrap());
    let given = DeleteOptions::new().with_idempotency_key(key.clone());
    for (options, expected) in [(given, Some(&key)), (DeleteOptions::new(), None)] {
        let mut sent = None;
        let error = StatusWrite::delete(&provider, &id, &options)
            .unwrap()
            .send(|outgoing| {
                sent = outgoing.idempotency_key;
                async { lost::<()>() }
            })
            .await
            .unwrap_err();
        assert!(sent.is_some());
        assert_eq!(error.pending().unwrap().idempotency_key, sent);
        if expected.is_some() {
            assert_eq!(sent.as_ref(), expected);
        }
    }
    let restore = RestoreOptions::new().with_idempotency_key(key);
    let error = StatusWrite::restore(&provider, &id, &restore).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
}
