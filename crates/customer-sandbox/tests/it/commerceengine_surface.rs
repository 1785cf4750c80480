//! Commerce Engine's updates, users and addresses.

use customer_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

fn address(line: &str) -> Value {
    json!({
        "first_name": "Asha", "phone": "9876543210", "email": "asha@example.com", "address_line1": line,
        "pincode": "400020", "city": "Mumbai", "state": "Maharashtra", "country": "India",
    })
}

async fn created(bench: &Bench) -> String {
    let body = json!({ "address": address("1 Marine Drive") }).to_string();
    let made = bench.engine("POST", "/customers", &body).await;
    made.text_at("/content/customer_detail/id").to_owned()
}

/// A customer that was made, and one that was seeded.
async fn bench() -> (Bench, [String; 2]) {
    let bench = Bench::of(Sandbox::builder().seed(9).start().await.unwrap());
    let made = created(&bench).await;
    let user = bench
        .engine("GET", "/auth/user/01HK153X000000000000000000", "")
        .await;
    let seeded = user.text_at("/content/user/id").to_owned();
    (bench, [made, seeded])
}

fn refused(answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text);
    assert_eq!(answer.json["success"], false);
    let code = if status == 401 {
        "unauthorized"
    } else {
        "undocumented"
    };
    assert_eq!(answer.text_at("/code"), code);
}

