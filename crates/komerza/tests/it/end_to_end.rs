//! Every operation against the sandbox, over HTTP.

use customer_tests::checked::CheckedSandbox;

use crate::support::in_sandbox;

#[tokio::test]
async fn a_raw_request_goes_under_the_same_authorization() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let komerza = in_sandbox(&sandbox);
    let request = customer_http::Request::get(
        customer_core::Operation::Native("raw"),
        "/stores/{store}/customers",
    )
    .path_value("store", komerza.client().store_id());
    let response = komerza.client().send(request).await.unwrap();
    assert!(response.status().is_success());
}
