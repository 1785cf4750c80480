//! KohortPay's stand-in.

use customer_sandbox::Provider;
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

const DOCUMENTED: &str = r#"{
  "emailAddress": "john.doe@example.com",
  "firstName": "John",
  "lastName": "Doe",
  "phoneNumber": "+1 555 555 5555",
  "address": { "street": "123 Main St", "city": "Springfield", "state": "IL", "postalCode": "62701", "country": "US" },
  "shippingAddress": {
    "addressLine1": "Avenue des Champs-Élysées", "addressLine2": "Appartement 4B", "city": "Paris",
    "postalCode": "75014", "country": "France", "state": "Île-de-France", "companyName": "Google LLC",
    "vatNumber": "FR123456789", "registrationNumber": "123456789"
  },
  "metadata": { "order_id": "ord_1JYLo8KerLxWZaQtys6ZQ1xS" },
  "locale": "fr_FR",
  "clientReferenceId": "myclientid-1234"
}"#;

const FIELDS: [&str; 18] = [
    "addressId",
    "blockedAt",
    "blockedBy",
    "createdAt",
    "createdBy",
    "deletedAt",
    "emailAddress",
    "firstName",
    "id",
    "isBlocked",
    "lastName",
    "livemode",
    "metadata",
    "organizationId",
    "phoneNumber",
    "shippingAddressId",
    "updatedAt",
    "updatedBy",
];

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.keys(""), ["error"]);
    assert_eq!(answer.text_at("/error/type"), "invalid_request_error");
    assert_eq!(answer.text_at("/error/code"), code);
    assert!(!answer.text_at("/error/message").is_empty());
}

#[tokio::test]
async fn a_customer_is_created_and_read_with_every_documented_field() {
    let bench = Bench::start().await;
    let made = bench.kohortpay("POST", "/customers", DOCUMENTED).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert_eq!(made.keys(""), FIELDS);
    assert!(made.text_at("/id").starts_with("cus_"));
    assert!(made.text_at("/addressId").starts_with("adr_"));
    assert_ne!(
        made.text_at("/addressId"),
        made.text_at("/shippingAddressId")
    );
    assert_eq!(made.text_at("/phoneNumber"), "+1 555 555 5555");
    assert_eq!(made.json["livemode"], false);
    assert_eq!(
        made.json["metadata"]["order_id"],
        "ord_1JYLo8KerLxWZaQtys6ZQ1xS"
    );
    assert_eq!(made.json["deletedAt"], Value::Null);

    let read = bench
        .kohortpay("GET", &format!("/customers/{}", made.text_at("/id")), "")
        .await;
    assert_eq!(read.status, 200);
    assert_eq!(read.text, made.text);
    assert_eq!(bench.sandbox.committed(Provider::KOHORTPAY), 1);
}

