//! `customers list` and `customers search`.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::Stdio;

use customer_sandbox::{Provider, Sandbox};
use serde_json::{Value, json};
use wiremock::matchers::{method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{Run, World, started, text};

fn seeded(customers: u64) -> (Sandbox, World) {
    let sandbox = started(Sandbox::builder().seed(customers));
    let world = World::of(&sandbox);
    (sandbox, world)
}

fn ids(run: &Run) -> Vec<String> {
    let id = |line: &str| text(&serde_json::from_str::<Value>(line).unwrap()["id"]).to_owned();
    run.out.lines().map(id).collect()
}

#[test]
fn all_lists_every_customer_once() {
    let (_sandbox, world) = seeded(333);
    for provider in ["komerza", "kohortpay"] {
        let run = world
            .run(&format!("list --provider {provider} --all --output ndjson"))
            .exits_with(0);
        let ids = ids(&run);
        assert_eq!(ids.len(), 333);
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 333);
        assert_eq!(run.err, "");
    }
    let both = world.run("list --provider komerza --provider kohortpay --all --output ndjson");
    assert_eq!(ids(&both.exits_with(0)).len(), 666);
}

#[test]
fn a_cursor_continues_the_listing_where_it_stopped() {
    let (_sandbox, world) = seeded(30);
    for provider in ["komerza", "kohortpay"] {
        let line = format!("list --provider {provider} --limit 12 --output json");
        let mut seen = Vec::new();
        let mut next: Option<String> = None;
        for round in 0..3 {
            let cursor = next
                .take()
                .map_or(String::new(), |cursor| format!(" --cursor {cursor}"));
            let run = world.run(&format!("{line}{cursor}")).exits_with(0);
            let result = run.result();
            assert_eq!(result["outcome"], "listed");
            let customers = result["customers"].as_array().unwrap();
            assert_eq!(customers.len(), if round < 2 { 12 } else { 6 });
            seen.extend(
                customers
                    .iter()
                    .map(|customer| text(&customer["id"]).to_owned()),
            );
            next = result["next"].as_str().map(str::to_owned);
            assert_eq!(next.is_some(), round < 2, "{result}");
            assert_eq!(result["more"] == json!(true), round < 2);
            assert_eq!(
                run.err.contains("more customers exist"),
                round < 2,
                "{}",
                run.err
            );
        }
        assert_eq!(seen.iter().collect::<BTreeSet<_>>().len(), 30);
    }
}

#[test]
fn a_limit_within_a_page_gives_no_cursor() {
    let (_sandbox, world) = seeded(30);
    let run = world
        .run("list --provider kohortpay --limit 4 --page-size 10 --output json")
        .exits_with(0);
    let result = run.result();
    assert_eq!(result["customers"].as_array().unwrap().len(), 4);
    assert_eq!(result.get("next"), None);
    assert_eq!(result["more"], true);
    assert!(run.err.contains("raise --limit"), "{}", run.err);
    // At the very end there is no more.
    let end = world
        .run("list --provider kohortpay --limit 30 --page-size 10 --output json")
        .exits_with(0);
    assert_eq!(end.result().get("more"), None);
    assert_eq!(end.err, "");
}

#[test]
fn the_default_limit_is_25() {
    let (sandbox, world) = seeded(60);
    let run = world
        .run("list --provider kohortpay --output ndjson")
        .exits_with(0);
    assert_eq!(ids(&run).len(), 25);
    assert!(sandbox.request_count(Provider::KOHORTPAY) <= 2);
    let none = world
        .run("list --provider kohortpay --limit 0 --output json")
        .exits_with(0);
    assert_eq!(none.result()["customers"], json!([]));
}

#[test]
fn several_providers_share_one_document_and_one_table() {
    let (_sandbox, world) = seeded(3);
    let run = world
        .run("list --provider all --output json")
        .exits_with(10);
    let results = run.results();
    assert_eq!(results.len(), 3);
    assert_eq!(results[0]["customers"].as_array().unwrap().len(), 3);
    assert_eq!(results[1]["outcome"], "failed");
    assert_eq!(results[1]["error"]["kind"], "unsupported_operation");
    assert_eq!(results[1]["customers"], json!([]));
    assert_eq!(results[2]["customers"].as_array().unwrap().len(), 3);
    let table = world
        .run("list --provider komerza --provider kohortpay")
        .exits_with(0);
    assert_eq!(
        table.out.matches("customer-0000002@seed.example").count(),
        2,
        "{}",
        table.out
    );
    assert_eq!(table.out.matches("│ provider").count(), 1);
    let none = seeded(0)
        .1
        .run("list --provider kohortpay --output json")
        .exits_with(0);
    assert_eq!(none.result()["customers"], json!([]));
}

#[test]
fn search_lists_the_customers_that_match() {
    let (_sandbox, world) = seeded(40);
    let run = world
        .run("search --provider kohortpay customer-0000007 --output json")
        .exits_with(0);
    let result = run.result();
    assert_eq!(result["customers"].as_array().unwrap().len(), 1);
    assert_eq!(
        result["customers"][0]["email"],
        "customer-0000007@seed.example"
    );
    let run = world
        .run("search --provider komerza customer-000001 --all --output ndjson")
        .exits_with(0);
    assert_eq!(ids(&run).len(), 10);
}

