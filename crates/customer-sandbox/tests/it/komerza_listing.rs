//! Komerza's listing, search and filter counts.

use std::collections::HashSet;

use customer_sandbox::Sandbox;
use serde_json::{Value, json};

use crate::support::{Answer, Bench};

async fn bench(emails: &[&str], seeds: u64) -> Bench {
    let bench = Bench::of(Sandbox::builder().seed(seeds).start().await.unwrap());
    for email in emails {
        let body = json!({ "emailAddress": email }).to_string();
        let made = bench.komerza("POST", "/customers", &body).await;
        assert_eq!(made.status, 200, "{}", made.text);
    }
    bench
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
        .komerza("GET", &format!("/customers?{query}"), "")
        .await
}

#[tokio::test]
async fn a_page_has_the_documented_shape() {
    let bench = bench(&["b@example.com", "a@example.com", "c@example.com"], 0).await;
    let page = bench.komerza("GET", "/customers", "").await;
    assert_eq!(page.keys(""), ["data", "pages", "success"]);
    assert_eq!(
        page.keys("/data/0"),
        [
            "averageSpend",
            "dateCreated",
            "emailAddress",
            "id",
            "isAffiliate",
            "isBlocked",
            "status",
            "totalOrders",
            "totalSpend",
        ]
    );
    assert_eq!(
        emails(&page),
        ["b@example.com", "a@example.com", "c@example.com"]
    );
    assert_eq!(page.json["pages"], 1);

    let second = listed(&bench, "Page=2&PageSize=2").await;
    assert_eq!(emails(&second), ["c@example.com"]);
    assert_eq!(second.json["pages"], 2);
    let beyond = listed(&bench, "Page=3&PageSize=2").await;
    assert_eq!(
        (emails(&beyond).len(), &beyond.json["pages"]),
        (0, &json!(2))
    );
    let none = listed(&bench, "email=nobody").await;
    assert_eq!((emails(&none).len(), &none.json["pages"]), (0, &json!(0)));
}

#[tokio::test]
async fn filters_and_sorts_select_and_order_customers() {
    let bench = bench(&["Bea@example.com", "abe@example.com", "cy@example.org"], 0).await;
    let rows: &[(&str, &[&str])] = &[
        ("email=EXAMPLE.com", &["Bea@example.com", "abe@example.com"]),
        ("email=be", &["Bea@example.com", "abe@example.com"]),
        (
            "ipAddress=127.0",
            &["Bea@example.com", "abe@example.com", "cy@example.org"],
        ),
        ("ipAddress=10.", &[]),
        ("stripeCustomerId=cus_1", &[]),
        ("affiliateCode=x", &[]),
        (
            "Sorts=emailAddress",
            &["abe@example.com", "Bea@example.com", "cy@example.org"],
        ),
        (
            "Sorts=-emailAddress",
            &["cy@example.org", "Bea@example.com", "abe@example.com"],
        ),
        (
            "Sorts=-dateCreated",
            &["cy@example.org", "abe@example.com", "Bea@example.com"],
        ),
        (
            "Filters=emailAddress%3D%3Dbea@example.com",
            &["Bea@example.com"],
        ),
        (
            "Filters=emailAddress@=org,isBlocked==false",
            &["cy@example.org"],
        ),
        ("Filters=isBlocked==true", &[]),
    ];
    for (query, wanted) in rows {
        assert_eq!(&emails(&listed(&bench, query).await), wanted, "{query}");
    }
    let found = bench
        .komerza(
            "GET",
            "/customers/search/EXAMPLE?Sorts=-emailAddress&email=a",
            "",
        )
        .await;
    assert_eq!(
        emails(&found),
        ["cy@example.org", "Bea@example.com", "abe@example.com"]
    );
    let found = bench.komerza("GET", "/customers/search/bea%40", "").await;
    assert_eq!(emails(&found), ["Bea@example.com"]);

    for query in [
        "Page=0",
        "PageSize=0",
        "PageSize=101",
        "Sorts=phone",
        "Filters=x",
        "page=1",
        "balanceFrom=x",
    ] {
        let answer = listed(&bench, query).await;
        assert_eq!(answer.status, 400, "{query}");
        assert_eq!(answer.text_at("/code"), "ValidationError");
        assert_eq!(answer.keys("/invalidFields").len(), 1);
    }
}