#[tokio::test]
async fn a_business_is_set() {
    let (bench, ids) = bench().await;
    for id in ids {
        let path = format!("/customers/{id}");
        let body = json!({ "business": { "business_type": "llp", "name": "Patel LLP", "pan_number": "AAEPM0111C" } });
        let updated = bench.engine("PUT", &path, &body.to_string()).await;
        assert_eq!(updated.status, 200, "{}", updated.text);
        let wanted =
            json!({ "business_type": "llp", "name": "Patel LLP", "pan_number": "AAEPM0111C" });
        assert_eq!(
            updated.json["content"]["customer_detail"]["business"],
            wanted
        );
        let user = bench.engine("GET", &format!("/auth/user/{id}"), "").await;
        assert_eq!(user.json["content"]["user"]["business"], wanted);
        for body in [
            "{}",
            r#"{"business":null}"#,
            r#"{"business":{"gstin":"x"}}"#,
            r#"{"business":{},"address":{}}"#,
        ] {
            refused(&bench.engine("PUT", &path, body).await, 400);
        }
    }
    refused(
        &bench
            .engine("PUT", "/customers/nope", r#"{"business":{}}"#)
            .await,
        404,
    );
}

#[tokio::test]
async fn an_update_changes_only_the_fields_it_has() {
    let (bench, ids) = bench().await;
    for id in ids {
        let path = format!("/auth/user/{id}");
        let before = bench.engine("GET", &path, "").await;
        let body = json!({
            "first_name": "Usha", "last_name": null, "phone": "9123456780", "country_code": "+91",
            "notification_preferences": { "newsletter": { "email": true } },
        });
        let updated = bench.engine("PUT", &path, &body.to_string()).await;
        assert_eq!(updated.status, 200, "{}", updated.text);
        let user = &updated.json["content"]["user"];
        assert_eq!(user["first_name"], "Usha");
        assert_eq!(user["last_name"], Value::Null);
        assert_eq!(user["phone"], "9123456780");
        assert_eq!(user["email"], before.json["content"]["user"]["email"]);
        let wanted = json!({ "email": true, "sms": false, "whatsapp": false });
        assert_eq!(user["notification_preferences"]["newsletter"], wanted);
        assert_eq!(
            user["notification_preferences"]["promotional"]["email"],
            false
        );
        let read = bench.engine("GET", &path, "").await;
        assert_eq!(&read.json["content"]["user"], user);
        for body in [
            r#"{"email":"nobody"}"#,
            r#"{"phone":"+919123456780"}"#,
            r#"{"id":"x"}"#,
            r#"{"is_email_verified":true}"#,
            r#"{"notification_preferences":{"newsletter":{"fax":true}}}"#,
            r#"{"country_code":"91"}"#,
            "[]",
        ] {
            refused(&bench.engine("PUT", &path, body).await, 400);
            assert_eq!(
                bench.engine("GET", &path, "").await.text,
                read.text,
                "{body}"
            );
        }
    }
    refused(&bench.engine("PUT", "/auth/user/nope", "{}").await, 404);
}

#[tokio::test]
async fn a_user_is_deactivated_and_deleted_with_its_customer() {
    let (bench, ids) = bench().await;
    for id in ids {
        let path = format!("/auth/user/{id}");
        let deactivated = bench.engine("PUT", &format!("{path}/deactivate"), "").await;
        assert_eq!(deactivated.status, 200, "{}", deactivated.text);
        assert_eq!(deactivated.json["content"], Value::Null);
        let user = bench.engine("GET", &path, "").await;
        assert_eq!(user.json["content"]["user"]["is_logged_in"], false);

        let deleted = bench.engine("DELETE", &path, "").await;
        assert_eq!(
            (deleted.status, &deleted.json["content"]),
            (200, &Value::Null)
        );
        refused(&bench.engine("GET", &path, "").await, 404);
        refused(&bench.engine("DELETE", &path, "").await, 404);
        refused(
            &bench.engine("PUT", &format!("{path}/deactivate"), "").await,
            404,
        );
        refused(
            &bench
                .engine("GET", &format!("/customers/{id}/addresses"), "")
                .await,
            404,
        );
        refused(
            &bench
                .engine("PUT", &format!("/customers/{id}"), r#"{"business":{}}"#)
                .await,
            404,
        );
    }
}

#[tokio::test]
async fn addresses_are_added_read_updated_and_removed() {
    let (bench, ids) = bench().await;
    for id in ids {
        let path = format!("/customers/{id}/addresses");
        let first = bench.engine("GET", &path, "").await;
        let first = first.text_at("/content/addresses/0/id").to_owned();
        let read = bench.engine("GET", &format!("{path}/{first}"), "").await;
        assert_eq!(read.text_at("/content/address/id"), first);

        let mut given = address("2 Hill Road");
        given["is_default_billing"] = json!(true);
        given["nickname"] = json!("office");
        let added = bench.engine("POST", &path, &given.to_string()).await;
        assert_eq!(added.status, 200, "{}", added.text);
        for (name, value) in given.as_object().unwrap() {
            assert_eq!(&added.json["content"]["address"][name], value, "{name}");
        }
        let second = added.text_at("/content/address/id").to_owned();
        let read = bench.engine("GET", &format!("{path}/{second}"), "").await;
        assert_eq!(read.json["content"], added.json["content"]);
        let read = bench.engine("GET", &format!("{path}/{first}"), "").await;
        assert_eq!(read.json["content"]["address"]["is_default_billing"], false);

        let mut changed = address("3 Hill Road");
        changed["id"] = json!(first);
        changed["is_default_billing"] = json!(true);
        let updated = bench
            .engine("PUT", &format!("{path}/{first}"), &changed.to_string())
            .await;
        assert_eq!(
            updated.text_at("/content/address/address_line1"),
            "3 Hill Road",
            "{}",
            updated.text
        );
        let read = bench.engine("GET", &format!("{path}/{second}"), "").await;
        assert_eq!(read.json["content"]["address"]["is_default_billing"], false);
        assert_eq!(read.text_at("/content/address/nickname"), "office");

        let removed = bench.engine("DELETE", &format!("{path}/{first}"), "").await;
        assert_eq!(
            (removed.status, &removed.json["content"]),
            (200, &Value::Null)
        );
        refused(
            &bench.engine("GET", &format!("{path}/{first}"), "").await,
            404,
        );
        let left = bench.engine("GET", &path, "").await;
        assert_eq!(
            left.json["content"]["addresses"].as_array().unwrap().len(),
            1
        );

        refused(
            &bench.engine("POST", &path, &changed.to_string()).await,
            400,
        );
        refused(&bench.engine("POST", &path, "{}").await, 400);
        refused(
            &bench
                .engine("PUT", &format!("{path}/{second}"), r#"{"city":"Pune"}"#)
                .await,
            400,
        );
        refused(
            &bench
                .engine("PUT", &format!("{path}/{first}"), &given.to_string())
                .await,
            404,
        );
        refused(
            &bench.engine("DELETE", &format!("{path}/{first}"), "").await,
            404,
        );
    }
    let body = address("1").to_string();
    refused(
        &bench
            .engine("POST", "/customers/nope/addresses", &body)
            .await,
        404,
    );
}

#[tokio::test]
async fn an_address_belongs_to_its_customer() {
    let (bench, [made, seeded]) = bench().await;
    let list = bench
        .engine("GET", &format!("/customers/{made}/addresses"), "")
        .await;
    let id = list.text_at("/content/addresses/0/id");
    let path = format!("/customers/{seeded}/addresses/{id}");
    refused(&bench.engine("GET", &path, "").await, 404);
    refused(&bench.engine("DELETE", &path, "").await, 404);
    refused(
        &bench.engine("PUT", &path, &address("9").to_string()).await,
        404,
    );
}

#[tokio::test]
async fn addresses_come_in_pages() {
    let bench = Bench::start().await;
    let id = created(&bench).await;
    let path = format!("/customers/{id}/addresses");
    for number in 2..=5 {
        bench
            .engine("POST", &path, &address(&format!("{number}")).to_string())
            .await;
    }
    let lines = |answer: &Answer| -> Vec<String> {
        let addresses = answer.json["content"]["addresses"].as_array().unwrap();
        addresses
            .iter()
            .map(|address| address["address_line1"].as_str().unwrap().to_owned())
            .collect()
    };
    let second = bench
        .engine("GET", &format!("{path}?page=2&limit=2"), "")
        .await;
    assert_eq!(lines(&second), ["3", "4"]);
    assert_eq!(
        second.json["content"]["pagination"],
        json!({ "total_records": 5, "total_pages": 3, "limit": 2, "next_page": 3, "previous_page": 1 })
    );
    let last = bench
        .engine("GET", &format!("{path}?page=3&limit=2"), "")
        .await;
    assert_eq!(lines(&last), ["5"]);
    assert_eq!(last.json["content"]["pagination"]["next_page"], Value::Null);
    for query in ["page=0", "limit=0", "limit=101", "page=x", "skip=1"] {
        refused(
            &bench.engine("GET", &format!("{path}?{query}"), "").await,
            400,
        );
    }
}

#[tokio::test]
async fn every_endpoint_needs_a_token() {
    let (bench, [id, _]) = bench().await;
    let base = &bench.sandbox.commerceengine().base_url;
    let rows = [
        ("PUT", format!("/customers/{id}"), "{}"),
        ("GET", format!("/auth/user/{id}"), ""),
        ("PUT", format!("/auth/user/{id}"), "{}"),
        ("DELETE", format!("/auth/user/{id}"), ""),
        ("PUT", format!("/auth/user/{id}/deactivate"), ""),
        ("GET", format!("/customers/{id}/addresses"), ""),
        ("POST", format!("/customers/{id}/addresses"), "{}"),
        ("GET", format!("/customers/{id}/addresses/x"), ""),
        ("PUT", format!("/customers/{id}/addresses/x"), "{}"),
        ("DELETE", format!("/customers/{id}/addresses/x"), ""),
    ];
    for (method, path, body) in rows {
        refused(
            &bench
                .ask(method, &format!("{base}{path}"), "wrong", body)
                .await,
            401,
        );
    }
    let wrong = bench
        .engine("PATCH", &format!("/customers/{id}"), "{}")
        .await;
    assert_eq!(
        (wrong.status, wrong.text_at("/code")),
        (405, "undocumented")
    );
    assert_eq!(
        bench
            .engine("GET", &format!("/auth/user/{id}"), "")
            .await
            .status,
        200
    );
}
