//! KohortPay's listing and changes.

use customer_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

async fn created(bench: &Bench, email: &str, first: &str, last: &str) -> String {
    let body = json!({ "emailAddress": email, "firstName": first, "lastName": last }).to_string();
    let made = bench.kohortpay("POST", "/customers", &body).await;
    assert_eq!(made.status, 201, "{}", made.text);
    made.text_at("/id").to_owned()
}

fn emails(answer: &Answer) -> Vec<&str> {
    assert_eq!(answer.status, 200, "{}", answer.text);
    let data = answer.json["data"].as_array().unwrap();
    data.iter()
        .map(|customer| customer["emailAddress"].as_str().unwrap())
        .collect()
}

async fn listed(bench: &Bench, query: &str) -> Answer {
    bench
        .kohortpay("GET", &format!("/customers?{query}"), "")
        .await
}

#[tokio::test]
async fn a_listing_applies_take_skip_order_and_search() {
    let bench = Bench::start().await;
    created(&bench, "ann@example.com", "Ann", "Lee").await;
    created(&bench, "bob@example.org", "Bob", "Leeds").await;
    created(&bench, "cy@example.com", "Cy", "Kim").await;
    let all = bench.kohortpay("GET", "/customers", "").await;
    assert_eq!(all.keys(""), ["count", "data"]);
    assert_eq!(all.json["count"], 3);
    assert_eq!(all.keys("/data/0").len(), 18);
    let rows: &[(&str, &[&str], u64)] = &[
        (
            "",
            &["cy@example.com", "bob@example.org", "ann@example.com"],
            3,
        ),
        (
            "orderBy=createdAt:desc&take=2",
            &["cy@example.com", "bob@example.org"],
            3,
        ),
        (
            "orderBy=createdAt%3Aasc&skip=1&take=1",
            &["bob@example.org"],
            3,
        ),
        ("skip=3", &[], 3),
        ("search=LEE", &["bob@example.org", "ann@example.com"], 2),
        ("search=lee~org", &["bob@example.org"], 1),
        ("search=ann@example.com", &["ann@example.com"], 1),
        ("search=nobody", &[], 0),
        (
            "expand=address&expand=organization,createdBy&take=1",
            &["cy@example.com"],
            3,
        ),
    ];
    for (query, wanted, count) in rows {
        let answer = listed(&bench, query).await;
        assert_eq!(&emails(&answer), wanted, "{query}");
        assert_eq!(answer.json["count"], *count, "{query}");
    }
    for query in [
        "take=0",
        "take=101",
        "take=x",
        "skip=-1",
        "orderBy=email",
        "expand=",
        "expand=a%20b",
        "page=1",
    ] {
        let answer = listed(&bench, query).await;
        assert_eq!(
            (answer.status, answer.text_at("/error/code")),
            (400, "undocumented"),
            "{query}"
        );
    }
}

#[tokio::test]
async fn seeds_are_in_test_mode_and_older_than_other_customers() {
    let bench = Bench::of(Sandbox::builder().seed(1_000_000).start().await.unwrap());
    created(&bench, "ann@example.com", "Ann", "Lee").await;
    let first = listed(&bench, "take=2").await;
    assert_eq!(
        emails(&first),
        ["ann@example.com", "customer-0999999@seed.example"]
    );
    assert_eq!(first.json["count"], 1_000_001);
    let last = listed(&bench, "skip=1000000&take=100").await;
    assert_eq!(emails(&last), ["customer-0000000@seed.example"]);
    let found = listed(&bench, "search=customer-0765432@seed.example").await;
    assert_eq!(emails(&found), ["customer-0765432@seed.example"]);
    let id = found.text_at("/data/0/id");
    let one = bench
        .kohortpay("GET", &format!("/customers/{id}?expand=address"), "")
        .await;
    assert_eq!(one.json, found.json["data"][0]);
    assert_eq!(
        bench
            .kohortpay("GET", "/customers/cus_seed0001000000", "")
            .await
            .status,
        404
    );

    let access = bench.sandbox.kohortpay();
    let live = format!("{}/customers", access.base_url);
    let empty = bench.ask("GET", &live, &access.live_key, "").await;
    assert_eq!(empty.json, json!({ "data": [], "count": 0 }));
    let hidden = bench
        .ask("GET", &format!("{live}/{id}"), &access.live_key, "")
        .await;
    assert_eq!(hidden.status, 404);
}