#[test]
fn a_cursor_works_only_with_its_provider_and_search_text() {
    let (_sandbox, world) = seeded(10);
    let run = world
        .run("list --provider kohortpay --limit 5 --output json")
        .exits_with(0);
    let next = text(&run.result()["next"]).to_owned();
    world
        .run(&format!("list --provider komerza --cursor {next}"))
        .exits_with(3)
        .stderr_contains("cursor");
    world
        .run(&format!("search --provider kohortpay asha --cursor {next}"))
        .exits_with(3)
        .stderr_contains("cursor");
    world
        .run("list --provider kohortpay --cursor nonsense")
        .exits_with(3)
        .stderr_contains("cursor");
    world
        .run(&format!("list --provider all --cursor {next}"))
        .exits_with(2);
    world
        .run("list --provider kohortpay --all --limit 3")
        .exits_with(2);
    world
        .run("list --provider kohortpay --page-size 0")
        .exits_with(2);
}

#[test]
fn a_closed_pipe_ends_a_listing_without_an_error() {
    let (sandbox, world) = seeded(100_000);
    for format in ["ndjson", "json", "table"] {
        let mut child = world
            .command()
            .args([
                "list",
                "--provider",
                "kohortpay",
                "--all",
                "--page-size",
                "100",
                "--output",
                format,
            ])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(!line.is_empty());
        drop(out);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(0), "{format}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{format}");
    }
    // A thousand pages would be all of them.
    assert!(sandbox.request_count(Provider::KOHORTPAY) < 1000);
}

fn komerza_page(data: &Value, pages: u32) -> ResponseTemplate {
    ResponseTemplate::new(200)
        .set_body_json(json!({ "success": true, "pages": pages, "data": data }))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreadable_record_is_reported_and_the_others_are_listed() {
    let server = MockServer::start().await;
    let data = json!([
        { "id": "1", "emailAddress": "one@b.example" },
        { "emailAddress": "two@b.example" },
        { "id": "3", "emailAddress": "three@b.example" },
        { "id": 4 },
    ]);
    Mock::given(method("GET"))
        .respond_with(komerza_page(&data, 1))
        .mount(&server)
        .await;
    let world = World::speaking_to("komerza", &server.uri());
    let run = world
        .run("list --provider komerza --all --output ndjson")
        .exits_with(12)
        .stderr_contains("data[1]")
        .stderr_contains("data[3]");
    assert_eq!(ids(&run), ["1", "3"]);
    let run = world
        .run("list --provider komerza --all --output json")
        .exits_with(12);
    let result = run.result();
    assert_eq!(result["customers"].as_array().unwrap().len(), 2);
    assert_eq!(result["unreadable"][0]["kind"], "unexpected_response");
    assert!(text(&result["unreadable"][0]["message"]).contains("data[1]"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_that_fails_ends_the_listing_with_a_cursor_to_continue() {
    let server = MockServer::start().await;
    let data = json!([{ "id": "1", "emailAddress": "one@b.example" }]);
    Mock::given(method("GET"))
        .and(wiremock::matchers::query_param("Page", "2"))
        .respond_with(
            ResponseTemplate::new(403)
                .set_body_json(json!({ "success": false, "code": "AccessDenied" })),
        )
        .with_priority(1)
        .mount(&server)
        .await;
    Mock::given(method("GET"))
        .and(path(
            "/stores/7d1c5a52-6f2e-4c1b-9a53-0b6f4f6e5a01/customers",
        ))
        .respond_with(komerza_page(&data, 3))
        .mount(&server)
        .await;
    let world = World::speaking_to("komerza", &server.uri());
    let run = world
        .run("list --provider komerza --all --output json")
        .exits_with(7);
    let result = run.result();
    assert_eq!(result["outcome"], "failed");
    assert_eq!(result["error"]["kind"], "permission_denied");
    assert_eq!(result["customers"].as_array().unwrap().len(), 1);
    assert_eq!(result.get("unreadable"), None);
    // It goes on with the page that did not come.
    let next = text(&result["next"]);
    world
        .run(&format!("list --provider komerza --cursor {next}"))
        .exits_with(7);
    let requests = server.received_requests().await.unwrap();
    let pages: Vec<_> = requests
        .iter()
        .map(|request| request.url.query_pairs().find(|(name, _)| name == "Page"))
        .map(|page| page.map(|(_, number)| number.into_owned()))
        .collect();
    let [first, second] = ["1", "2"].map(|page| Some(page.to_owned()));
    assert_eq!(pages, [first, second.clone(), second]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_line_breaks_is_one_line_of_ndjson() {
    let server = MockServer::start().await;
    let body = "{\"success\": true, \"pages\": 1, \"data\": [{\n  \"id\": \"1\",\r\n  \"note\": \"a\\nb\"\n}]}";
    let response = ResponseTemplate::new(200).set_body_raw(body, "application/json");
    Mock::given(method("GET"))
        .respond_with(response)
        .mount(&server)
        .await;
    let world = World::speaking_to("komerza", &server.uri());
    let run = world
        .run("list --provider komerza --all --output ndjson")
        .exits_with(0);
    assert_eq!(run.out.lines().count(), 1, "{}", run.out);
    let customer: Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(customer["native"]["note"], "a\nb");
}
