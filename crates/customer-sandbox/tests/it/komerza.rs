//! Komerza's stand-in.

use customer_sandbox::{KomerzaScope, Provider};
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

const CUSTOMERS: &str = "/customers";

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json["success"], false);
    assert_eq!(answer.json["code"], code, "{}", answer.text);
    assert_eq!(answer.json["data"], Value::Null);
    assert!(answer.json["message"].is_string());
}

async fn created(bench: &Bench, email: &str) -> String {
    let body = json!({ "emailAddress": email }).to_string();
    let answer = bench.komerza("POST", CUSTOMERS, &body).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.text_at("/data/id").to_owned()
}

#[tokio::test]
async fn a_customer_is_created_and_read_in_the_documented_shapes() {
    let bench = Bench::start().await;
    let answer = bench
        .komerza(
            "POST",
            CUSTOMERS,
            r#"{"emailAddress":"jsmith@example.com"}"#,
        )
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.keys(""), ["code", "data", "message", "success"]);
    assert_eq!(
        answer.keys("/data"),
        [
            "dateCreated",
            "emailAddress",
            "id",
            "ipAddress",
            "storeData"
        ]
    );
    assert_eq!(
        answer.keys("/data/storeData/0"),
        [
            "affiliate",
            "balance",
            "blockedAt",
            "blockedNote",
            "customer",
            "customerId",
            "dateCreated",
            "externalIntegrations",
            "gatewayCustomerIds",
            "id",
            "ipAddress",
            "isBlocked",
            "marketingOptions",
            "mollieCustomerId",
            "storeId",
            "stripeCustomerId",
            "subscriptions",
            "tickets",
        ]
    );
    let id = answer.text_at("/data/id");
    assert_eq!(answer.text_at("/data/storeData/0/customerId"), id);
    assert_eq!(
        answer.text_at("/data/storeData/0/storeId"),
        bench.sandbox.komerza().store_id
    );

    let read = bench.komerza("GET", &format!("/customers/{id}"), "").await;
    assert_eq!(read.status, 200);
    assert_eq!(
        read.keys("/data"),
        [
            "affiliate",
            "averageSpend",
            "balance",
            "blockedAt",
            "blockedNote",
            "dateCreated",
            "emailAddress",
            "externalIntegrations",
            "id",
            "ipAddress",
            "isBlocked",
            "status",
            "subscriptions",
            "tickets",
            "totalOrders",
            "totalSpend",
        ]
    );
    assert_eq!(read.text_at("/data/id"), id);
    assert_eq!(read.text_at("/data/emailAddress"), "jsmith@example.com");
    assert_eq!(
        read.json["data"]["dateCreated"],
        answer.json["data"]["dateCreated"]
    );
    assert_eq!(bench.sandbox.committed(Provider::KOMERZA), 1);
}

#[tokio::test]
async fn a_customer_is_found_by_its_address_as_one_path_segment() {
    let bench = Bench::start().await;
    let id = created(&bench, "Ann+tag/x@Example.com").await;
    for segment in ["Ann%2Btag%2Fx%40Example.com", "ann+tag%2Fx@example.com"] {
        let found = bench
            .komerza("GET", &format!("/customers/{segment}/email"), "")
            .await;
        assert_eq!(found.status, 200, "{segment}");
        assert_eq!(found.text_at("/data/id"), id);
    }
    let none = bench
        .komerza("GET", "/customers/nobody@example.com/email", "")
        .await;
    refused(&none, 404, "NotFound");
}

#[tokio::test]
async fn a_second_customer_with_the_same_email_address_is_a_conflict() {
    let bench = Bench::start().await;
    created(&bench, "jsmith@example.com").await;
    for email in ["jsmith@example.com", "JSmith@Example.COM"] {
        let body = json!({ "emailAddress": email }).to_string();
        let again = bench.komerza("POST", CUSTOMERS, &body).await;
        refused(&again, 409, "ObjectConflict");
    }
    assert_eq!(bench.sandbox.committed(Provider::KOMERZA), 1);
}