#[tokio::test]
async fn a_customer_is_deleted_restored_blocked_and_unblocked() {
    let bench = Bench::of(Sandbox::builder().seed(5).start().await.unwrap());
    let own = created(&bench, "ann@example.com", "Ann", "Lee").await;
    for id in [own.as_str(), "cus_seed0000000003"] {
        let path = format!("/customers/{id}");
        let before = bench.kohortpay("GET", &path, "").await;
        let same = async |answer: &Answer| {
            assert_eq!(answer.keys("").len(), 18, "{}", answer.text);
            let read = bench.kohortpay("GET", &path, "").await;
            assert_eq!(read.text, answer.text);
            let list = listed(&bench, "take=100").await;
            assert!(list.json["data"].as_array().unwrap().contains(&answer.json));
            assert_eq!(list.json["count"], 6);
        };
        let deleted = bench.kohortpay("DELETE", &path, "").await;
        assert_eq!(deleted.status, 200);
        assert!(deleted.text_at("/deletedAt").ends_with('Z'));
        same(&deleted).await;
        let again = bench.kohortpay("DELETE", &path, "").await;
        assert_eq!(again.json["deletedAt"], deleted.json["deletedAt"]);

        let restored = bench
            .kohortpay("PATCH", &path, r#"{"deletedAt":null}"#)
            .await;
        assert_eq!(
            (restored.status, &restored.json["deletedAt"]),
            (201, &Value::Null)
        );
        same(&restored).await;
        let body = r#"{"deletedAt":"2021-07-22T02:00:00+02:00"}"#;
        let deleted = bench.kohortpay("PATCH", &path, body).await;
        assert_eq!(deleted.text_at("/deletedAt"), "2021-07-22T00:00:00.000Z");

        let blocked = bench.kohortpay("PATCH", &format!("{path}/block"), "").await;
        assert_eq!(
            (blocked.status, &blocked.json["isBlocked"]),
            (201, &json!(true))
        );
        assert!(blocked.text_at("/blockedBy").starts_with("usr_"));
        same(&blocked).await;
        let unblocked = bench
            .kohortpay("PATCH", &format!("{path}/unblock"), "{}")
            .await;
        assert_eq!(
            (unblocked.status, &unblocked.json["blockedAt"]),
            (201, &Value::Null)
        );
        same(&unblocked).await;
        assert_eq!(unblocked.json["createdAt"], before.json["createdAt"]);
        assert_eq!(unblocked.json["emailAddress"], before.json["emailAddress"]);
    }
}

#[tokio::test]
async fn invalid_updates_are_refused() {
    let bench = Bench::start().await;
    let id = created(&bench, "ann@example.com", "Ann", "Lee").await;
    let rows = [
        ("PATCH", format!("/customers/{id}"), "{}", 400),
        (
            "PATCH",
            format!("/customers/{id}"),
            r#"{"deletedAt":"yesterday"}"#,
            400,
        ),
        (
            "PATCH",
            format!("/customers/{id}"),
            r#"{"deletedAt":null,"firstName":"Anna"}"#,
            400,
        ),
        (
            "PATCH",
            format!("/customers/{id}/block"),
            r#"{"note":"x"}"#,
            400,
        ),
        ("DELETE", format!("/customers/{id}"), "[]", 400),
        (
            "PATCH",
            "/customers/cus_1".to_owned(),
            r#"{"deletedAt":null}"#,
            404,
        ),
        ("DELETE", "/customers/cus_1".to_owned(), "", 404),
        ("PATCH", "/customers/cus_1/block".to_owned(), "", 404),
        ("PATCH", "/customers/cus_1/unblock".to_owned(), "", 404),
        ("GET", format!("/customers/{id}?search=x"), "", 400),
        ("POST", format!("/customers/{id}/block"), "", 405),
    ];
    let access = bench.sandbox.kohortpay();
    for (method, path, body, status) in rows {
        let answer = bench.kohortpay(method, &path, body).await;
        assert_eq!(
            answer.status, status,
            "{method} {path} {body}: {}",
            answer.text
        );
        assert_eq!(answer.text_at("/error/type"), "invalid_request_error");
        if status != 405 {
            let url = format!("{}{path}", access.base_url);
            assert_eq!(bench.ask(method, &url, "wrong", body).await.status, 401);
        }
    }
}
