//! The report of a write is held against what came back.

use customer_core::{
    CustomerProvider, FieldReport, Metadata, NewCustomer, PersonName, PhoneNumber, WriteOptions,
};
use serde_json::{Value, json};
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{KEY, email, provider};

async fn created(returned: Value) -> FieldReport {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(ResponseTemplate::new(201).set_body_json(returned))
        .mount(&server)
        .await;
    let customer = NewCustomer::new()
        .with_email(email("asha@example.com"))
        .with_phone(PhoneNumber::parse("+33 1 23 45 67 89").unwrap())
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_metadata(Metadata::new().with("tier", "gold"));
    let kohortpay = provider(&server.uri(), KEY);
    let written = kohortpay
        .create_customer(&customer, &WriteOptions::new())
        .await;
    written.unwrap().fields
}

#[tokio::test]
async fn what_comes_back_null_or_empty_was_not_kept_and_absent_says_nothing() {
    let whole = json!({
        "id": "cus_1", "emailAddress": "asha@example.com", "phoneNumber": "+33 1 23 45 67 89",
        "firstName": "Asha", "lastName": "Rao", "metadata": {"tier": "gold"},
    });
    assert_eq!(created(whole.clone()).await.altered, []);
    assert_eq!(created(json!({"id": "cus_1"})).await.altered, []);
    for (member, field) in [
        ("emailAddress", "email"),
        ("phoneNumber", "phone"),
        ("firstName", "name.given"),
        ("lastName", "name.family"),
        ("metadata", "metadata"),
    ] {
        let empty = if member == "metadata" {
            json!({})
        } else {
            json!("")
        };
        let other = if member == "metadata" {
            json!({"tier": "tin"})
        } else {
            json!("other")
        };
        for (value, how) in [
            (json!(null), "the provider did not keep it"),
            (empty, "the provider did not keep it"),
            (other, "the provider answered with another value"),
        ] {
            let mut returned = whole.clone();
            returned[member] = value.clone();
            let report = created(returned).await;
            let altered: Vec<_> = report
                .altered
                .iter()
                .map(|one| (one.field.to_string(), &*one.how))
                .collect();
            assert_eq!(altered, [(field.to_owned(), how)], "{member}: {value}");
            assert_eq!(report.sent.len(), 4);
        }
        let mut returned = whole.clone();
        returned.as_object_mut().unwrap().remove(member);
        assert_eq!(created(returned).await.altered, [], "{member}");
    }
}
