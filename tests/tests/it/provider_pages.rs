//! The pages about providers are what the adapters say today.

use customer_core::NewCustomer;
use customer_core::adapter::Prepared;
use customer_tests::provider_page::{Subject, page};
use expect_test::expect_file;
use serde::Serialize;

fn example() -> NewCustomer {
    serde_json::from_str(include_str!("../../../docs/examples/customer.json")).unwrap()
}

fn written<T: Serialize>(
    name: &str,
    crate_name: &str,
    capabilities: &customer_core::Capabilities,
    prepared: &Prepared<T>,
) -> String {
    let request = prepared
        .request
        .as_ref()
        .map(|body| serde_json::to_string_pretty(body).unwrap());
    page(&Subject {
        name,
        crate_name,
        capabilities,
        preview: &prepared.preview,
        request,
        remark: match crate_name {
            "commerceengine" => COMMERCE_ENGINE,
            _ => "",
        },
    })
}

const COMMERCE_ENGINE: &str = "Newer stores register customers with a one-time password, at `POST /auth/register/…`, and may answer \
     404 to `create_customer`. The error is then of the kind *not found*, and its message says why.";

#[test]
fn komerza() {
    let capabilities = komerza::convert::capabilities();
    let prepared = komerza::convert::create_request(&capabilities, &example());
    let page = written("Komerza", "komerza", &capabilities, &prepared);
    expect_file!["../../../docs/providers/komerza.md"].assert_eq(&page);
}

#[test]
fn commerceengine() {
    let capabilities = commerceengine::convert::capabilities();
    let prepared = commerceengine::convert::create_request(&capabilities, &example());
    let page = written(
        "Commerce Engine",
        "commerceengine",
        &capabilities,
        &prepared,
    );
    expect_file!["../../../docs/providers/commerceengine.md"].assert_eq(&page);
}

#[test]
fn kohortpay() {
    let capabilities = kohortpay::convert::capabilities();
    let prepared = kohortpay::convert::create_request(&capabilities, &example());
    let page = written("KohortPay", "kohortpay", &capabilities, &prepared);
    expect_file!["../../../docs/providers/kohortpay.md"].assert_eq(&page);
}
