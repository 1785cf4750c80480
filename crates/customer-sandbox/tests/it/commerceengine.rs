//! Commerce Engine's stand-in.

use customer_sandbox::{Provider, Sandbox};
use serde_json::{Value, json};

use crate::support::{Answer, Bench};
use crate::token::{claims, refresh};

fn refused(answer: &Answer, status: u16, code: &str) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json["success"], false);
    assert_eq!(answer.text_at("/code"), code);
    assert!(!answer.text_at("/message").is_empty());
}

fn address() -> Value {
    json!({
        "first_name": "Asha", "last_name": "Patel", "country_code": "+91", "phone": "9876543210",
        "email": "asha@example.com", "address_line1": "1 Marine Drive", "address_line2": null,
        "pincode": "400020", "city": "Mumbai", "state": "Maharashtra", "country": "India",
        "tax_identification_number": "IN27AAEPM0111C1ZQ", "business_name": "Patel Traders",
    })
}

fn business() -> Value {
    json!({
        "business_type": "proprietorship", "name": "Patel Traders",
        "pan_number": "AAEPM0111C", "gstin": "27AAEPM0111C1ZQ",
    })
}

#[tokio::test]
async fn a_customer_is_created_and_its_user_and_address_are_read() {
    let bench = Bench::start().await;
    let body = json!({ "business": business(), "address": address() }).to_string();
    let made = bench.engine("POST", "/customers", &body).await;
    assert_eq!(made.status, 200, "{}", made.text);
    assert_eq!(made.keys(""), ["content", "message", "success"]);
    assert_eq!(
        made.keys("/content/customer_detail"),
        [
            "business",
            "country_code",
            "email",
            "first_name",
            "id",
            "is_email_verified",
            "is_phone_verified",
            "last_name",
            "phone",
        ]
    );
    assert_eq!(
        made.json["content"]["customer_detail"]["business"],
        business()
    );
    let id = made.text_at("/content/customer_detail/id");
    assert_eq!(id.len(), 26);

    let user = bench.engine("GET", &format!("/auth/user/{id}"), "").await;
    assert_eq!(user.status, 200);
    assert_eq!(
        user.keys("/content/user"),
        [
            "business",
            "country_code",
            "created_at",
            "customer_group",
            "customer_id",
            "email",
            "first_name",
            "id",
            "is_anonymous",
            "is_email_verified",
            "is_logged_in",
            "is_phone_verified",
            "last_name",
            "login_methods",
            "modified_at",
            "notification_preferences",
            "phone",
            "profile_image_url",
        ]
    );
    assert_eq!(user.text_at("/content/user/id"), id);
    assert_eq!(user.text_at("/content/user/customer_id"), id);
    assert_eq!(user.text_at("/content/user/phone"), "9876543210");
    assert_eq!(user.json["content"]["user"]["business"], business());

    let addresses = bench
        .engine("GET", &format!("/customers/{id}/addresses"), "")
        .await;
    assert_eq!(addresses.status, 200);
    assert_eq!(
        addresses.json["content"]["pagination"],
        json!({ "total_records": 1, "total_pages": 1, "limit": 25, "next_page": null, "previous_page": null })
    );
    let kept = &addresses.json["content"]["addresses"][0];
    let given = address();
    for (name, value) in given.as_object().unwrap() {
        assert_eq!(&kept[name], value, "{name}");
    }
    assert_eq!(kept["id"].as_str().unwrap().len(), 26);
    assert_eq!(bench.sandbox.committed(Provider::COMMERCEENGINE), 1);
}

#[tokio::test]
async fn every_field_of_a_new_customer_is_optional() {
    let bench = Bench::start().await;
    for body in ["{}", r#"{"address":null}"#] {
        let made = bench.engine("POST", "/customers", body).await;
        assert_eq!(made.status, 200, "{}", made.text);
        let id = made.text_at("/content/customer_detail/id");
        let addresses = bench
            .engine("GET", &format!("/customers/{id}/addresses"), "")
            .await;
        assert_eq!(addresses.json["content"]["addresses"], json!([]));
    }
    let mut short = address();
    short.as_object_mut().unwrap().remove("country_code");
    let made = bench
        .engine(
            "POST",
            "/customers",
            &json!({ "address": short }).to_string(),
        )
        .await;
    assert_eq!(made.text_at("/content/customer_detail/country_code"), "+91");
}

#[tokio::test]
async fn an_invalid_body_is_refused_with_a_message_for_each_field() {
    let bench = Bench::start().await;
    let rows = [
        ("address", "first_name", Value::Null),
        ("address", "phone", json!("98765432101")),
        ("address", "phone", json!("+919876543210")),
        ("address", "country_code", json!("IN")),
        ("address", "email", json!("asha")),
        ("address", "pincode", json!("4000")),
        ("address", "country", json!("IN")),
        ("address", "city", json!(5)),
        ("address", "id", json!("12")),
        ("address", "is_default_billing", json!("yes")),
        ("address", "is_email_verified", json!(true)),
        ("address", "region", json!("x")),
        ("business", "pan_number", json!("AAEPM0111")),
        ("business", "gstin", json!("27AAEPM0111C1YQ")),
        ("business", "name", Value::Null),
        ("business", "vat", json!("x")),
    ];
    for (object, field, value) in rows {
        let mut body = json!({ "business": business(), "address": address() });
        body[object][field] = value;
        let answer = bench.engine("POST", "/customers", &body.to_string()).await;
        refused(&answer, 400, "undocumented");
        assert_eq!(
            answer.keys("/errors"),
            [format!("{object}.{field}")],
            "{}",
            answer.text
        );
    }
    for body in [
        "[]",
        "{",
        r#"{"business":null}"#,
        r#"{"customer":{}}"#,
        r#"{"address":[]}"#,
    ] {
        refused(
            &bench.engine("POST", "/customers", body).await,
            400,
            "undocumented",
        );
    }
    assert_eq!(bench.sandbox.committed(Provider::COMMERCEENGINE), 0);
}

