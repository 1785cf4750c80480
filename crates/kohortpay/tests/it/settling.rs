//! What became of a registration whose answer was lost, with other callers and other clocks about.

use chrono::TimeDelta;
use customer_core::{
    CustomerProvider, CustomerProviderExt, Doubt, ErrorKind, FoundOrCreated, Metadata, NewCustomer,
    PendingWrite, PersonName, Settlement, WriteOptions,
};
use customer_sandbox::{Fault, Provider, ResetPoint};
use customer_tests::checked::CheckedSandbox;
use kohortpay::Kohortpay;
use serde_json::json;
use wiremock::matchers::method;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, email, in_sandbox, provider};

fn asha() -> NewCustomer {
    NewCustomer::new()
        .with_email(email("asha@example.com"))
        .with_name(PersonName::new().with_given("Asha"))
}

/// Another caller registers the customer, so long ago by the provider's clock.
async fn registered_by_another(
    sandbox: &CheckedSandbox,
    customer: &NewCustomer,
    ago: TimeDelta,
    clock: TimeDelta,
) {
    sandbox.set_clock_offset(clock - ago).await.unwrap();
    let another = in_sandbox(sandbox);
    another
        .create_customer(customer, &WriteOptions::new())
        .await
        .unwrap();
    sandbox.set_clock_offset(clock).await.unwrap();
}

/// A registration whose answer is lost.
async fn lost(
    sandbox: &CheckedSandbox,
    provider: &Kohortpay,
    customer: &NewCustomer,
    options: &WriteOptions,
    point: ResetPoint,
) -> PendingWrite {
    let fault = Fault::reset(point)
        .provider(Provider::KOHORTPAY)
        .method("POST");
    sandbox.faults().push(fault);
    let error = provider.create_customer(customer, options).await;
    error.unwrap_err().pending().unwrap().clone()
}

const UNDONE: ResetPoint = ResetPoint::AfterReading;
const DONE: ResetPoint = ResetPoint::AfterCommitting;

#[tokio::test]
async fn find_or_create_reports_a_deleted_customer_as_deleted() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let pending = lost(&sandbox, &kohortpay, &asha(), &options, DONE).await;
    let Settlement::Done(ours) = kohortpay.settle(&pending).await.unwrap() else {
        panic!("it was done")
    };
    kohortpay.delete(&ours.id).await.unwrap();
    assert_eq!(
        kohortpay.settle(&pending).await.unwrap(),
        Settlement::StillUnknown(Doubt::Deleted)
    );
    let found = kohortpay.find_or_create(&asha(), &options).await.unwrap();
    assert!(
        matches!(&found, FoundOrCreated::Deleted(deleted) if deleted.id == ours.id),
        "{found:?}"
    );
    assert_eq!(sandbox.committed(Provider::KOHORTPAY), 1);

    registered_by_another(&sandbox, &asha(), TimeDelta::zero(), TimeDelta::zero()).await;
    let found = kohortpay.find_or_create(&asha(), &options).await.unwrap();
    assert!(matches!(found, FoundOrCreated::Found(_)), "{found:?}");
}

#[tokio::test]
async fn a_record_with_an_unreadable_time_stays_unknown() {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(502))
        .mount(&server)
        .await;
    let kohortpay = provider(&server.uri(), KEY);
    let error = kohortpay
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    let pending = error.pending().unwrap();
    for (created, settlement) in [
        (json!("soon"), Some(Doubt::UnreadableTime)),
        (json!(""), Some(Doubt::UnreadableTime)),
        (json!(null), Some(Doubt::UnreadableTime)),
        // These are old, if they can be read.
        (json!("2021-07-22T00:00:00+0000"), None),
        (json!("2021-07-22T00:00:00"), None),
    ] {
        let record = json!({
            "id": "cus_1",
            "emailAddress": "asha@example.com",
            "firstName": "Asha",
            "isBlocked": false,
            "createdAt": created,
        });
        let mock = Mock::given(method("GET"))
            .respond_with(
                ResponseTemplate::new(200).set_body_json(json!({"data": [record], "count": 1})),
            )
            .mount_as_scoped(&server)
            .await;
        let settled = kohortpay.settle(pending).await.unwrap();
        match settlement {
            Some(doubt) => assert_eq!(settled, Settlement::StillUnknown(doubt), "{created}"),
            None => assert!(
                matches!(
                    settled,
                    Settlement::NotDone | Settlement::StillUnknown(Doubt::UnreadableTime)
                ),
                "{created}: {settled:?}"
            ),
        }
        drop(mock);
    }
}

#[tokio::test]
async fn an_empty_look_up_of_a_unicode_address_proves_nothing_and_a_found_record_does() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let customer = NewCustomer::new().with_email(email("MÜLLER@example.de"));
    let options = WriteOptions::new();
    let pending = lost(&sandbox, &kohortpay, &customer, &options, UNDONE).await;
    assert_eq!(
        kohortpay.settle(&pending).await.unwrap(),
        Settlement::StillUnknown(Doubt::InexactLookup)
    );
    let pending = lost(&sandbox, &kohortpay, &customer, &options, DONE).await;
    let settled = kohortpay.settle(&pending).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)), "{settled:?}");
}

#[tokio::test]
async fn a_write_marker_distinguishes_our_record_and_is_not_reported_as_a_given_field() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kohortpay = in_sandbox(&sandbox);
    let options = WriteOptions::new().with_marker("write");
    let given = asha().with_metadata(Metadata::new().with("tier", "gold"));
    let pending = lost(&sandbox, &kohortpay, &given, &options, UNDONE).await;
    registered_by_another(&sandbox, &given, TimeDelta::zero(), TimeDelta::zero()).await;
    assert_eq!(
        kohortpay.settle(&pending).await.unwrap(),
        Settlement::NotDone
    );
    let pending = lost(&sandbox, &kohortpay, &given, &options, DONE).await;
    let settled = kohortpay.settle(&pending).await.unwrap();
    let Settlement::Done(customer) = settled else {
        panic!("{settled:?}")
    };
    assert!(pending.marker.unwrap().is_on(&customer));

    // Without metadata of the customer's own, too.
    for given in [given, asha()] {
        let written = kohortpay.create_customer(&given, &options).await.unwrap();
        let marker = written.marker.unwrap();
        assert_eq!((marker.key(), marker.token().len()), ("write", 32));
        assert!(marker.is_on(&written.customer));
        assert_eq!(written.fields.sent, given.given());
        assert!(written.fields.altered.is_empty() && written.fields.is_lossless());
    }
    let taken = asha().with_metadata(Metadata::new().with("write", "mine"));
    let error = kohortpay
        .create_customer(&taken, &options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert_eq!(error.fields()[0].field, "metadata.write");
}

#[tokio::test]
async fn a_marker_that_does_not_come_back_is_not_relied_on() {
    let server = MockServer::start().await;
    let stripped = json!({
        "id": "cus_1",
        "emailAddress": "asha@example.com",
        "firstName": "Asha",
        "metadata": null,
    });
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(201).set_body_json(stripped))
        .up_to_n_times(1)
        .mount(&server)
        .await;
    Mock::given(method("POST"))
        .respond_with(ResponseTemplate::new(502))
        .mount(&server)
        .await;
    let kohortpay = provider(&server.uri(), KEY);
    let marked = WriteOptions::new().with_marker("write");
    let written = kohortpay.create_customer(&asha(), &marked).await.unwrap();
    assert_eq!(written.marker, None);
    let error = kohortpay.create_customer(&asha(), &marked).await;
    assert_eq!(error.unwrap_err().pending().unwrap().marker, None);
}
