//! What became of a registration whose answer was lost, with other callers and other clocks about.

use chrono::TimeDelta;
use customer_core::{
    BlockRequest, CustomerProvider, CustomerProviderExt, Doubt, NewCustomer, PendingWrite,
    Settlement, WriteOptions,
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
