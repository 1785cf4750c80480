//! `customers addresses …`.

use serde_json::json;

use crate::support::{World, example, text};

const ADDRESS: &str = r#"{
    "role": "shipping", "name": { "given": "Ravi" }, "lines": ["7 Tilak Road"], "city": "Pune", "region": "Maharashtra",
    "postal_code": "411002", "country": "IN", "phone": "+919811122233", "email": "ravi@b.example"
}"#;

#[test]
fn addresses_are_added_listed_replaced_and_removed() {
    let world = World::new();
    let line = format!(
        "create --provider commerceengine --sandbox --lossy --output json --input {}",
        example()
    );
    let created = world.run(&line).exits_with(0).result();
    let customer = format!("commerceengine:{}", text(&created["customer"]["id"]));
    let file = world.file("address.json", ADDRESS);

    let line = format!(
        "addresses add {customer} --sandbox --output json --label Shop --input {}",
        file.display()
    );
    let added = world.run(&line).exits_with(0).result();
    assert_eq!(added["outcome"], "added");
    assert_eq!(added["address"]["label"], "Shop");
    assert!(
        added["fields"]["sent"]
            .as_array()
            .unwrap()
            .contains(&json!("addresses[0].city"))
    );
    let id = text(&added["address"]["id"]).to_owned();

    let listed = world
        .run(&format!(
            "addresses list {customer} --sandbox --output json"
        ))
        .exits_with(0)
        .result();
    assert_eq!(listed["outcome"], "listed");
    assert_eq!(listed["addresses"].as_array().unwrap().len(), 2);
    let table = world
        .run(&format!("addresses list {customer} --sandbox"))
        .exits_with(0);
    assert!(
        table.out.contains(&id) && table.out.contains("7 Tilak Road"),
        "{}",
        table.out
    );

    let line = format!(
        "addresses update {customer} {id} --sandbox --city Mumbai --input {}",
        file.display()
    );
    let table = world.run(&line).exits_with(0);
    assert!(
        table.out.contains(&format!("address {id}")),
        "{}",
        table.out
    );
    let listed = world
        .run(&format!(
            "addresses list {customer} --sandbox --output json"
        ))
        .exits_with(0)
        .result();
    let cities: Vec<_> = listed["addresses"]
        .as_array()
        .unwrap()
        .iter()
        .map(|address| text(&address["city"]))
        .collect();
    assert!(cities.contains(&"Mumbai"), "{cities:?}");

    let removed = world
        .run(&format!(
            "addresses remove {customer} {id} --sandbox --output json"
        ))
        .exits_with(0)
        .result();
    assert_eq!(removed["outcome"], "removed");
    let listed = world
        .run(&format!(
            "addresses list {customer} --sandbox --output json"
        ))
        .exits_with(0)
        .result();
    assert_eq!(listed["addresses"].as_array().unwrap().len(), 1);
    world
        .run(&format!("addresses remove {customer} {id} --sandbox"))
        .exits_with(5);
}

#[test]
fn invalid_addresses_are_refused_with_a_message() {
    let world = World::new();
    let target = "commerceengine:01K0SANDB0XST0RE0000000009 --sandbox";
    world
        .run(&format!("addresses add {target}"))
        .exits_with(2)
        .stderr_contains("no address");
    let run = world.run(&format!(
        "addresses add {target} --city Pune --postal-code 41100 --output json"
    ));
    let result = run.exits_with(3).result();
    let fields: Vec<_> = result["error"]["fields"]
        .as_array()
        .unwrap()
        .iter()
        .map(text)
        .collect();
    assert!(fields.contains(&"addresses[0].postal_code"), "{fields:?}");
    let file = world.file("address.json", r#"{"town":"Pune"}"#);
    world
        .run(&format!(
            "addresses add {target} --input {}",
            file.display()
        ))
        .exits_with(3)
        .stderr_contains("town: is not a known key");
    world
        .run("addresses list komerza:1 --sandbox")
        .exits_with(10);
}
