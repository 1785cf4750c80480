//! No secret, no full e-mail and no other personal text in any `Debug` or error.

use std::error::Error as _;

use customer_core::{
    BlockRequest, CustomerId, CustomerProvider, CustomerProviderExt, Error, GetOptions, ListQuery,
    NewCustomer, WriteOptions,
};
use komerza::{Komerza, convert, wire};
use proptest::prelude::*;
use serde_json::json;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, STORE, email, provider, record};

const EMAIL: &str = "asha.rao@example.com";
const NOTE: &str = "fraud at the counter";
const ADDRESS: &str = "203.0.113.77";

fn shown(error: &Error) -> String {
    let causes = std::iter::successors(error.source(), |cause| (*cause).source());
    let causes: Vec<_> = causes.map(|cause| format!("{cause} {cause:?}")).collect();
    format!("{error} {error:?} {}", causes.join(" "))
}

fn assert_private(text: &str) {
    for secret in [KEY, EMAIL, "asha.rao%40example.com", NOTE, ADDRESS] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

#[test]
fn debug_shows_no_personal_data_and_no_secret() {
    let builder = Komerza::builder().store_id(STORE).api_key(KEY.to_owned());
    assert_private(&format!("{builder:?}"));
    let komerza = builder.build().unwrap();
    assert_private(&format!("{komerza:?} {:?}", komerza.client()));
    assert_private(&format!("{:?}", wire::CreateCustomer::new(EMAIL)));
    assert_private(&format!("{:?}", wire::BlockCustomer::new().with_note(NOTE)));
    assert_private(&format!(
        "{:?}",
        komerza::client::ListCustomers::new()
            .with_email(EMAIL)
            .with_ip_address(ADDRESS)
    ));
    assert_private(&format!("{:?}", ListQuery::new().with_search(EMAIL)));
    assert_private(&format!("{:?}", BlockRequest::new().with_reason(NOTE)));
    let body = json!({
        "id": "1", "emailAddress": EMAIL, "ipAddress": ADDRESS, "blockedNote": NOTE, "isBlocked": true,
        "tickets": [{"id": "2", "subject": NOTE, "emailAddress": EMAIL, "entries": [{"id": "3", "name": NOTE, "message": NOTE}]}],
        "externalIntegrations": {"forum": EMAIL}, "contact": EMAIL,
    });
    let typed: wire::PublicCustomer = serde_json::from_value(body).unwrap();
    assert_private(&format!("{typed:?}"));
    let customer = convert::public_customer(&STORE.into(), record(typed));
    assert_private(&format!("{customer:?}"));
    let body = json!({"id": "1", "emailAddress": EMAIL, "ipAddress": ADDRESS, "storeData": [{
        "id": "2", "customer": {"emailAddress": EMAIL}, "ipAddress": ADDRESS, "blockedNote": NOTE,
        "marketingOptions": {"id": "3", "consentIpAddress": ADDRESS},
    }]});
    assert_private(&format!(
        "{:?}",
        serde_json::from_value::<wire::Customer>(body).unwrap()
    ));
}

#[tokio::test]
async fn errors_show_no_personal_data_and_no_secret() {
    let server = MockServer::start().await;
    let bodies = [
        (409, json!({"success": false, "message": format!("{EMAIL} exists"), "code": EMAIL, "data": null}).to_string()),
        (200, json!({"success": true, "data": {"id": 7, "emailAddress": EMAIL}}).to_string()),
        (200, json!({"success": true, "data": {"id": "1", "dateCreated": [EMAIL]}}).to_string()),
        (200, json!({"success": EMAIL}).to_string()),
        (200, format!("<html>{EMAIL}</html>")),
        (500, format!("<html>{EMAIL} +91 98765 43210</html>")),
        (200, format!("{{\"success\": true, \"data\": {{\"emailAddress\": \"{EMAIL}\"")),
    ];
    for (status, body) in bodies {
        server.reset().await;
        let response = ResponseTemplate::new(status).set_body_raw(body, "application/json");
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        let komerza = provider(&server.uri(), STORE, KEY);
        for error in every_call(&komerza).await {
            assert_private(&shown(&error));
        }
    }
    // A server that cannot be reached: the URL, with the address in its path, must not be told.
    drop(server);
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let komerza = provider(&format!("http://{gone}"), STORE, KEY);
    for error in every_call(&komerza).await {
        assert_private(&shown(&error));
    }
}

async fn every_call(komerza: &Komerza) -> Vec<Error> {
    let customer = NewCustomer::new().with_email(email(EMAIL));
    let id = CustomerId::new(EMAIL);
    [
        komerza
            .create_customer(&customer, &WriteOptions::new())
            .await
            .err(),
        komerza.get_customer(&id, &GetOptions::new()).await.err(),
        komerza.find_all_by_email(&email(EMAIL)).await.err(),
        komerza
            .list_customers(&ListQuery::new().with_search(EMAIL))
            .await
            .err(),
        komerza
            .client()
            .create_customer(&wire::CreateCustomer::new("asha.rao.example.com"))
            .await
            .err(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn debug_of_a_request_shows_no_personal_data(customer in customer_core::strategies::new_customer()) {
        let prepared = convert::create_request(&convert::capabilities(), &customer);
        let text = format!("{prepared:?} {:?}", prepared.preview.check(customer_core::Fidelity::Strict));
        for value in [customer.email.map(|email| email.to_string()), customer.phone.map(|phone| phone.to_string())].into_iter().flatten() {
            prop_assert!(!text.contains(&value), "{text}");
        }
    }
}
