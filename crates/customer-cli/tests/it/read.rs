//! `customers get` and `customers find`.

use serde_json::json;

use crate::support::{World, sandbox, text};

#[test]
fn an_unknown_id_is_not_found_and_the_other_customers_are_printed() {
    let world = World::new();
    let created = world
        .run("create --provider komerza --sandbox --email a@b.example --output json")
        .exits_with(0);
    let id = text(&created.result()["customer"]["id"]).to_owned();
    let line = format!(
        "get --provider komerza --sandbox --output json {id} 00000000-0000-4000-8000-000000000000"
    );
    let results = world.run(&line).exits_with(5).results();
    assert_eq!(results[0]["customer"]["email"], "a@b.example");
    assert_eq!(results[1]["error"]["kind"], "not_found");
    assert_eq!(results[1]["error"]["code"], "NotFound");
    assert_eq!(results[1]["id"], "00000000-0000-4000-8000-000000000000");
    let table = world.run(&line.replace("json", "table")).exits_with(5);
    assert!(table.out.contains("│ email"), "{}", table.out);
    assert!(table.out.contains("failed: not found"), "{}", table.out);
}

#[test]
fn an_id_is_used_unchanged() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    for id in ["a/b", "a:b", "kohortpay:1", "a b?c#d", "..%2f", "ä"] {
        let run = world.run_args(&["get", "--provider", "kohortpay", "--output", "json", id]);
        let result = run.exits_with(5).result();
        assert_eq!(result["id"], id);
    }
    for request in sandbox.requests() {
        assert_eq!(request.path.matches('/').count(), 2, "{}", request.path);
    }
    // A URL cannot carry it as one segment.
    world
        .run_args(&["get", "--provider", "kohortpay", ".."])
        .exits_with(3);
}

#[test]
fn ndjson_has_one_result_per_line() {
    let world = World::new();
    let run = world
        .run("get --sandbox --output ndjson komerza:1 kohortpay:2")
        .exits_with(5);
    let lines: Vec<serde_json::Value> = run
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[1]["provider"], "kohortpay");
    assert_eq!(lines[1]["outcome"], "failed");
}

#[test]
fn find_finds_customers_by_their_exact_email() {
    let world = World::new();
    for email in ["ada@b.example", "ada@b.example.org"] {
        world
            .run(&format!(
                "create --provider komerza --provider kohortpay --sandbox --email {email}"
            ))
            .exits_with(0);
    }
    let line = "find --provider komerza --provider kohortpay --sandbox --output json --email";
    let results = world
        .run(&format!("{line} ADA@b.example"))
        .exits_with(0)
        .results();
    for result in &results {
        assert_eq!(result["outcome"], "found");
        let customers = result["customers"].as_array().unwrap();
        assert_eq!(customers.len(), 1);
        assert_eq!(customers[0]["email"], "ada@b.example");
    }
    let nobody = world
        .run(&format!("{line} grace@b.example"))
        .exits_with(5)
        .results();
    for result in &nobody {
        assert_eq!(result["outcome"], "not_found");
        assert_eq!(result["customers"], json!([]));
        assert_eq!(result.get("error"), None);
    }
    // One provider that has it is enough.
    world
        .run("create --provider kohortpay --sandbox --email one@b.example")
        .exits_with(0);
    world.run(&format!("{line} one@b.example")).exits_with(0);

    let table = world
        .run("find --provider komerza --sandbox --email ada@b.example")
        .exits_with(0);
    assert!(table.out.contains("ada@b.example"), "{}", table.out);
    world
        .run("find --provider komerza --sandbox --email nobody")
        .exits_with(3)
        .stderr_contains("email: there is no @");
    let unsupported =
        world.run("find --provider commerceengine --sandbox --email a@b.example --output json");
    assert_eq!(
        unsupported.exits_with(10).result()["error"]["kind"],
        "unsupported_operation"
    );
}