#[tokio::test]
async fn a_request_without_a_valid_token_is_refused() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let url = format!("{}/customers", access.base_url);
    for token in [
        "",
        "wrong",
        access.api_key.as_str(),
        access.refresh_token.as_str(),
    ] {
        refused(
            &bench.ask("POST", &url, token, "{}").await,
            401,
            "unauthorized",
        );
    }
    refused(
        &bench
            .engine("GET", "/auth/user/01K0SANDB0XN0B0DY000000000", "")
            .await,
        404,
        "undocumented",
    );
    refused(
        &bench.engine("GET", "/customers/nope/addresses", "").await,
        404,
        "undocumented",
    );
    refused(
        &bench.engine("GET", "/orders", "").await,
        404,
        "undocumented",
    );
    let other = url.replace(&access.store_id, "01K0SANDB0XST0RE0000000002");
    refused(
        &bench.ask("POST", &other, &access.access_token, "{}").await,
        404,
        "undocumented",
    );
}

#[tokio::test]
async fn a_refresh_token_can_be_used_once() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let first = refresh(&bench, Some(&access.access_token), &access.refresh_token).await;
    assert_eq!(first.status, 200, "{}", first.text);
    assert_eq!(first.keys("/content"), ["access_token", "refresh_token"]);
    let token = first.text_at("/content/access_token");
    assert_ne!(token, access.access_token);
    let expires = claims(token)["exp"].as_i64().unwrap();
    let issued = claims(token)["iat"].as_i64().unwrap();
    assert_eq!(expires - issued, 3600);
    let url = format!("{}/customers", access.base_url);
    assert_eq!(bench.ask("POST", &url, token, "{}").await.status, 200);

    let second = refresh(&bench, Some(&access.access_token), &access.refresh_token).await;
    refused(&second, 400, "undocumented");
    let next = refresh(&bench, Some(token), first.text_at("/content/refresh_token")).await;
    assert_eq!(next.status, 200);
    let empty = bench.engine("POST", "/auth/refresh-token", "{}").await;
    refused(&empty, 400, "undocumented");
}

#[tokio::test]
async fn an_expired_access_token_can_still_be_refreshed() {
    let sandbox = Sandbox::builder()
        .access_token_lifetime(std::time::Duration::ZERO)
        .start()
        .await
        .unwrap();
    let bench = Bench::of(sandbox);
    refused(
        &bench.engine("POST", "/customers", "{}").await,
        401,
        "unauthorized",
    );
    let access = bench.sandbox.commerceengine();
    let fresh = refresh(&bench, Some(&access.access_token), &access.refresh_token).await;
    assert_eq!(fresh.status, 200);

    let bench = Bench::start().await;
    assert_eq!(bench.engine("POST", "/customers", "{}").await.status, 200);
    bench.sandbox.expire_access_tokens().await.unwrap();
    refused(
        &bench.engine("POST", "/customers", "{}").await,
        401,
        "unauthorized",
    );
}

#[tokio::test]
async fn an_anonymous_session_sees_only_its_own_records() {
    let bench = Bench::start().await;
    let access = bench.sandbox.commerceengine();
    let url = format!("{}/auth/anonymous", access.base_url);
    let start = async || {
        let response = bench
            .client
            .post(&url)
            .header("X-Api-Key", &access.api_key)
            .send()
            .await;
        let response = response.unwrap();
        assert_eq!(response.status(), 200);
        let body: Value = serde_json::from_str(&response.text().await.unwrap()).unwrap();
        body["content"].clone()
    };
    let started = start().await;
    assert_eq!(started["user"]["is_anonymous"], true);
    assert_eq!(started["user"]["customer_id"], started["user"]["id"]);
    let token = started["access_token"].as_str().unwrap();
    assert_eq!(claims(token)["is_anonymous"], true);

    let body = json!({ "address": address() }).to_string();
    let made = bench
        .ask(
            "POST",
            &format!("{}/customers", access.base_url),
            token,
            &body,
        )
        .await;
    assert_eq!(made.status, 200, "{}", made.text);
    let own = made.text_at("/content/customer_detail/id").to_owned();
    let others = bench.engine("POST", "/customers", &body).await;
    let others = others.text_at("/content/customer_detail/id").to_owned();
    let me = started["user"]["id"].as_str().unwrap().to_owned();
    let read = async |token: &str, id: &str| {
        let user = format!("{}/auth/user/{id}", access.base_url);
        let addresses = format!("{}/customers/{id}/addresses", access.base_url);
        (
            bench.ask("GET", &user, token, "").await.status,
            bench.ask("GET", &addresses, token, "").await.status,
        )
    };
    assert_eq!(read(token, &own).await, (200, 200));
    assert_eq!(read(token, &me).await, (200, 200));
    assert_eq!(read(token, &others).await, (404, 404));
    assert_eq!(read(&access.access_token, &own).await, (200, 200));

    let fresh = refresh(
        &bench,
        Some(token),
        started["refresh_token"].as_str().unwrap(),
    )
    .await;
    assert_eq!(
        read(fresh.text_at("/content/access_token"), &own).await,
        (200, 200)
    );
    let stranger = start().await;
    let crossed = refresh(
        &bench,
        Some(token),
        stranger["refresh_token"].as_str().unwrap(),
    )
    .await;
    refused(&crossed, 400, "undocumented");

    for key in ["", "wrong"] {
        let response = bench
            .client
            .post(&url)
            .header("X-Api-Key", key)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 401);
    }
}
