//! `customers create` and `customers preview`.

use std::collections::BTreeSet;

use customer_core::Field;
use customer_sandbox::Provider;
use expect_test::expect;
use serde_json::{Value, json};

use crate::support::{World, example, example_customer, sandbox, text};

const ALL: [&str; 3] = ["komerza", "commerceengine", "kohortpay"];

#[test]
fn the_example_customer_has_every_field() {
    let customer = example_customer();
    assert_eq!(customer.problems(), []);
    let given: BTreeSet<Field> = customer
        .given()
        .iter()
        .map(|path| path.field().clone())
        .collect();
    assert_eq!(given, Field::all().into_iter().collect());
}

#[test]
fn one_command_creates_the_example_at_every_provider_and_the_suggested_one_gets_it() {
    let world = World::new();
    let line = format!(
        "create --provider all --sandbox --lossy --input {}",
        example()
    );
    let created = world.run(&line).exits_with(0);
    // An id for each provider, and a row with what became of the fields.
    let is_row = |provider: &str, line: &&str| line.starts_with(&format!("│ {provider} "));
    for provider in ALL {
        let rows: Vec<_> = created
            .out
            .lines()
            .filter(|line| is_row(provider, line))
            .collect();
        assert_eq!(rows.len(), 2, "{}", created.out);
        assert!(rows[0].contains("created"), "{}", rows[0]);
    }
    assert!(
        created.out.lines().all(|line| line.chars().count() <= 100),
        "{}",
        created.out
    );

    // The line that it offers reads them back, in a new process.
    let offer = created
        .err
        .lines()
        .find_map(|line| line.strip_prefix("note: to read them: customers "));
    let read = world
        .run(&format!("{} --addresses --output json", offer.unwrap()))
        .exits_with(0);
    let found = read.results();
    assert_eq!(
        found
            .iter()
            .map(|result| text(&result["provider"]))
            .collect::<Vec<_>>(),
        ALL
    );
    for (result, provider) in found.iter().zip(ALL) {
        assert_eq!(result["outcome"], "found");
        assert_eq!(result["customer"]["email"], "asha.rao@raohandlooms.example");
        let id = text(&result["customer"]["id"]);
        assert!(created.out.contains(id), "{provider} {id}");
        assert_eq!(result["id"], id);
    }
    assert_eq!(
        found[1]["customer"]["addresses"][0]["landmark"],
        "Opposite Nagnath Par"
    );
    assert!(world.home().join(".local/share/customers/sandbox").is_dir());

    // Komerza refuses the same e-mail address; the others take it.
    let again = world
        .run(&format!("{line} --output json"))
        .exits_with(6)
        .stderr_contains("already exists");
    let results = again.results();
    assert_eq!(results[0]["outcome"], "failed");
    assert_eq!(results[0]["error"]["kind"], "already_exists");
    assert_eq!(results[0]["error"]["code"], "ObjectConflict");
    assert_eq!(results[0]["error"]["status"], 409);
    assert_eq!(results[0].get("customer"), None);
    assert_eq!(results[1]["outcome"], "created");
    assert_eq!(results[2]["outcome"], "created");
}

#[test]
fn every_given_field_is_sent_altered_or_unrepresentable() {
    let world = World::new();
    let line = format!(
        "create --provider all --sandbox --lossy --output json --input {}",
        example()
    );
    let given: BTreeSet<String> = example_customer()
        .given()
        .iter()
        .map(ToString::to_string)
        .collect();
    for result in world.run(&line).exits_with(0).results() {
        let fields = &result["fields"];
        let altered = fields["altered"].as_array().unwrap().iter().map(|entry| {
            assert!(!text(&entry["how"]).is_empty());
            text(&entry["field"])
        });
        let lists = [&fields["sent"], &fields["unrepresentable"]];
        let named: Vec<&str> = lists
            .iter()
            .flat_map(|list| list.as_array().unwrap().iter().map(text))
            .chain(altered)
            .collect();
        let fates: BTreeSet<String> = named.iter().map(|path| (*path).to_owned()).collect();
        assert_eq!(fates.len(), named.len(), "{fields}");
        assert_eq!(fates, given);
    }
}

