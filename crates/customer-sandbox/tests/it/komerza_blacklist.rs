//! Komerza's balance, blacklist, scopes and rate limit.

use customer_sandbox::{KomerzaScope, Provider, Sandbox};
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

async fn customer(bench: &Bench) -> String {
    let made = bench
        .komerza("POST", "/customers", r#"{"emailAddress":"a@example.com"}"#)
        .await;
    made.text_at("/data/id").to_owned()
}

async fn read(bench: &Bench, id: &str) -> Answer {
    bench.komerza("GET", &format!("/customers/{id}"), "").await
}

#[tokio::test]
async fn a_balance_keeps_every_digit() {
    let bench = Bench::start().await;
    let id = customer(&bench).await;
    for amount in ["0.10", "123456789012345678901234567.89", "1E2", "0"] {
        let path = format!("/customers/{id}/balance");
        let body = format!(r#"{{"comment":"gift","newBalance":{amount}}}"#);
        assert_eq!(bench.komerza("PATCH", &path, &body).await.status, 200);
        let read = read(&bench, &id).await;
        assert!(
            read.text.contains(&format!(r#""balance":{amount},"#)),
            "{}",
            read.text
        );
    }
    for body in [
        r#"{"newBalance":-1}"#,
        r#"{"newBalance":"1"}"#,
        "{}",
        r#"{"newBalance":1,"comment":2}"#,
        r#"{"newBalance":null}"#,
    ] {
        let refused = bench
            .komerza("PATCH", &format!("/customers/{id}/balance"), body)
            .await;
        assert_eq!(
            (refused.status, refused.text_at("/code")),
            (400, "ValidationError"),
            "{body}"
        );
    }
    let none = bench
        .komerza("PATCH", "/customers/nope/balance", r#"{"newBalance":1}"#)
        .await;
    assert_eq!((none.status, none.text_at("/code")), (404, "NotFound"));
}

#[tokio::test]
async fn block_and_unblock_add_and_remove_ip_rules() {
    let bench = Bench::start().await;
    let id = customer(&bench).await;
    let ask = async |verb: &str, body: &str| {
        let method = if body.is_empty() { "GET" } else { "POST" };
        let answer = bench
            .komerza(method, &format!("/blacklist/customers/{id}/{verb}"), body)
            .await;
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer
    };
    ask("block", r#"{"note":"chargeback","blockKnownIps":true}"#).await;
    let blocked = read(&bench, &id).await;
    assert_eq!(blocked.json["data"]["isBlocked"], true);
    assert_eq!(blocked.text_at("/data/blockedNote"), "chargeback");
    assert!(blocked.text_at("/data/blockedAt").ends_with('Z'));
    let rules = ask("ipRules", "").await;
    assert_eq!(rules.json["data"].as_array().unwrap().len(), 1);
    assert_eq!(rules.text_at("/data/0/data"), "127.0.0.1");

    ask("block", r#"{"blockKnownIps":true}"#).await;
    assert_eq!(
        read(&bench, &id).await.json["data"]["blockedNote"],
        Value::Null
    );
    ask("unblock", r#"{"removeAssociatedIpRules":false}"#).await;
    assert_eq!(read(&bench, &id).await.json["data"]["isBlocked"], false);
    assert_eq!(
        ask("ipRules", "").await.json["data"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    ask("unblock", r#"{"removeAssociatedIpRules":true}"#).await;
    assert_eq!(ask("ipRules", "").await.json["data"], json!([]));

    for (verb, body) in [
        ("block", "{}"),
        ("block", r#"{"blockKnownIps":"yes"}"#),
        ("block", r#"{"blockKnownIps":true,"why":1}"#),
        ("unblock", "{}"),
        ("unblock", r#"{"removeAssociatedIpRules":null}"#),
    ] {
        let refused = bench
            .komerza("POST", &format!("/blacklist/customers/{id}/{verb}"), body)
            .await;
        assert_eq!(refused.status, 400, "{body}");
    }
    for (method, verb, body) in [
        ("POST", "block", r#"{"blockKnownIps":true}"#),
        ("POST", "unblock", r#"{"removeAssociatedIpRules":true}"#),
        ("GET", "ipRules", ""),
    ] {
        let none = bench
            .komerza(method, &format!("/blacklist/customers/nope/{verb}"), body)
            .await;
        assert_eq!(none.status, 404, "{verb}");
    }
}

#[tokio::test]
async fn each_endpoint_needs_its_scope() {
    let bench = Bench::start().await;
    let id = customer(&bench).await;
    let access = bench.sandbox.komerza();
    let store = format!("{}/stores/{}", access.base_url, access.store_id);
    let rows = [
        (
            "POST",
            "/customers".to_owned(),
            r#"{"emailAddress":"b@example.com"}"#,
            KomerzaScope::CustomersCreate,
        ),
        (
            "GET",
            "/customers".to_owned(),
            "",
            KomerzaScope::CustomersView,
        ),
        (
            "GET",
            "/customers/filters".to_owned(),
            "",
            KomerzaScope::CustomersView,
        ),
        (
            "GET",
            "/customers/search/a".to_owned(),
            "",
            KomerzaScope::CustomersView,
        ),
        (
            "GET",
            format!("/customers/{id}"),
            "",
            KomerzaScope::CustomersView,
        ),
        (
            "GET",
            "/customers/a@example.com/email".to_owned(),
            "",
            KomerzaScope::CustomersView,
        ),
        (
            "PATCH",
            format!("/customers/{id}/balance"),
            r#"{"newBalance":1}"#,
            KomerzaScope::CustomersUpdate,
        ),
        (
            "POST",
            format!("/blacklist/customers/{id}/block"),
            r#"{"blockKnownIps":true}"#,
            KomerzaScope::CustomersUpdate,
        ),
        (
            "POST",
            format!("/blacklist/customers/{id}/unblock"),
            r#"{"removeAssociatedIpRules":true}"#,
            KomerzaScope::CustomersUpdate,
        ),
        (
            "GET",
            format!("/blacklist/customers/{id}/ipRules"),
            "",
            KomerzaScope::BlacklistView,
        ),
    ];
    let all = [
        KomerzaScope::CustomersView,
        KomerzaScope::CustomersCreate,
        KomerzaScope::CustomersUpdate,
        KomerzaScope::BlacklistView,
    ];
    for (method, path, body, scope) in rows {
        let url = format!("{store}{path}");
        let others: Vec<KomerzaScope> = all.into_iter().filter(|other| *other != scope).collect();
        let without = bench.sandbox.komerza_key_with_scopes(&others);
        let denied = bench.ask(method, &url, &without, body).await;
        assert_eq!(
            (denied.status, denied.text_at("/code")),
            (403, "AccessDenied"),
            "{method} {path}"
        );
        assert!(denied.text_at("/message").contains(scope.name()));
        let with = bench.sandbox.komerza_key_with_scopes(&[scope]);
        assert_eq!(
            bench.ask(method, &url, &with, body).await.status,
            200,
            "{method} {path}"
        );
        assert_eq!(
            bench.ask(method, &url, "", body).await.status,
            401,
            "{method} {path}"
        );
    }
}

#[tokio::test]
async fn the_thirteenth_request_in_a_burst_is_rate_limited_where_the_limit_is_enforced() {
    let sandbox = Sandbox::builder()
        .enforce_rate_limit(true)
        .start()
        .await
        .unwrap();
    let bench = Bench::of(sandbox);
    let mut refused = None;
    // Tokens come back while this runs, so that it may take more than thirteen.
    for _ in 0..200 {
        let access = bench.sandbox.komerza();
        let url = format!("{}/stores/{}/customers", access.base_url, access.store_id);
        let response = bench
            .client
            .get(url)
            .bearer_auth(&access.api_key)
            .send()
            .await
            .unwrap();
        if response.status() == 429 {
            refused = Some(response);
            break;
        }
    }
    let refused = refused.unwrap();
    let wait: u64 = refused.headers()["retry-after"]
        .to_str()
        .unwrap()
        .parse()
        .unwrap();
    assert!((1..=2).contains(&wait));
    assert!(refused.text().await.unwrap().contains("RateLimited"));
    assert!(bench.sandbox.request_count(Provider::KOMERZA) > 12);

    let bench = Bench::start().await;
    for _ in 0..40 {
        assert_eq!(bench.komerza("GET", "/customers", "").await.status, 200);
    }
}
