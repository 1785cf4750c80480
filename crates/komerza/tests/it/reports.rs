//! The report of a write is held against what came back.

use customer_core::{CustomerProvider, NewCustomer, WriteOptions};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, email, provider};

#[tokio::test]
async fn an_email_address_that_comes_back_null_or_empty_is_altered_and_an_absent_one_is_not() {
    for (data, how) in [
        (json!({"id": "1", "emailAddress": "asha@example.com"}), None),
        (json!({"id": "1"}), None),
        (
            json!({"id": "1", "emailAddress": null}),
            Some("the provider did not keep it"),
        ),
        (
            json!({"id": "1", "emailAddress": ""}),
            Some("the provider did not keep it"),
        ),
        (
            json!({"id": "1", "emailAddress": "ASHA@example.com"}),
            Some("the provider answered with another value"),
        ),
    ] {
        let server = MockServer::start().await;
        let body = json!({"success": true, "data": data});
        Mock::given(any())
            .respond_with(ResponseTemplate::new(200).set_body_json(body))
            .mount(&server)
            .await;
        let komerza = provider(&server.uri(), STORE, KEY);
        let customer = NewCustomer::new().with_email(email("asha@example.com"));
        let written = komerza
            .create_customer(&customer, &WriteOptions::new())
            .await;
        let fields = written.unwrap().fields;
        assert_eq!(fields.altered.first().map(|one| &*one.how), how, "{data}");
        assert_eq!(fields.altered.len() + fields.sent.len(), 1);
    }
}