#[test]
fn the_document_has_only_the_keys_that_apply() {
    let world = World::new();
    let created = world
        .run("create --provider komerza --provider kohortpay --sandbox --email a@b.example --given-name Ada --output json")
        .exits_with(4);
    let mut results = created.results();
    let customer = results[1]["customer"].as_object_mut().unwrap();
    for key in ["id", "created", "updated"] {
        customer.insert(key.to_owned(), json!("…"));
    }
    assert!(customer.remove("native").unwrap()["emailAddress"] == "a@b.example");
    expect![[r#"
        [
          {
            "account": "7d1c5a52-6f2e-4c1b-9a53-0b6f4f6e5a01",
            "error": {
              "fields": [
                "name.given"
              ],
              "kind": "unrepresentable_fields",
              "message": "komerza create_customer: unrepresentable fields: refused before anything was sent, since it would lose fields: name.given: the provider has no place for it",
              "next_step": "--lossy writes without these fields; without it nothing is sent",
              "problems": [
                {
                  "field": "name.given",
                  "reason": "the provider has no place for it"
                }
              ]
            },
            "outcome": "failed",
            "provider": "komerza"
          },
          {
            "account": "org_sandbox",
            "customer": {
              "account": "org_sandbox",
              "addresses": [],
              "created": "…",
              "email": "a@b.example",
              "id": "…",
              "mode": "test",
              "name": {
                "given": "Ada"
              },
              "provider": "kohortpay",
              "status": {
                "state": "active"
              },
              "updated": "…"
            },
            "fields": {
              "altered": [],
              "sent": [
                "email",
                "name.given"
              ],
              "unrepresentable": []
            },
            "outcome": "created",
            "provider": "kohortpay"
          }
        ]"#]]
    .assert_eq(&serde_json::to_string_pretty(&results).unwrap());
}

#[test]
fn a_strict_create_that_would_lose_a_field_sends_nothing() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let run = world
        .run("create --provider komerza --email a@b.example --given-name Ada --phone +919876543210")
        .exits_with(4)
        .stderr_contains("name.given");
    assert!(run.out.contains("phone, name"), "{}", run.out);
    assert_eq!(sandbox.request_count(Provider::KOMERZA), 0);
    assert_eq!(sandbox.committed(Provider::KOMERZA), 0);

    let line = "create --provider komerza --email a@b.example --given-name Ada --lossy";
    world.run(line).exits_with(0);
    assert_eq!(sandbox.committed(Provider::KOMERZA), 1);
}

#[test]
fn every_provider_is_called_and_the_most_severe_failure_decides_the_exit_code() {
    let sandbox = sandbox();
    let world = World::of(&sandbox).with("KOMERZA_API_KEY", "wrong");
    // Komerza does not know the key, Commerce Engine has no place, KohortPay takes it.
    let results = world
        .run("create --provider all --email a@b.example --output json")
        .exits_with(7)
        .results();
    let kinds: Vec<&Value> = results
        .iter()
        .map(|result| &result["error"]["kind"])
        .collect();
    assert_eq!(kinds[0], "unauthenticated");
    assert_ne!(kinds[1], &Value::Null);
    assert_eq!(results[2]["outcome"], "created");
}

#[test]
fn a_provider_named_twice_is_called_once_and_the_order_is_kept() {
    let world = World::new();
    let run = world.run(
        "preview --provider kohortpay --provider komerza --provider all --provider kohortpay --email a@b.example --output json",
    );
    let names: Vec<Value> = run
        .results()
        .iter()
        .map(|result| result["provider"].clone())
        .collect();
    assert_eq!(names[..3], ["kohortpay", "komerza", "commerceengine"]);
}

#[test]
fn a_flag_overrides_its_field_of_the_file() {
    let world = World::new();
    let file = world.file(
        "customer.json",
        r#"{ "email": "file@b.example", "name": { "given": "File", "family": "Kept" }, "metadata": { "a": 1, "b": 2 },
             "addresses": [{ "role": "billing", "city": "Pune" }] }"#,
    );
    let result = world
        .run_args(&[
            "create",
            "--provider",
            "kohortpay",
            "--sandbox",
            "--output",
            "json",
            "--input",
            file.to_str().unwrap(),
            "--given-name",
            "Flag",
            "--metadata",
            "b=text",
            "--metadata-json",
            "c=[1.10]",
            "--role",
            "shipping",
            "--line",
            "1 Main Street",
            "--line",
            "Floor 2",
            "--city",
            "Paris",
            "--postal-code",
            "75001",
            "--country",
            "France",
        ])
        .exits_with(0)
        .result();
    let customer = &result["customer"];
    assert_eq!(customer["email"], "file@b.example");
    assert_eq!(
        customer["name"],
        json!({ "given": "Flag", "family": "Kept" })
    );
    assert_eq!(
        customer["metadata"],
        json!({ "a": 1, "b": "text", "c": [1.10] })
    );
    let sent = result["fields"]["sent"].as_array().unwrap();
    for path in [
        "addresses[0].city",
        "addresses[1].lines",
        "addresses[1].country",
    ] {
        assert!(sent.contains(&json!(path)), "{path} is not in {sent:?}");
    }
}

