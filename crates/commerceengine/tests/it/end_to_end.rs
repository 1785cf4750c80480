//! Every operation against the sandbox, over HTTP.

use commerceengine::client::ListAddresses;
use commerceengine::{CommerceEngine, Environment};
use customer_core::{
    CustomerProvider, CustomerProviderExt, CustomerUpdate, ErrorKind, GetOptions, Mode,
    NewCustomer, Operation, WriteOptions,
};
use customer_sandbox::Provider;
use customer_tests::checked::CheckedSandbox;
use serde_json::{Value, json};
use wiremock::matchers::path;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, asha, in_sandbox, office, options, provider, sent, traders};

#[tokio::test]
async fn a_customer_can_be_created_with_a_business_alone() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let customer = NewCustomer::new().with_business(traders());
    let written = engine
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(sent(&written.fields).len(), 4);
    assert_eq!(written.customer.business, Some(traders()));
    assert_eq!(written.customer.email, None);
}

#[tokio::test]
async fn creating_the_same_customer_twice_makes_two_customers() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    // No duplicate is documented; the sandbox knows none either.
    let options = WriteOptions::new();
    let one = engine.create_customer(&asha(), &options).await.unwrap();
    let other = engine.create_customer(&asha(), &options).await.unwrap();
    assert_ne!(one.customer.id, other.customer.id);
}

#[tokio::test]
async fn addresses_are_read_through_all_pages() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let written = engine.create_customer(&asha(), &options).await.unwrap();
    let id = written.customer.id;
    for number in 0..59 {
        let address = office().with_label(format!("no. {number}"));
        engine
            .add_customer_address(&id, &address, &options)
            .await
            .unwrap();
    }
    sandbox.clear_requests();
    let addresses = engine.list_addresses(&id).await.unwrap();
    let labels: std::collections::BTreeSet<_> = addresses
        .iter()
        .filter_map(|address| address.label.as_ref())
        .collect();
    assert_eq!((addresses.len(), labels.len()), (60, 59));
    // Pages of 25, as the sandbox has them.
    assert_eq!(sandbox.request_count(Provider::COMMERCEENGINE), 3);
    let with_addresses = GetOptions::new().with_addresses(true);
    let got = engine.get_customer(&id, &with_addresses).await.unwrap();
    assert_eq!(got.addresses, Some(addresses));

    let query = ListAddresses::new().with_page(2_u64).with_limit(7_u32);
    let page = engine
        .client()
        .list_addresses(id.as_str(), &query)
        .await
        .unwrap();
    let pagination = page.pagination.unwrap();
    assert_eq!(page.addresses.len(), 7);
    assert_eq!(
        (
            pagination.total_records,
            pagination.total_pages,
            pagination.limit
        ),
        (60.into(), 9.into(), 7.into())
    );
    assert_eq!(
        (pagination.previous_page, pagination.next_page),
        (1.into(), 3.into())
    );
}

#[tokio::test]
async fn deleting_the_primary_user_deletes_the_customer() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let id = written.customer.id;
    let changed = engine.delete(&id).await.unwrap();
    assert_eq!(changed.customer, None);
    for error in [
        engine
            .get_customer(&id, &GetOptions::new())
            .await
            .unwrap_err(),
        engine.list_addresses(&id).await.unwrap_err(),
        engine.delete(&id).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn a_raw_request_goes_under_the_same_authorization() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let request = customer_http::Request::get(Operation::Native("raw"), "/auth/user/{user}")
        .path_value("user", written.customer.id.as_str());
    let response = engine.client().send(request).await.unwrap();
    assert!(response.status().is_success());
}

#[tokio::test]
async fn the_stores_key_is_sent_only_to_the_anonymous_start() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    engine.client().anonymous().await.unwrap();
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    engine.delete(&written.customer.id).await.unwrap();
    for request in sandbox.requests() {
        let is_start = request.path.ends_with("/auth/anonymous");
        assert_eq!(request.header("x-api-key").is_some(), is_start);
        assert_eq!(request.header("authorization").is_some(), !is_start);
        let agent = request.header("user-agent").unwrap();
        assert!(agent.starts_with("commerceengine-rs/"), "{agent}");
    }
    let without = provider(
        &sandbox.commerceengine().base_url.replace("storefront", "x"),
        ACCESS,
    );
    assert!(without.client().token().is_none());
}

#[tokio::test]
async fn in_a_business_store_addresses_are_those_of_the_users_customer() {
    let server = MockServer::start().await;
    let customer_id = "01K0TESTC0ST0MER0000000002";
    let ok = |content: Value| {
        let body = json!({"message": "ok", "success": true, "content": content});
        ResponseTemplate::new(200).set_body_json(body)
    };
    for (route, content) in [
        (
            format!("/auth/user/{ID}"),
            json!({"user": {"id": ID, "customer_id": customer_id}}),
        ),
        (
            format!("/customers/{customer_id}/addresses"),
            json!({"addresses": [{"id": "1", "city": "Pune"}], "pagination": {"next_page": null}}),
        ),
        (
            format!("/customers/{customer_id}"),
            json!({"customer_detail": {"id": customer_id, "business": {"name": "Rao"}}}),
        ),
    ] {
        Mock::given(path(route))
            .respond_with(ok(content))
            .mount(&server)
            .await;
    }
    let engine = provider(&server.uri(), ACCESS);
    let id = ID.into();
    let with_addresses = GetOptions::new().with_addresses(true);
    let got = engine.get_customer(&id, &with_addresses).await.unwrap();
    assert_eq!(got.addresses.unwrap()[0].city.as_deref(), Some("Pune"));
    assert_eq!(got.id, id);
    // The customer is known by the same id before and after a change.
    let mut update = CustomerUpdate::new();
    update.business.name = "Rao".to_owned().into();
    let written = engine
        .update_customer(&id, &update, &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(written.customer.id, id);
}

#[tokio::test]
async fn customers_of_staging_are_in_test_mode() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let access = sandbox.commerceengine();
    let engine = CommerceEngine::builder()
        .environment(Environment::Staging)
        .base_url(&access.base_url)
        .access_token(access.access_token.clone())
        .http_options(options())
        .build()
        .unwrap();
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let got = engine
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(written.customer.mode, Some(Mode::Test));
    assert_eq!(got.mode, Some(Mode::Test));
    assert_eq!(engine.identity().mode, Some(Mode::Test));
}
