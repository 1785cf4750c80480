//! One bad member loses neither an address nor a word of what was lost.

use commerceengine::CommerceEngine;
use customer_core::{
    Address, AddressId, CustomerId, CustomerProvider, CustomerProviderExt, ErrorKind, GetOptions,
    WriteOptions,
};
use serde_json::{Value, json};
use wiremock::matchers::{any, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, office, provider};

async fn answering(content: Value) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    let envelope = |content: Value| {
        let body = json!({"message": "ok", "success": true, "content": content});
        ResponseTemplate::new(200).set_body_json(body)
    };
    Mock::given(path_regex("/auth/user/"))
        .respond_with(envelope(json!({"user": {"id": ID}})))
        .mount(&server)
        .await;
    Mock::given(any())
        .respond_with(envelope(content))
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    (server, engine)
}

fn bad_address() -> Value {
    json!({"id": ID, "city": ["Pune"], "pincode": "411030", "is_default_billing": {"a": 1}})
}

fn one_page(addresses: &Value) -> Value {
    let pagination = json!({"total_pages": 1, "next_page": null});
    json!({"addresses": addresses, "pagination": pagination})
}

fn unreadable(address: &Address) -> Vec<String> {
    let json = serde_json::to_value(address).unwrap();
    let places = json["unreadable"].as_array().cloned().unwrap_or_default();
    let path = |place: &Value| place["path"].as_str().unwrap().to_owned();
    places.iter().map(path).collect()
}

#[tokio::test]
async fn an_address_names_its_members_that_cannot_be_read() {
    let expected = ["city", "is_default_billing"];
    let (id, address_id) = (CustomerId::new(ID), AddressId::new(ID));

    let good = json!({"id": "1", "city": "Pune"});
    let (_server, engine) = answering(one_page(&json!([good, bad_address()]))).await;
    let listed = engine.list_addresses(&id).await.unwrap();
    assert_eq!(listed[1].postal_code.as_deref(), Some("411030"));
    assert_eq!(unreadable(&listed[0]), [""; 0]);
    assert_eq!(unreadable(&listed[1]), expected);
    let options = GetOptions::new().with_addresses(true);
    let customer = engine.get_customer(&id, &options).await.unwrap();
    let addresses = customer.addresses.unwrap();
    assert_eq!(unreadable(&addresses[1]), expected);

    let (_server, engine) = answering(json!({"address": bad_address()})).await;
    let options = WriteOptions::new();
    let added = engine
        .add_customer_address(&id, &office(), &options)
        .await
        .unwrap();
    assert_eq!(unreadable(&added.address), expected);
    let replaced = engine
        .update_customer_address(&id, &address_id, &office(), &options)
        .await
        .unwrap();
    assert_eq!(unreadable(&replaced.address), expected);
}

#[tokio::test]
async fn a_list_of_addresses_that_is_null_or_not_there_is_empty() {
    let id = CustomerId::new(ID);
    for content in [
        json!({}),
        json!(null),
        json!([]),
        json!({"addresses": null}),
        json!({"addresses": {}}),
        json!({"addresses": null, "pagination": []}),
    ] {
        let (_server, engine) = answering(content.clone()).await;
        let listed = engine.list_addresses(&id).await;
        assert_eq!(listed.unwrap(), [], "{content}");
    }
    for content in [json!({"addresses": 5}), json!({"address_list": []})] {
        let (_server, engine) = answering(content.clone()).await;
        let error = engine.list_addresses(&id).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{content}");
    }
}

#[tokio::test]
async fn an_odd_pagination_does_not_lose_the_addresses() {
    let id = CustomerId::new(ID);
    for pagination in [
        json!([]),
        json!({}),
        json!(null),
        json!("1"),
        json!({"total_pages": "many", "next_page": []}),
        json!({"total_pages": null, "next_page": {"a": 1}}),
    ] {
        let addresses = json!([{"id": "1", "city": "Pune"}]);
        let content = json!({"addresses": addresses, "pagination": pagination});
        let (_server, engine) = answering(content).await;
        let listed = engine.list_addresses(&id).await;
        let listed = listed.unwrap_or_else(|error| panic!("{pagination}: {error}"));
        assert_eq!(listed.len(), 1, "{pagination}");
    }
}
