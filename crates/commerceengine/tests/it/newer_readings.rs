//! What newer stores and the vendor's own client show beyond the reference.

use commerceengine::CommerceEngine;
use customer_core::{
    Address, AddressId, CustomerId, CustomerProvider, CustomerProviderExt, CustomerUpdate,
    ErrorKind, GetOptions, NewCustomer, PersonName, WriteOptions,
};
use customer_sandbox::{Reading, Sandbox};
use customer_tests::checked::CheckedSandbox;
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, asha, email, in_sandbox, office, phone, provider, traders};

/// The members of an address that may be null, and are sent.
const NULLABLE: [&str; 6] = [
    "last_name",
    "address_line2",
    "landmark",
    "tax_identification_number",
    "business_name",
    "nickname",
];

async fn answering(body: &str) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    let response = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    let engine = provider(&server.uri(), ACCESS);
    (server, engine)
}

/// An address without anything that may be left out.
fn bare_address() -> Address {
    let mut address = office();
    address.lines.truncate(1);
    address.name = Some(PersonName::new().with_given("Ravi"));
    address
}

fn bodies(sandbox: &Sandbox, method: &str) -> Vec<Value> {
    let requests = sandbox.requests().into_iter();
    let written = requests.filter(|request| request.method == method);
    written
        .map(|request| serde_json::from_slice(&request.body).unwrap())
        .collect()
}

#[tokio::test]
async fn missing_members_of_an_address_are_sent_as_null() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox);
    let options = WriteOptions::new();
    let customer = NewCustomer::new()
        .with_email(email("ravi.menon@example.com"))
        .with_phone(phone("+919812345678"))
        .with_address(bare_address());
    let created = engine.create_customer(&customer, &options).await.unwrap();
    let id = created.customer.id;
    let added = engine
        .add_customer_address(&id, &bare_address(), &options)
        .await
        .unwrap();
    let address_id = added.address.id.unwrap();
    engine
        .update_customer_address(&id, &address_id, &bare_address(), &options)
        .await
        .unwrap();

    let posted = bodies(&sandbox, "POST");
    let put = bodies(&sandbox, "PUT");
    for body in [&posted[0]["address"], &posted[1], &put[0]] {
        for name in NULLABLE {
            assert_eq!(body.get(name), Some(&Value::Null), "{name} in {body}");
        }
        // These three are not required, and null says something else of them.
        for name in ["id", "is_default_billing", "is_default_shipping"] {
            assert_eq!(body.get(name), None, "{name} in {body}");
        }
    }
    // A business alone has no address, and none that is null.
    let business = NewCustomer::new().with_business(traders());
    engine.create_customer(&business, &options).await.unwrap();
    assert_eq!(bodies(&sandbox, "POST")[2].get("address"), None);
}

/// Contents in which nothing is: what removals are answered with, and backends that print an empty
/// object as a list.
const HOLLOW: [&str; 5] = [
    r#"{"message":"Done.","success":true}"#,
    r#"{"message":"Done.","success":true,"content":null}"#,
    r#"{"message":"Done.","success":true,"content":{}}"#,
    r#"{"message":"Done.","success":true,"content":[]}"#,
    r#"{"success":true,"content":""}"#,
];

#[tokio::test]
async fn a_removal_is_done_with_every_form_of_no_content() {
    for body in HOLLOW.into_iter().chain(["{}", "", "[]"]) {
        let (_server, engine) = answering(body).await;
        let id = CustomerId::new(ID);
        engine.delete(&id).await.unwrap();
        engine
            .remove_address(&id, &AddressId::new(ID))
            .await
            .unwrap();
        engine.client().deactivate_user(ID).await.unwrap();
    }
}

#[tokio::test]
async fn a_confirmed_update_without_a_record_is_done() {
    let empty_members = [
        r#"{"success":true,"content":{"user":null,"customer_detail":null,"address":null}}"#,
        r#"{"success":true,"content":{"user":{},"customer_detail":{},"address":{}}}"#,
        r#"{"success":true,"content":{"user":[],"customer_detail":[],"address":[]}}"#,
    ];
    for body in HOLLOW.into_iter().chain(empty_members) {
        let (_server, engine) = answering(body).await;
        let options = WriteOptions::new();
        let id = CustomerId::new(ID);
        let update = CustomerUpdate::new().with_given_name("Asha");
        let written = engine.update_customer(&id, &update, &options).await;
        let written = written.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(written.customer.id, id);
        // Nothing is said of the name: it stays as it was sent.
        assert_eq!(written.customer.name, None);
        assert_eq!(written.fields.sent.len(), 1, "{body}");

        let address_id = AddressId::new("01K0TESTADDRESS00000000001");
        let replaced = engine
            .update_customer_address(&id, &address_id, &office(), &options)
            .await
            .unwrap();
        assert_eq!(replaced.address.id, Some(address_id));
        let added = engine
            .add_customer_address(&id, &office(), &options)
            .await
            .unwrap();
        assert_eq!(added.address.id, None);
        let mut business = commerceengine::wire::BusinessInput::new();
        business.name = "Rao Traders".into();
        let update = commerceengine::wire::UpdateCustomer::new(business);
        let updated = engine.client().update_customer(ID, &update).await.unwrap();
        assert_eq!(updated.id, ID);
    }
}

