use std::sync::{Arc, Mutex};
use std::time::Duration;

use customer_core::memory::{Fault, MemoryProvider, Moment};
use customer_core::{
    BlockRequest, CustomerProvider, CustomerProviderExt, CustomerUpdate, Doubt, Error, ErrorKind,
    FoundOrCreated, Operation, RetryAdvice, Settlement, WriteOptions,
};
use futures_util::FutureExt;

use super::{asha, create, email, now, pune};

#[test]
fn a_fault_before_acting_may_be_retried_and_changes_nothing() {
    let wait = Some(Duration::from_secs(7));
    for (fault, kind, retry_after) in [
        (Fault::ConnectionRefused, ErrorKind::ConnectionFailed, None),
        (
            Fault::RateLimited { retry_after: wait },
            ErrorKind::RateLimited,
            wait,
        ),
        (
            Fault::Unavailable { retry_after: None },
            ErrorKind::Unavailable,
            None,
        ),
    ] {
        let provider = MemoryProvider::new();
        provider.fail_next_write(fault);
        let error = now(provider.create(&asha())).unwrap_err();
        assert_eq!((error.kind(), error.retry_after()), (kind, retry_after));
        assert_eq!(error.retry_advice(), RetryAdvice::SafeToRetry);
        assert_eq!(error.operation(), Some(Operation::CreateCustomer));
        assert_eq!(provider.acted(Operation::CreateCustomer), 0);
        create(&provider, &asha());
        assert_eq!(provider.sent(Operation::CreateCustomer), 2);
        assert_eq!(provider.acted(Operation::CreateCustomer), 1);
    }
}

#[test]
fn an_unknown_create_is_settled_by_what_the_provider_did() {
    let provider = MemoryProvider::new();
    for (fault, is_done) in [
        (Fault::OutcomeUnknownBeforeActing, false),
        (Fault::TimedOut, false),
        (Fault::OutcomeUnknownAfterActing, true),
    ] {
        provider.fail_next_write(fault);
        let error = now(provider.create(&asha())).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
        let settled = now(provider.settle(error.pending().unwrap())).unwrap();
        assert_eq!(matches!(settled, Settlement::Done(_)), is_done, "{fault:?}");
        assert_eq!(settled == Settlement::NotDone, !is_done, "{fault:?}");
        assert_eq!(provider.records().len(), usize::from(is_done));
    }
}

#[test]
fn an_older_customer_with_the_same_contents_is_not_taken_for_the_lost_one() {
    let provider = MemoryProvider::builder()
        .capabilities(
            customer_core::memory::all_capabilities()
                .with_email_uniqueness(customer_core::EmailUniqueness::NotDocumented),
        )
        .customer(asha())
        .build();
    provider.fail_next_write(Fault::OutcomeUnknownBeforeActing);
    let error = now(provider.create(&asha())).unwrap_err();
    let settled = now(provider.settle(error.pending().unwrap())).unwrap();
    assert_eq!(settled, Settlement::NotDone);
}

#[test]
fn a_customer_with_other_contents_leaves_a_create_unknown() {
    let provider = MemoryProvider::new();
    provider.fail_next_write(Fault::OutcomeUnknownAfterActing);
    let error = now(provider.create(&asha())).unwrap_err();
    let id = provider.records()[0].id.clone();
    provider
        .change(&id, |customer| customer.phone = None)
        .unwrap();
    let settled = now(provider.settle(error.pending().unwrap())).unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::OtherContents));
}

#[test]
fn an_unknown_clock_leaves_a_create_unknown() {
    let provider = MemoryProvider::builder().unknown_provider_clock().build();
    provider.fail_next_write(Fault::OutcomeUnknownAfterActing);
    let error = now(provider.create(&asha())).unwrap_err();
    let settled = now(provider.settle(error.pending().unwrap())).unwrap();
    assert_eq!(settled, Settlement::StillUnknown(Doubt::UncertainTime));
}

/// Every write, which fails.
fn errors_of_all_writes(provider: &MemoryProvider) -> Vec<Error> {
    let id = provider.records()[0].id.clone();
    let addresses = provider.records()[0].addresses.clone().unwrap();
    let address_id = addresses[0].id.clone().unwrap();
    let update = CustomerUpdate::new().with_given_name("Usha");
    let block = BlockRequest::new().with_reason("spam");
    vec![
        now(provider.create(&asha().with_email(email("b@example.com")))).unwrap_err(),
        now(provider.update(&id, &update)).unwrap_err(),
        now(provider.block(&id, &block)).unwrap_err(),
        now(provider.unblock(&id)).unwrap_err(),
        now(provider.delete(&id)).unwrap_err(),
        now(provider.restore(&id)).unwrap_err(),
        now(provider.add_address(&id, &pune())).unwrap_err(),
        now(provider.update_address(&id, &address_id, &pune())).unwrap_err(),
        now(provider.remove_address(&id, &address_id)).unwrap_err(),
    ]
}

#[test]
fn every_write_whose_outcome_is_unknown_has_a_pending_write() {
    for (fault, acted) in [
        (Fault::OutcomeUnknownBeforeActing, 0),
        (Fault::OutcomeUnknownAfterActing, 1),
    ] {
        let provider = MemoryProvider::builder().customer(asha()).build();
        (0..9).for_each(|_| provider.fail_next_write(fault));
        for error in errors_of_all_writes(&provider) {
            assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{error}");
            let pending = error.pending().unwrap();
            assert_eq!(Some(pending.operation), error.operation());
            assert_eq!(provider.acted(pending.operation), acted);
        }
        assert_eq!(provider.faults_left(), 0);
    }
}