#[tokio::test]
async fn metadata_comes_back_digit_for_digit() {
    let bench = Bench::start().await;
    let metadata = r#"{"n":0.1000000000000000000000000001,"big":123456789012345678901234567890,"e":1E400,"t":"\u00e9"}"#;
    let body = format!(r#"{{"emailAddress":"a@example.com","metadata":{metadata}}}"#);
    let made = bench.kohortpay("POST", "/customers", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    assert!(made.text.contains(metadata), "{}", made.text);
    let id = made.text.split('"').nth(3).unwrap();
    let read = bench
        .kohortpay("GET", &format!("/customers/{id}"), "")
        .await;
    assert!(read.text.contains(metadata), "{}", read.text);
}

#[tokio::test]
async fn only_the_email_address_is_required_and_null_counts_as_absent() {
    let bench = Bench::start().await;
    let body =
        r#"{"emailAddress":"a@example.com","firstName":null,"lastName":null,"phoneNumber":null}"#;
    for body in [r#"{"emailAddress":"a@example.com"}"#, body] {
        let made = bench.kohortpay("POST", "/customers", body).await;
        assert_eq!(made.status, 201, "{}", made.text);
        assert_eq!(made.keys(""), FIELDS);
        for field in [
            "firstName",
            "phoneNumber",
            "addressId",
            "shippingAddressId",
            "metadata",
        ] {
            assert_eq!(made.json[field], Value::Null, "{field}");
        }
    }
    assert_eq!(bench.sandbox.committed(Provider::KOHORTPAY), 2);
}

#[tokio::test]
async fn an_invalid_body_is_refused_with_a_message_for_each_field() {
    let bench = Bench::start().await;
    let with = |field: &str, value: Value| {
        let mut body = json!({ "emailAddress": "a@example.com" });
        body[field] = value;
        (body.to_string(), field.to_owned())
    };
    let mut rows = vec![
        ("{}".to_owned(), "emailAddress".to_owned()),
        with("emailAddress", json!("nobody")),
        with("firstName", json!(1)),
        with("phoneNumber", json!("555 555 5555")),
        with("phoneNumber", json!("+1")),
        with("address", Value::Null),
        with("address", json!("12 Main St")),
        with("metadata", json!([])),
        with("metadata", Value::Null),
        with("locale", json!("de_DE")),
        with("clientReferenceId", json!(51)),
        with("name", json!("Ann")),
    ];
    let (body, _) = with(
        "shippingAddress",
        json!({ "addressLine1": "1 rue", "city": "Paris" }),
    );
    rows.push((body, "shippingAddress.postalCode".to_owned()));
    let (body, _) = with("address", json!({ "street": "1 rue", "addressLine2": "B" }));
    rows.push((body, "address.addressLine2".to_owned()));
    for (body, field) in rows {
        let answer = bench.kohortpay("POST", "/customers", &body).await;
        refused(&answer, 400, "undocumented");
        assert!(
            answer.text_at("/error/message").contains(&field),
            "{body}: {}",
            answer.text
        );
    }
    refused(
        &bench
            .kohortpay("POST", "/customers", "{\"emailAddress\":")
            .await,
        400,
        "undocumented",
    );
    assert_eq!(bench.sandbox.committed(Provider::KOHORTPAY), 0);
}

#[tokio::test]
async fn either_shape_of_an_address_is_accepted_in_either_field() {
    let bench = Bench::start().await;
    let plain = json!({ "street": "1 rue", "city": "Paris", "state": "IDF", "postalCode": "75001", "country": "FR" });
    let lines = json!({ "addressLine1": "1 rue", "city": "Paris", "postalCode": "75001", "country": "France" });
    for (address, shipping) in [(&plain, &lines), (&lines, &plain), (&lines, &lines)] {
        let body = json!({ "emailAddress": "a@example.com", "address": address, "shippingAddress": shipping });
        let made = bench
            .kohortpay("POST", "/customers", &body.to_string())
            .await;
        assert_eq!(made.status, 201, "{}", made.text);
    }
}

#[tokio::test]
async fn test_and_live_mode_have_separate_customers() {
    let bench = Bench::start().await;
    let access = bench.sandbox.kohortpay();
    let url = format!("{}/customers", access.base_url);
    let body = r#"{"emailAddress":"a@example.com"}"#;
    let test = bench.ask("POST", &url, &access.test_key, body).await;
    let live = bench.ask("POST", &url, &access.live_key, body).await;
    assert_eq!(
        (&test.json["livemode"], &live.json["livemode"]),
        (&json!(false), &json!(true))
    );
    for (made, own, other) in [
        (&test, &access.test_key, &access.live_key),
        (&live, &access.live_key, &access.test_key),
    ] {
        let one = format!("{url}/{}", made.text_at("/id"));
        assert_eq!(bench.ask("GET", &one, own, "").await.status, 200);
        refused(
            &bench.ask("GET", &one, other, "").await,
            404,
            "undocumented",
        );
    }
    for key in ["", "sk_test_other", "sk_live"] {
        refused(
            &bench.ask("POST", &url, key, body).await,
            401,
            "Unauthorized",
        );
    }
}

#[tokio::test]
async fn an_unknown_customer_or_route_is_not_found() {
    let bench = Bench::start().await;
    for path in ["/customers/cus_1234567890", "/customers/nope", "/orders"] {
        refused(&bench.kohortpay("GET", path, "").await, 404, "undocumented");
    }
    refused(
        &bench.kohortpay("PUT", "/customers", "{}").await,
        405,
        "undocumented",
    );
}