#[tokio::test]
async fn balances_are_compared_as_decimals() {
    let bench = bench(&["a@example.com", "b@example.com", "c@example.com"], 0).await;
    let page = bench.komerza("GET", "/customers", "").await;
    let amounts = ["9007199254740993.10", "9007199254740993.1000001", "10"];
    for (customer, amount) in page.json["data"].as_array().unwrap().iter().zip(amounts) {
        let path = format!("/customers/{}/balance", customer["id"].as_str().unwrap());
        let body = format!(r#"{{"newBalance":{amount},"comment":null}}"#);
        let set = bench.komerza("PATCH", &path, &body).await;
        assert_eq!(
            (set.status, &set.json["data"]),
            (200, &Value::Null),
            "{}",
            set.text
        );
    }
    let rows: &[(&str, &[&str])] = &[
        (
            "balanceFrom=9007199254740993.1&balanceTo=9007199254740993.10",
            &["a@example.com"],
        ),
        ("balanceFrom=9007199254740993.10000001", &["b@example.com"]),
        ("balanceTo=10.0", &["c@example.com"]),
        ("balanceFrom=1e1&balanceTo=1e1", &["c@example.com"]),
    ];
    for (query, wanted) in rows {
        assert_eq!(&emails(&listed(&bench, query).await), wanted, "{query}");
    }
}

#[tokio::test]
async fn seeded_and_stored_customers_are_each_listed_once_in_one_order() {
    let kept = [
        "zoe@example.com",
        "amy@example.com",
        "customer-00000105@seed.example",
        "customer-0000100x@seed.example",
    ];
    let bench = bench(&kept, 250).await;
    for (sorts, ascending) in [
        ("", true),
        ("Sorts=-dateCreated", false),
        ("Sorts=emailAddress", true),
        ("Sorts=-emailAddress", false),
    ] {
        let mut all: Vec<String> = Vec::new();
        let mut page = 1;
        loop {
            let answer = listed(&bench, &format!("{sorts}&Page={page}&PageSize=7")).await;
            assert_eq!(answer.json["pages"], 254_u64.div_ceil(7));
            let found = emails(&answer);
            if found.is_empty() {
                break;
            }
            all.extend(found.into_iter().map(str::to_owned));
            page += 1;
        }
        assert_eq!(all.len(), 254);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 254);
        if !ascending {
            all.reverse();
        }
        if sorts.contains("email") {
            assert!(all.is_sorted(), "{all:?}");
        } else {
            assert_eq!(all[0], "customer-0000000@seed.example");
            assert_eq!(all[250..], kept);
        }
    }
}

#[tokio::test]
async fn changes_to_a_seeded_customer_are_stored() {
    let bench = bench(&["amy@example.com"], 300).await;
    let found = bench
        .komerza("GET", "/customers/CUSTOMER-0000107@seed.example/email", "")
        .await;
    assert_eq!(found.status, 200);
    assert_eq!(found.text_at("/data/affiliate/link"), "AFFILIATE0000107");
    assert!(found.text.contains(r#""balance":473.33"#), "{}", found.text);
    let id = found.text_at("/data/id").to_owned();
    let again = bench.komerza("GET", &format!("/customers/{id}"), "").await;
    assert_eq!(again.text, found.text);
    let twice = bench
        .komerza(
            "POST",
            "/customers",
            r#"{"emailAddress":"customer-0000107@seed.example"}"#,
        )
        .await;
    assert_eq!(twice.status, 409);
    assert_eq!(
        bench
            .komerza("GET", "/customers/5eed0000-0000-4000-8000-00000000012c", "")
            .await
            .status,
        404
    );

    let block = format!("/blacklist/customers/{id}/block");
    let blocked = bench
        .komerza("POST", &block, r#"{"blockKnownIps":false,"note":"fraud"}"#)
        .await;
    assert_eq!(blocked.status, 200, "{}", blocked.text);
    let balance = bench
        .komerza(
            "PATCH",
            &format!("/customers/{id}/balance"),
            r#"{"newBalance":5000.10}"#,
        )
        .await;
    assert_eq!(balance.status, 200);
    let read = bench.komerza("GET", &format!("/customers/{id}"), "").await;
    assert!(read.text.contains(r#""balance":5000.10"#), "{}", read.text);
    for query in [
        "Filters=isBlocked==true",
        "balanceFrom=5000",
        "email=0107&balanceFrom=5000.1&balanceTo=5000.1",
    ] {
        let listed = listed(&bench, query).await;
        assert_eq!(
            emails(&listed),
            ["customer-0000107@seed.example"],
            "{query}"
        );
        assert_eq!(listed.json["data"][0]["isBlocked"], true);
    }
    assert!(emails(&listed(&bench, "balanceFrom=473.33&balanceTo=473.33").await).is_empty());
    assert!(emails(&listed(&bench, "email=0108&balanceFrom=5000").await).is_empty());
    let page = listed(&bench, "Page=2&PageSize=100").await;
    assert_eq!(emails(&page)[7], "customer-0000107@seed.example");
    assert_eq!(page.json["data"][7]["isBlocked"], true);
    assert_eq!(page.json["data"][8]["isBlocked"], false);

    let counts = bench.komerza("GET", "/customers/filters", "").await;
    assert_eq!(
        counts.json["data"],
        json!({ "affiliates": 3, "all": 301, "blocked": 1 })
    );
    assert_eq!(
        bench
            .komerza("GET", "/customers/filters?email=a", "")
            .await
            .status,
        400
    );
}

#[tokio::test]
async fn the_last_page_of_a_million_is_served() {
    let bench = bench(&[], 1_000_000).await;
    let page = listed(&bench, "Page=10000&PageSize=100").await;
    assert_eq!(page.json["pages"], 10_000);
    assert_eq!(emails(&page)[99], "customer-0999999@seed.example");
    let newest = listed(&bench, "Sorts=-dateCreated&PageSize=1").await;
    assert_eq!(emails(&newest), ["customer-0999999@seed.example"]);
    let found = listed(&bench, "email=customer-0765432").await;
    assert_eq!(emails(&found), ["customer-0765432@seed.example"]);
    let stripe = listed(&bench, "stripeCustomerId=cus_stripe0765433").await;
    assert_eq!(emails(&stripe), ["customer-0765433@seed.example"]);
}
