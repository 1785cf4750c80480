//! `customers update`.

use serde_json::json;

use crate::support::{World, example, text};

/// A customer of Commerce Engine in the sandbox of this world.
fn customer(world: &World) -> String {
    let line = format!(
        "create --provider commerceengine --sandbox --lossy --output json --input {}",
        example()
    );
    text(&world.run(&line).exits_with(0).result()["customer"]["id"]).to_owned()
}

#[test]
fn an_update_changes_the_given_fields_and_keeps_the_others() {
    let world = World::new();
    let id = customer(&world);
    let run = world.run(&format!(
        "update --provider commerceengine {id} --sandbox --output json --given-name Anjali --business-name Rao"
    ));
    let result = run.exits_with(0).result();
    assert_eq!(result["outcome"], "updated");
    assert_eq!(result["id"], *id);
    let sent = result["fields"]["sent"].as_array().unwrap();
    assert!(
        sent.contains(&json!("name.given")) && sent.contains(&json!("business.name")),
        "{result}"
    );
    let read = world
        .run(&format!("get commerceengine:{id} --sandbox --output json"))
        .exits_with(0)
        .result();
    assert_eq!(
        read["customer"]["name"],
        json!({ "given": "Anjali", "family": "Rao" })
    );
    assert_eq!(read["customer"]["business"]["name"], "Rao");
    assert_eq!(read["customer"]["business"]["tax_ids"]["pan"], "AAECR4512F");
}

#[test]
fn a_file_can_set_and_clear_fields() {
    let world = World::new();
    let id = customer(&world);
    let file = world.file(
        "change.json",
        r#"{ "name": { "given": "Anjali", "family": null } }"#,
    );
    let line = format!(
        "update commerceengine:{id} --sandbox --output json --input {}",
        file.display()
    );
    world.run(&line).exits_with(0);
    let read = world
        .run(&format!("get commerceengine:{id} --sandbox --output json"))
        .exits_with(0)
        .result();
    assert_eq!(read["customer"]["name"], json!({ "given": "Anjali" }));

    let wrong = world.file("change.json", r#"{ "addresses": [] }"#);
    let line = format!(
        "update commerceengine:{id} --sandbox --output json --input {}",
        wrong.display()
    );
    let result = world
        .run(&line)
        .exits_with(3)
        .stderr_contains("addresses: is not a known key")
        .result();
    assert_eq!(result["id"], *id);
}

#[test]
fn a_preview_of_an_update_sends_nothing() {
    let sandbox = crate::support::sandbox();
    let world = World::of(&sandbox);
    let run = world.run_args(&[
        "update",
        "commerceengine:1",
        "--preview",
        "--output",
        "json",
        "--given-name",
        "A",
        "--locale",
        "en-US",
        "--clear",
        "name.family",
        "--metadata",
        "a=b",
        "--gstin",
        "27AAECR4512F1Z6",
    ]);
    let result = run.exits_with(0).result();
    assert_eq!(result["outcome"], "previewed");
    assert_eq!(
        result["fields"]["unrepresentable"],
        json!(["locale", "metadata"])
    );
    assert_eq!(
        sandbox.request_count(customer_sandbox::Provider::COMMERCEENGINE),
        0
    );

    let strict = world
        .run("update commerceengine:1 --given-name A --locale en-US --output json")
        .exits_with(4);
    assert_eq!(strict.result()["error"]["fields"], json!(["locale"]));
    assert_eq!(
        sandbox.request_count(customer_sandbox::Provider::COMMERCEENGINE),
        0
    );
}

#[test]
fn every_field_of_an_update_can_be_cleared() {
    let world = World::of(&crate::support::sandbox());
    let fields: Vec<String> = customer_core::Field::all()
        .into_iter()
        .filter(|field| !matches!(field, customer_core::Field::Address(_)))
        .map(|field| field.to_string())
        .collect();
    let mut words = vec!["update", "komerza:1", "--preview", "--output", "json"];
    for field in &fields {
        words.extend(["--clear", field]);
    }
    let result = world.run_args(&words).exits_with(0).result();
    assert_eq!(result["fields"]["unrepresentable"], json!(fields));
}

#[test]
fn an_unsupported_or_empty_update_is_refused() {
    let world = World::new();
    for provider in ["komerza", "kohortpay"] {
        let line =
            format!("update --provider {provider} 1 --email b@b.example --sandbox --output json");
        let run = world.run(&line);
        let kind = run.result()["error"]["kind"].clone();
        assert!(run.code == 10 && kind == "unsupported_operation", "{run:?}");
    }
    world
        .run("update komerza:1 --sandbox")
        .exits_with(2)
        .stderr_contains("nothing to update");
    world
        .run("update komerza:1 --sandbox --clear mail")
        .exits_with(2)
        .stderr_contains("`email`");
    world
        .run("update komerza:1 --sandbox --clear addresses[].city")
        .exits_with(2);
}

#[test]
fn single_metadata_entries_are_refused_by_a_provider_that_does_not_merge() {
    let world = World::new();
    let line = "update --provider commerceengine --sandbox 01J8Z5K3QW7V2N4T6Y8B0C1D2E --output json \
                --metadata-entry tier=gold --metadata-entry-json visits=2 --clear metadata.old";
    let result = world.run(line).exits_with(4).result();
    assert_eq!(
        result["error"]["fields"],
        json!(["metadata.old", "metadata.tier", "metadata.visits"])
    );
    world
        .run("update x --metadata-entry a=1 --metadata-entry-json a=2 --provider komerza")
        .stderr_contains("metadata.a");
}
