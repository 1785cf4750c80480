//! The checked sandbox lets nothing pass that breaks a contract.

use std::panic::{AssertUnwindSafe, catch_unwind};

use customer_core::Operation;
use customer_http::{Request, Response};
use customer_sandbox::Provider;
use customer_tests::checked::CheckedSandbox;
use komerza::Komerza;

use crate::support;

async fn start() -> (CheckedSandbox, Komerza) {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = support::komerza(&sandbox);
    (sandbox, komerza)
}

/// A listing with a parameter that is, or is not, declared.
async fn list(komerza: &Komerza, parameter: &'static str) -> customer_core::Result<Response> {
    let request = Request::get(Operation::Native("raw"), "/stores/{store}/customers")
        .path_value("store", komerza.client().store_id())
        .query(parameter, "1");
    komerza.client().send(request).await
}

/// What the panic says, where there is one.
fn panics(act: impl FnOnce()) -> Option<String> {
    let panic = catch_unwind(AssertUnwindSafe(act)).err()?;
    Some(*panic.downcast::<String>().unwrap())
}

#[tokio::test]
async fn exchanges_that_satisfy_the_contract_pass() {
    let (sandbox, komerza) = start().await;
    list(&komerza, "Page").await.unwrap();
    assert_eq!(sandbox.request_count(Provider::KOMERZA), 1);
    assert_eq!(panics(|| drop(sandbox)), None);
}

#[tokio::test]
async fn an_exchange_that_breaks_the_contract_fails_the_test_at_its_end() {
    let (sandbox, komerza) = start().await;
    let _ = list(&komerza, "Seite").await;
    let said = panics(|| drop(sandbox)).unwrap();
    assert_eq!(
        said,
        "exchanges break their contract:\n  komerza GET listCustomers: query Seite: not declared"
    );
}

#[tokio::test]
async fn requests_are_checked_before_the_recorder_drops_them() {
    let (sandbox, komerza) = start().await;
    let _ = list(&komerza, "Seite").await;
    assert!(panics(|| sandbox.clear_requests()).is_some());
    list(&komerza, "Page").await.unwrap();
    assert_eq!(panics(|| drop(sandbox)), None);
}

#[tokio::test]
async fn an_endpoint_that_is_not_declared_fails_though_it_is_refused() {
    let (sandbox, komerza) = start().await;
    let refused = sandbox.expect_refused();
    let orders = Request::get(Operation::Native("raw"), "/stores/{store}/orders")
        .path_value("store", komerza.client().store_id());
    assert!(komerza.client().send(orders).await.is_err());
    drop(refused);
    let said = panics(|| drop(sandbox)).unwrap();
    assert!(said.contains("an endpoint that is not declared"), "{said}");
}

#[tokio::test]
async fn a_request_expected_to_be_refused_must_be_refused_while_the_guard_lives() {
    let (sandbox, komerza) = start().await;
    let refused = sandbox.expect_refused();
    assert!(list(&komerza, "Seite").await.is_err());
    drop(refused);
    sandbox.check();

    let refused = sandbox.expect_refused();
    list(&komerza, "Page").await.unwrap();
    drop(refused);
    let said = panics(|| sandbox.check()).unwrap();
    assert!(said.contains("200, where it was to be refused"), "{said}");

    let refused = sandbox.expect_refused();
    assert!(list(&komerza, "Seite").await.is_err());
    drop(refused);
    assert!(list(&komerza, "Seite").await.is_err());
    let said = panics(|| sandbox.check()).unwrap();
    assert_eq!(said.lines().count(), 2, "{said}");

    // A guard over nothing is a mistake in the test.
    let nothing = catch_unwind(AssertUnwindSafe(|| drop(sandbox.expect_refused())));
    assert!(nothing.is_err());
}

#[tokio::test]
async fn more_requests_than_are_remembered_need_a_check_on_the_way() {
    let (sandbox, komerza) = start().await;
    for _ in 0..4097 {
        list(&komerza, "Page").await.unwrap();
    }
    let said = panics(|| sandbox.check()).unwrap();
    assert!(
        said.contains("4097 requests were made and 4096 are remembered"),
        "{said}"
    );
    list(&komerza, "Page").await.unwrap();
    assert_eq!(panics(|| drop(sandbox)), None);
}

#[tokio::test]
async fn violations_show_no_values() {
    let (sandbox, komerza) = start().await;
    let request = Request::get(
        Operation::Native("raw"),
        "/stores/{store}/customers/{email}/email",
    )
    .path_value("store", komerza.client().store_id())
    .path_value("email", "asha.rao")
    .query("Seite", "maya@example.com");
    let _ = komerza.client().send(request).await;
    let shown = format!("{sandbox:?}");
    let said = panics(|| drop(sandbox)).unwrap() + &shown;
    for value in ["asha", "maya", customer_sandbox::KOMERZA_API_KEY] {
        assert!(!said.contains(value), "{said}");
    }
}
