//! One bad member loses neither an address nor a word of what was lost.

use commerceengine::CommerceEngine;
use customer_core::{CustomerId, CustomerProviderExt, ErrorKind};
use serde_json::{Value, json};
use wiremock::matchers::{any, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, provider};

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
