//! KohortPay's errors and our kinds, a row each, over HTTP.

use customer_core::{CustomerId, CustomerProvider, Error, ErrorKind, GetOptions};
use kohortpay::Kohortpay;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, provider};

async fn answering(response: ResponseTemplate) -> (MockServer, Kohortpay) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), KEY);
    (server, provider)
}

async fn get(provider: &Kohortpay) -> Error {
    provider
        .get_customer(&CustomerId::new("cus_1"), &GetOptions::new())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn an_error_with_an_unreadable_message_is_an_error() {
    for error in [
        json!({}),
        json!({"type": 7}),
        json!({"code": ["x"], "message": {}}),
    ] {
        for status in [200, 404] {
            let body = json!({"error": error});
            let (_server, provider) =
                answering(ResponseTemplate::new(status).set_body_json(body)).await;
            let expected = if status == 200 {
                ErrorKind::Rejected
            } else {
                ErrorKind::NotFound
            };
            assert_eq!(get(&provider).await.kind(), expected, "{error}");
        }
    }
}

#[tokio::test]
async fn a_customer_with_a_field_named_error_is_no_error() {
    for error in [json!(null), json!(false), json!("none")] {
        let body = json!({"id": "cus_1", "error": error});
        let (_server, provider) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
        let got = provider.client().get_customer("cus_1").await.unwrap();
        assert_eq!(got.id, "cus_1");
    }
}