#[test]
fn flags_can_set_every_field() {
    let world = World::new();
    let run = world.run_args(&[
        "preview",
        "--provider",
        "komerza",
        "--output",
        "json",
        "--email",
        "a@b.example",
        "--phone",
        "+919876543210",
        "--full-name",
        "B C",
        "--given-name",
        "A",
        "--family-name",
        "B",
        "--business-name",
        "C",
        "--business-type",
        "D",
        "--pan",
        "AAECR4512F",
        "--gstin",
        "27AAECR4512F1Z6",
        "--vat",
        "FR1",
        "--tin",
        "1",
        "--registration-number",
        "2",
        "--locale",
        "en-US",
        "--reference",
        "E",
        "--metadata",
        "f=g",
        "--address-role",
        "billing",
        "--address-line",
        "H",
        "--address-landmark",
        "I",
        "--address-city",
        "J",
        "--address-region",
        "K",
        "--address-postal-code",
        "411030",
        "--address-country",
        "IN",
        "--address-company",
        "L",
        "--address-full-name",
        "M N",
        "--address-given-name",
        "M",
        "--address-family-name",
        "N",
        "--address-phone",
        "+919876543210",
        "--address-email",
        "o@b.example",
        "--address-tax-id",
        "gstin=27AAECR4512F1Z6",
        "--address-tax-id",
        "vat=FR1",
        "--address-tax-id",
        "pan=AAECR4512F",
        "--address-tax-id",
        "tin=1",
        "--address-tax-id",
        "registration_number=2",
        "--address-label",
        "P",
    ]);
    let fields = run.exits_with(0).result()["fields"].clone();
    let held =
        fields["sent"].as_array().unwrap().len() + fields["altered"].as_array().unwrap().len();
    let lost = fields["unrepresentable"].as_array().unwrap().len();
    // All but an address's id, which is the provider's.
    assert_eq!(held + lost, Field::all().len() - 1, "{fields}");
}

#[test]
fn numbers_in_metadata_keep_every_digit() {
    let world = World::new();
    let file = world.file(
        "customer.json",
        r#"{"email":"digits@b.example","metadata":{"points":12345678901234567890.10,"huge":1e400}}"#,
    );
    let created = world
        .run(&format!(
            "create --provider kohortpay --sandbox --output json --input {}",
            file.display()
        ))
        .exits_with(0);
    assert!(
        created.out.contains("12345678901234567890.10"),
        "{}",
        created.out
    );
    let line = created
        .err
        .strip_prefix("note: to read them: customers ")
        .unwrap();
    for format in ["json", "ndjson", "table"] {
        let read = world
            .run(&format!("{} --output {format}", line.trim()))
            .exits_with(0);
        assert!(read.out.contains("12345678901234567890.10"), "{}", read.out);
        assert!(read.out.contains("1e400"), "{}", read.out);
    }
}

#[test]
fn a_preview_sends_nothing_and_needs_no_credentials() {
    let world = World::new();
    let line = format!("preview --provider all --output json --input {}", example());
    let run = world.run(&line).exits_with(0);
    for result in run.results() {
        assert_eq!(result["outcome"], "previewed");
        assert!(result["fields"]["sent"].is_array());
        assert_eq!(result.get("problems"), None);
    }
    let table = world
        .run(&format!("preview --provider all --input {}", example()))
        .exits_with(0);
    assert!(table.out.contains("previewed"), "{}", table.out);
    assert!(!world.home().join(".local").exists());

    let refused = world
        .run("preview --provider komerza --email nobody --output json")
        .exits_with(3)
        .stderr_contains("komerza: email: there is no @");
    let problems = &refused.result()["problems"];
    assert_eq!(problems[0]["field"], "email");
    assert_eq!(problems[0]["reason"], "there is no @");
}

#[test]
fn missing_or_invalid_arguments_are_usage_errors() {
    let world = World::new();
    for line in [
        "create --provider komerza --sandbox",
        "preview --provider komerza",
        "create --email a@b.example",
        "create --provider komerza --sandbox-dir here --email a@b.example",
        "create --provider komerza --metadata nothing --sandbox",
        "create --provider komerza --metadata-json a={ --sandbox",
        "get nothing --sandbox",
        "get other:1 --sandbox",
        "get --provider all 1 --sandbox",
        "frobnicate",
        "",
    ] {
        let run = world.run(line).exits_with(2);
        assert_eq!(run.out, "", "{line}");
        assert!(!run.err.is_empty(), "{line}");
    }
    world
        .run("create --provider komerzza --email a@b.example")
        .exits_with(2)
        .stderr_contains("'komerza'");
    world
        .run("get nothing --sandbox")
        .exits_with(2)
        .stderr_contains("PROVIDER:nothing");
    world.run("--version").exits_with(0);
}