#[tokio::test]
async fn an_invalid_body_names_its_fields() {
    let bench = Bench::start().await;
    let long = json!({ "emailAddress": format!("{}@e.fr", "a".repeat(252)) }).to_string();
    let rows = [
        ("{}", "emailAddress"),
        (r#"{"emailAddress":null}"#, "emailAddress"),
        (r#"{"emailAddress":""}"#, "emailAddress"),
        (r#"{"emailAddress":7}"#, "emailAddress"),
        (r#"{"emailAddress":"jsmith"}"#, "emailAddress"),
        (long.as_str(), "emailAddress"),
        (r#"{"emailAddress":"a@example.com","name":"Ann"}"#, "name"),
        (r#"{"emailAddress":"a@exa"#, ""),
        ("[]", ""),
    ];
    for (body, field) in rows {
        let answer = bench.komerza("POST", CUSTOMERS, body).await;
        refused(&answer, 400, "ValidationError");
        assert_eq!(answer.keys("/invalidFields"), [field], "{body}");
    }
    assert_eq!(bench.sandbox.committed(Provider::KOMERZA), 0);
}

#[tokio::test]
async fn a_refused_request_is_told_the_reason() {
    let bench = Bench::start().await;
    let access = bench.sandbox.komerza();
    let url = format!("{}/stores/{}/customers", access.base_url, access.store_id);
    let body = r#"{"emailAddress":"a@example.com"}"#;

    for key in ["", "wrong", "kmz_sandbox_scopes_x"] {
        refused(&bench.ask("POST", &url, key, body).await, 401, "BadToken");
    }
    let other = format!(
        "{}/stores/7d1c5a52-0000-4000-8000-000000000000/customers",
        access.base_url
    );
    refused(
        &bench.ask("POST", &other, &access.api_key, body).await,
        404,
        "NotFound",
    );

    let viewer = bench
        .sandbox
        .komerza_key_with_scopes(&[KomerzaScope::CustomersView]);
    refused(
        &bench.ask("POST", &url, &viewer, body).await,
        403,
        "AccessDenied",
    );
    let creator = bench
        .sandbox
        .komerza_key_with_scopes(&[KomerzaScope::CustomersCreate]);
    let made = bench.ask("POST", &url, &creator, body).await;
    assert_eq!(made.status, 200);
    let one = format!("{url}/{}", made.text_at("/data/id"));
    refused(
        &bench.ask("GET", &one, &creator, "").await,
        403,
        "AccessDenied",
    );
    assert_eq!(bench.ask("GET", &one, &viewer, "").await.status, 200);

    let anonymous = reqwest::Client::builder().no_proxy().build().unwrap();
    let blocked = anonymous
        .get(&one)
        .bearer_auth(&access.api_key)
        .send()
        .await
        .unwrap();
    assert_eq!(blocked.status(), 403);
    assert!(blocked.text().await.unwrap().contains("User-Agent"));
}

#[tokio::test]
async fn an_unknown_customer_or_route_is_not_found() {
    let bench = Bench::start().await;
    for id in [
        "3c90c3cc-0d44-4b50-8888-8dd25736052a",
        "nope",
        "..%2F..",
        "%00",
    ] {
        let answer = bench.komerza("GET", &format!("/customers/{id}"), "").await;
        refused(&answer, 404, "NotFound");
    }
    refused(&bench.komerza("GET", "/orders", "").await, 404, "NotFound");
    refused(
        &bench.komerza("PUT", CUSTOMERS, "{}").await,
        405,
        "undocumented",
    );
    let access = bench.sandbox.komerza();
    let plain = bench
        .client
        .post(format!(
            "{}/stores/{}/customers",
            access.base_url, access.store_id
        ))
        .bearer_auth(&access.api_key)
        .body(r#"{"emailAddress":"a@example.com"}"#)
        .send()
        .await
        .unwrap();
    assert_eq!(plain.status(), 400);
    assert!(plain.text().await.unwrap().contains("UnsupportedRequest"));
}