#[test]
fn an_unknown_change_of_state_is_read_off_the_customer() {
    for fault in [
        Fault::OutcomeUnknownBeforeActing,
        Fault::OutcomeUnknownAfterActing,
    ] {
        let provider = MemoryProvider::builder().customer(asha()).build();
        let id = provider.records()[0].id.clone();
        provider.fail_next_write(fault);
        let error = now(provider.delete(&id)).unwrap_err();
        let settled = now(provider.settle(error.pending().unwrap())).unwrap();
        let is_done = matches!(settled, Settlement::Done(_));
        assert_eq!(is_done, fault == Fault::OutcomeUnknownAfterActing);
    }
    let provider = MemoryProvider::builder()
        .customer(asha())
        .removes_deleted()
        .build();
    let id = provider.records()[0].id.clone();
    provider.fail_next_write(Fault::OutcomeUnknownAfterActing);
    let error = now(provider.delete(&id)).unwrap_err();
    let settled = now(provider.settle(error.pending().unwrap())).unwrap();
    assert_eq!(settled, Settlement::Gone);
}

#[test]
fn a_refusal_is_not_seen_where_the_response_is_lost() {
    let provider = MemoryProvider::builder().customer(asha()).build();
    provider.fail_next_write(Fault::OutcomeUnknownAfterActing);
    let error = now(provider.create(&asha())).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(provider.acted(Operation::CreateCustomer), 0);
}

#[test]
fn a_read_times_out_where_a_write_would_be_unknown() {
    let provider = MemoryProvider::builder().customer(asha()).build();
    let id = provider.records()[0].id.clone();
    for fault in [
        Fault::TimedOut,
        Fault::OutcomeUnknownBeforeActing,
        Fault::OutcomeUnknownAfterActing,
    ] {
        provider.fail_next_read(fault);
        let error = now(provider.get(&id)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::TimedOut);
        assert_eq!(error.retry_advice(), RetryAdvice::SafeToRetry);
    }
    now(provider.get(&id)).unwrap();
}

#[test]
fn a_refusal_of_any_kind_can_be_asked_for() {
    let provider = MemoryProvider::new();
    for &kind in ErrorKind::ALL {
        provider.fail_next_write(Fault::Refused(kind));
        let error = now(provider.create(&asha())).unwrap_err();
        let expected = match kind {
            ErrorKind::TimedOut => ErrorKind::OutcomeUnknown,
            other => other,
        };
        assert_eq!(error.kind(), expected);
    }
    assert!(provider.records().is_empty());
}

#[test]
fn faults_come_in_order_and_only_to_the_calls_that_they_are_for() {
    let provider = MemoryProvider::builder().customer(asha()).build();
    let id = provider.records()[0].id.clone();
    provider.fail_next(Operation::DeleteCustomer, Fault::ConnectionRefused);
    provider.fail_next_read(Fault::TimedOut);
    provider.fail_next_write(Fault::Unavailable { retry_after: None });
    provider.fail_next_write(Fault::ConnectionRefused);
    let kinds = [
        now(provider.unblock(&id)).unwrap_err().kind(),
        now(provider.delete(&id)).unwrap_err().kind(),
        now(provider.get(&id)).unwrap_err().kind(),
        now(provider.delete(&id)).unwrap_err().kind(),
    ];
    assert_eq!(
        kinds,
        [
            ErrorKind::Unavailable,
            ErrorKind::ConnectionFailed,
            ErrorKind::TimedOut,
            ErrorKind::ConnectionFailed,
        ]
    );
    assert_eq!(provider.faults_left(), 0);
    // A call that is refused before anything is sent takes no fault along.
    provider.fail_next_write(Fault::ConnectionRefused);
    let marked = WriteOptions::new().with_marker(" ");
    now(provider.create_customer(&asha(), &marked)).unwrap_err();
    assert_eq!(provider.faults_left(), 1);
    provider.clear_faults();
    now(provider.delete(&id)).unwrap();
}

#[test]
fn find_or_create_settles_a_lost_response() {
    let provider = MemoryProvider::new();
    provider.fail_next_write(Fault::OutcomeUnknownAfterActing);
    let created = now(provider.find_or_create(&asha(), &WriteOptions::new())).unwrap();
    assert!(matches!(created, FoundOrCreated::Created(_)));
    assert_eq!(provider.acted(Operation::CreateCustomer), 1);
}

#[test]
fn a_call_that_is_dropped_while_it_waits_has_acted_or_has_not() {
    for (stop, acted) in [(Moment::BeforeActing, 0), (Moment::AfterActing, 1)] {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let log = seen.clone();
        let provider = MemoryProvider::builder()
            .latency(move |operation, moment| {
                log.lock().unwrap().push((operation, moment));
                if moment == stop {
                    std::future::pending().boxed()
                } else {
                    std::future::ready(()).boxed()
                }
            })
            .build();
        assert!(provider.create(&asha()).now_or_never().is_none());
        assert_eq!(provider.acted(Operation::CreateCustomer), acted);
        let last = seen.lock().unwrap().last().copied();
        assert_eq!(last, Some((Operation::CreateCustomer, stop)));
    }
}
