//! Komerza's codes and our kinds, a row each, over HTTP.

use customer_core::{
    CustomerProvider, CustomerProviderExt, EmailAddress, Error, NewCustomer, WriteOptions,
};
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, email, provider};

async fn answering(response: ResponseTemplate) -> (MockServer, komerza::Komerza) {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let provider = provider(&server.uri(), STORE, KEY);
    (server, provider)
}

async fn create(provider: &komerza::Komerza) -> Error {
    let customer = NewCustomer::new().with_email(email("asha@example.com"));
    provider
        .create_customer(&customer, &WriteOptions::new())
        .await
        .unwrap_err()
}

#[tokio::test]
async fn invalid_fields_are_named_whatever_their_form() {
    for (fields, expected) in [
        (json!({"emailAddress": ["bad"]}), vec!["emailAddress"]),
        (json!(["emailAddress"]), vec!["emailAddress"]),
        (json!("emailAddress"), vec![]),
        (json!(null), vec![]),
    ] {
        let body = json!({"success": false, "code": "ValidationError", "invalidFields": fields, "data": null});
        let (_server, provider) = answering(ResponseTemplate::new(400).set_body_json(body)).await;
        let error = create(&provider).await;
        let fields: Vec<_> = error
            .fields()
            .iter()
            .map(|problem| problem.field.as_str())
            .collect();
        assert_eq!(fields, expected);
    }
}

#[tokio::test]
async fn a_find_ignores_customers_with_another_address() {
    let body = json!({"success": true, "data": {"id": "1", "emailAddress": "asha@example.com.au"}});
    let (_server, provider) = answering(ResponseTemplate::new(200).set_body_json(body)).await;
    let asked = EmailAddress::parse("asha@example.com").unwrap();
    assert_eq!(provider.find_all_by_email(&asked).await.unwrap(), []);
    let asked = EmailAddress::parse("ASHA@example.com.au").unwrap();
    assert_eq!(provider.find_all_by_email(&asked).await.unwrap().len(), 1);
}