#[tokio::test]
async fn a_write_without_a_confirmation_is_unknown() {
    for body in [
        "{}",
        "",
        r#"{"message":"Done."}"#,
        r#"{"success":true,"content":"a text"}"#,
        r#"{"success":true,"content":{"user":{"first_name":"Asha"}}}"#,
    ] {
        let (_server, engine) = answering(body).await;
        let update = CustomerUpdate::new().with_given_name("Asha");
        let error = engine
            .update_customer(&CustomerId::new(ID), &update, &WriteOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body}");
    }
    // Of a creation, the id is what its caller needs.
    for body in HOLLOW {
        let (_server, engine) = answering(body).await;
        let error = engine
            .create_customer(&asha(), &WriteOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body}");
    }
}

#[tokio::test]
async fn a_null_in_the_list_of_addresses_does_not_lose_the_others() {
    let address = json!({ "id": "01K0TESTADDRESS00000000001", "city": "Pune" });
    let pagination = json!({ "total_records": 3, "total_pages": 1, "limit": 25,
        "next_page": null, "previous_page": null });
    let content = json!({ "addresses": [null, address, null], "pagination": pagination });
    let body = json!({ "message": "ok", "success": true, "content": content }).to_string();
    let (_server, engine) = answering(&body).await;
    let listed = engine.list_addresses(&CustomerId::new(ID)).await.unwrap();
    let cities: Vec<_> = listed
        .iter()
        .map(|address| address.city.as_deref())
        .collect();
    assert_eq!(cities, [Some("Pune")]);
    // The native client tells of what cannot be read in its place.
    let query = commerceengine::client::ListAddresses::new();
    let page = engine.client().list_addresses(ID, &query).await.unwrap();
    assert_eq!(page.addresses.len(), 3);
    assert!(page.addresses[0].is_err() && page.addresses[1].is_ok());
}

#[tokio::test]
async fn a_list_with_empty_content_is_empty_and_without_content_is_an_error() {
    for body in HOLLOW.into_iter().filter(|body| body.contains("content")) {
        let (_server, engine) = answering(body).await;
        let listed = engine.list_addresses(&CustomerId::new(ID)).await;
        let listed = listed.unwrap_or_else(|error| panic!("{body}: {error}"));
        assert_eq!(listed.len(), 0);
    }
    for body in [
        "{}",
        r#"{"content":{}}"#,
        r#"{"message":"Done.","success":true}"#,
        r#"{"success":true,"content":{"records":[{}]}}"#,
    ] {
        let (_server, engine) = answering(body).await;
        let error = engine
            .list_addresses(&CustomerId::new(ID))
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedResponse, "{body}");
    }
}

#[tokio::test]
async fn every_operation_works_in_each_reading() {
    for reading in Reading::ALL {
        let started = Sandbox::builder().reading(reading).start().await.unwrap();
        let sandbox = CheckedSandbox::over(started);
        let engine = in_sandbox(&sandbox);
        let options = WriteOptions::new();
        let customer = asha().with_business(traders());
        let created = engine.create_customer(&customer, &options).await.unwrap();
        let id = created.customer.id;
        let all = GetOptions::new().with_addresses(true);
        let got = engine.get_customer(&id, &all).await.unwrap();
        assert_eq!(got.email, customer.email);
        let business = got.business.unwrap();
        assert_eq!(business.name, traders().name, "{reading}");
        assert_eq!(business.business_type, traders().business_type, "{reading}");

        let mut update = CustomerUpdate::new().with_given_name("Usha");
        update.business.name = "Rao and Daughters".to_owned().into();
        if reading == Reading::Newer {
            // PAN and GSTIN are not shown, so they have to be given.
            let error = engine
                .update_customer(&id, &update, &options)
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidInput);
            update.business = customer_core::BusinessUpdate::default();
        }
        let updated = engine
            .update_customer(&id, &update, &options)
            .await
            .unwrap();
        let name = updated.customer.name.unwrap();
        assert_eq!(name.given.as_deref(), Some("Usha"));

        let added = engine
            .add_customer_address(&id, &office(), &options)
            .await
            .unwrap();
        let address_id = added.address.id.unwrap();
        assert_eq!(engine.list_addresses(&id).await.unwrap().len(), 2);
        engine.remove_address(&id, &address_id).await.unwrap();
        assert_eq!(engine.list_addresses(&id).await.unwrap().len(), 1);
        engine.client().deactivate_user(id.as_str()).await.unwrap();
        engine.delete(&id).await.unwrap();
        let error = engine.get_customer(&id, &all).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
    }
}

#[tokio::test]
async fn a_store_without_the_endpoint_says_how_it_registers_customers() {
    let server = MockServer::start().await;
    let refusal = json!({ "message": "Route not found", "success": false, "code": "not_found" });
    for response in [
        ResponseTemplate::new(404).set_body_json(refusal),
        ResponseTemplate::new(404).set_body_raw("<html>Not here</html>", "text/html"),
    ] {
        server.reset().await;
        Mock::given(any())
            .respond_with(response)
            .mount(&server)
            .await;
        let error = provider(&server.uri(), ACCESS)
            .create_customer(&asha(), &WriteOptions::new())
            .await
            .unwrap_err();
        assert_eq!(
            (error.kind(), error.status()),
            (ErrorKind::NotFound, Some(404))
        );
        assert!(error.to_string().contains("one-time password"), "{error}");
    }
}
