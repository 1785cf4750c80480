//! What became of a registration whose answer was lost, with other callers and other clocks about.

use chrono::TimeDelta;
use customer_core::{
    BlockRequest, CustomerProvider, CustomerProviderExt, Doubt, ErrorKind, FoundOrCreated,
    NewCustomer, PendingWrite, Settlement, WriteOptions,
};
use customer_sandbox::{EmailMatching, Fault, Provider, ResetPoint, Sandbox};
use customer_tests::checked::CheckedSandbox;
use komerza::Komerza;

use crate::support::{email, in_sandbox};

fn with_email(text: &str) -> NewCustomer {
    NewCustomer::new().with_email(email(text))
}

fn asha() -> NewCustomer {
    with_email("asha@example.com")
}

async fn over(matching: EmailMatching, clock: TimeDelta) -> CheckedSandbox {
    let sandbox = Sandbox::builder()
        .email_matching(matching)
        .clock_offset(clock)
        .start()
        .await;
    CheckedSandbox::over(sandbox.unwrap())
}

/// A registration whose answer is lost, whatever it was.
async fn lost(
    sandbox: &CheckedSandbox,
    komerza: &Komerza,
    customer: &NewCustomer,
    point: ResetPoint,
) -> PendingWrite {
    let fault = Fault::reset(point)
        .provider(Provider::KOMERZA)
        .method("POST");
    sandbox.faults().push(fault);
    let error = komerza
        .create_customer(customer, &WriteOptions::new())
        .await
        .unwrap_err();
    error.pending().unwrap().clone()
}

const UNDONE: ResetPoint = ResetPoint::AfterReading;
const DONE: ResetPoint = ResetPoint::AfterCommitting;

#[tokio::test]
async fn a_customer_that_was_there_before_is_not_ours_whatever_the_clocks() {
    for minutes in [0, -10, 10] {
        let clock = TimeDelta::minutes(minutes);
        let sandbox = over(EmailMatching::Folded, clock - TimeDelta::seconds(30)).await;
        let another = in_sandbox(&sandbox);
        another
            .create_customer(&asha(), &WriteOptions::new())
            .await
            .unwrap();
        sandbox.set_clock_offset(clock).await.unwrap();
        let komerza = in_sandbox(&sandbox);
        // The answer that was lost said that it is there.
        let pending = lost(&sandbox, &komerza, &asha(), DONE).await;
        let settled = komerza.settle(&pending).await.unwrap();
        assert_eq!(settled, Settlement::NotDone, "{minutes}");

        let other = with_email("ravi@example.com");
        let pending = lost(&sandbox, &komerza, &other, UNDONE).await;
        let settled = komerza.settle(&pending).await.unwrap();
        assert_eq!(settled, Settlement::NotDone, "{minutes}");
        let pending = lost(&sandbox, &komerza, &other, DONE).await;
        let settled = komerza.settle(&pending).await.unwrap();
        assert!(
            matches!(settled, Settlement::Done(_)),
            "{minutes} {settled:?}"
        );
    }
}

#[tokio::test]
async fn find_or_create_converges_on_every_spelling_of_a_mailbox() {
    for matching in [EmailMatching::Folded, EmailMatching::Exact] {
        for (there, asked) in [
            ("Asha@Example.com", "asha@example.com"),
            ("asha@example.com", "ASHA@Example.com"),
            ("müller@example.de", "MÜLLER@example.de"),
            ("kunde@xn--bcher-kva.example", "Kunde@BÜCHER.example"),
            ("kunde@bücher.example", "kunde@xn--bcher-kva.example"),
            ("mu\u{308}ller@example.de", "M\u{dc}LLER@example.de"),
        ] {
            // No one can ask a shop that compares to the letter for capitals that were not given.
            if matching == EmailMatching::Exact && there != there.to_lowercase() {
                continue;
            }
            let sandbox = over(matching, TimeDelta::zero()).await;
            let komerza = in_sandbox(&sandbox);
            let options = WriteOptions::new();
            let first = komerza.find_or_create(&with_email(there), &options).await;
            let second = komerza.find_or_create(&with_email(asked), &options).await;
            let (first, second) = (first.unwrap(), second.unwrap());
            assert!(matches!(first, FoundOrCreated::Created(_)), "{first:?}");
            assert!(matches!(second, FoundOrCreated::Found(_)), "{second:?}");
            assert_eq!(first.customer().id, second.customer().id, "{there} {asked}");
        }
    }
}

#[tokio::test]
async fn spellings_are_different_customers_where_the_provider_compares_exactly() {
    let sandbox = over(EmailMatching::Exact, TimeDelta::zero()).await;
    let komerza = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    for (there, other) in [
        ("asha@example.com", "Asha@example.com"),
        ("müller@example.de", "MÜLLER@example.de"),
    ] {
        let there = komerza.create_customer(&with_email(there), &options).await;
        let there = there.unwrap().customer;
        // Another spelling is registered at the same moment, and is told from it.
        let pending = lost(&sandbox, &komerza, &with_email(other), DONE).await;
        let settled = komerza.settle(&pending).await.unwrap();
        let Settlement::Done(ours) = settled else {
            panic!("{settled:?}")
        };
        assert_ne!(ours.id, there.id);
        let found = komerza.find_or_create(&with_email(other), &options).await;
        assert_eq!(found.unwrap().customer().id, ours.id);
    }
}

#[tokio::test]
async fn an_empty_look_up_of_a_unicode_address_proves_nothing_and_a_found_record_does() {
    let sandbox = over(EmailMatching::Folded, TimeDelta::zero()).await;
    let komerza = in_sandbox(&sandbox);
    let customer = with_email("MÜLLER@example.de");
    let pending = lost(&sandbox, &komerza, &customer, UNDONE).await;
    assert_eq!(
        komerza.settle(&pending).await.unwrap(),
        Settlement::StillUnknown(Doubt::InexactLookup)
    );
    let pending = lost(&sandbox, &komerza, &customer, DONE).await;
    let settled = komerza.settle(&pending).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)), "{settled:?}");
}

#[tokio::test]
async fn a_block_with_another_reason_stays_unknown() {
    let sandbox = over(EmailMatching::Folded, TimeDelta::zero()).await;
    let komerza = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let created = komerza.create_customer(&asha(), &options).await.unwrap();
    let id = created.customer.id;
    let another = in_sandbox(&sandbox);
    let block = BlockRequest::new().with_reason("chargeback");
    another.block_customer(&id, &block, &options).await.unwrap();
    let fault = Fault::reset(UNDONE)
        .provider(Provider::KOMERZA)
        .method("POST");
    sandbox.faults().push(fault);
    let block = BlockRequest::new().with_reason("fraud");
    let error = komerza.block_customer(&id, &block, &options).await;
    let pending = error.unwrap_err().pending().unwrap().clone();
    assert_eq!(
        komerza.settle(&pending).await.unwrap(),
        Settlement::StillUnknown(Doubt::OtherContents)
    );
    another.block_customer(&id, &block, &options).await.unwrap();
    let settled = komerza.settle(&pending).await.unwrap();
    assert!(matches!(settled, Settlement::Done(_)), "{settled:?}");
}

#[tokio::test]
async fn a_write_marker_is_refused_where_the_provider_has_no_metadata() {
    let sandbox = over(EmailMatching::Folded, TimeDelta::zero()).await;
    let komerza = in_sandbox(&sandbox);
    let marked = WriteOptions::new().with_marker("write");
    let error = komerza.create_customer(&asha(), &marked).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::UnrepresentableFields);
    assert_eq!(error.fields()[0].field, "metadata.write");
    assert_eq!(sandbox.request_count(Provider::KOMERZA), 0);
    let lossy = WriteOptions::lossy().with_marker("write");
    let written = komerza.create_customer(&asha(), &lossy).await.unwrap();
    assert_eq!(written.marker, None);
}
