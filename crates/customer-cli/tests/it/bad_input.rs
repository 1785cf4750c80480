//! Invalid input, and the messages for it.

use serde_json::json;

use crate::support::{World, text};

/// A file, the message after its name, and the path of the field.
const FILES: &[(&str, &str, Option<&str>)] = &[
    (
        "{\n  \"email\": \"a@b.example\",\n  \"name\": { \"given\": \"A",
        ": line 3, column 23: name.given: the JSON is incomplete",
        Some("name.given"),
    ),
    (
        "{\"mail\": \"a@b.example\"}",
        ": line 1, column 7: mail: is not a known key; did you mean `email`?",
        Some("mail"),
    ),
    (
        "{\"addresses\":[{\"city\":\"Pune\"},{\"postalCode\":\"411030\"}]}",
        ": line 1, column 43: addresses[1].postalCode: is not a known key; did you mean `postal_code`?",
        Some("addresses[1].postalCode"),
    ),
    (
        "{\"name\":{\"middle\":\"B\"}}",
        ": line 1, column 17: name.middle: is not a known key; known keys are full, given, family",
        Some("name.middle"),
    ),
    (
        "{\"name\":\"Asha Rao\"}",
        ": line 1, column 18: name: expected an object, found a text",
        Some("name"),
    ),
    (
        "{\"addresses\":[{\"lines\":\"14 Laxmi Road\"}]}",
        ": line 1, column 38: addresses[0].lines: expected a list, found a text",
        Some("addresses[0].lines"),
    ),
    (
        "{\"reference\":104829}",
        ": line 1, column 19: reference: expected a text, found a number",
        Some("reference"),
    ),
    (
        "{\"email\":\"a@b.example\",\"email\":\"b@b.example\"}",
        ": line 1, column 30: duplicate field `email`",
        None,
    ),
    (
        "{\"metadata\":{\"a\":1,\"a\":2}}",
        ": line 1, column 25: metadata: a name of the metadata stands twice",
        Some("metadata"),
    ),
    ("", ": is empty; expected a customer as a JSON object", None),
    (
        " \n\t",
        ": is empty; expected a customer as a JSON object",
        None,
    ),
    (
        "\u{feff}",
        ": is empty; expected a customer as a JSON object",
        None,
    ),
    (
        "{} {}",
        ": line 1, column 4: text follows the customer; expected only one customer",
        None,
    ),
    (
        "[{\"email\":\"a@b.example\"}]",
        ": is a list; expected one customer as a JSON object",
        None,
    ),
    (
        "<html></html>",
        ": looks like HTML or XML; expected a customer as a JSON object",
        None,
    ),
    (
        "\"a@b.example\"",
        ": line 1, column 13: expected an object, found a text",
        None,
    ),
    (
        "{\"email\":\"a@b.example\",}",
        ": line 1, column 24: trailing comma",
        None,
    ),
];

#[test]
fn an_invalid_file_is_reported_with_line_column_and_field() {
    let world = World::new();
    for (content, message, field) in FILES {
        let path = world.file("customer.json", content);
        let path = path.to_str().unwrap();
        let line = format!("create --provider komerza --sandbox --output json --input {path}");
        let run = world.run(&line).exits_with(3);
        let message = format!("{path}{message}");
        assert_eq!(run.err, format!("error: {message}\n"), "{content}");
        let result = run.result();
        let fields = field.map_or(json!(null), |field| json!([field]));
        assert_eq!(result["error"]["fields"], fields, "{content}");
        assert_eq!(result["error"]["kind"], "invalid_input");
        assert_eq!(result["error"]["message"], message);
        assert_eq!(result["provider"], "komerza");
    }
    // No provider was called, so no sandbox was started.
    assert!(!world.home().join(".local").exists());
}

#[test]
fn binary_files_directories_and_missing_files_are_refused() {
    let world = World::new();
    let binary = world.file("binary.json", [0x7b, 0xff, 0xfe, 0x00]);
    let directory = world.home().to_str().unwrap().to_owned();
    for (path, message) in [
        (
            binary.to_str().unwrap(),
            "is not text: byte 2 is not UTF-8; expected JSON",
        ),
        (&*directory, "expected a file, found a directory"),
        ("nothing.json", "no such file"),
    ] {
        let line = format!("create --provider all --sandbox --input {path}");
        let run = world.run(&line).exits_with(3);
        // Once, for all providers.
        let errors: Vec<_> = run
            .err
            .lines()
            .filter(|line| !line.starts_with("note: "))
            .collect();
        assert_eq!(errors, [format!("error: {path}: {message}")]);
    }
}

#[test]
fn standard_input_is_read_and_named_in_errors() {
    let world = World::new();
    let line = "create --provider komerza --sandbox --output json --input -";
    let run = world.run_with_input(line, "\u{feff}{\"email\":\"bom@b.example\"}".as_bytes());
    assert_eq!(
        run.exits_with(0).result()["customer"]["email"],
        "bom@b.example"
    );
    world
        .run_with_input(line, b"{\"email\":")
        .exits_with(3)
        .stderr_contains("error: standard input: line 1, column 9: email: the JSON is incomplete");
}

#[test]
fn an_input_above_the_size_limit_is_refused() {
    let world = World::new();
    let mut input = b"{\"email\":\"large@b.example\"".to_vec();
    input.resize(16 * 1024 * 1024 - 1, b' ');
    input.push(b'}');
    let line = "create --provider komerza --sandbox --input -";
    world.run_with_input(line, &input).exits_with(0);
    input.push(b' ');
    world
        .run_with_input(line, &input)
        .exits_with(3)
        .stderr_contains("error: standard input: is larger than 16 MiB");
}

#[test]
fn messages_contain_no_value_of_the_input() {
    let world = World::new();
    for content in [
        r#"{"name":"secret words"}"#,
        r#"{"metadata":"secret words"}"#,
        r#"{"addresses":"secret words, expected a map"}"#,
        r#"{"email":["secret words"]}"#,
        r#"{"addresses":[{"role":{"secret":"words"}}]}"#,
        r#"{"business":{"tax_ids":{"pan":["secret words"]}}}"#,
    ] {
        let path = world.file("customer.json", content);
        let line = format!(
            "create --provider komerza --sandbox --input {}",
            path.display()
        );
        let run = world.run(&line).exits_with(3);
        assert!(!run.err.contains("secret"), "{}", run.err);
        assert!(!run.out.contains("secret"), "{}", run.out);
    }
}

/// A provider, flags, the field that is refused, and the reason.
const VALUES: &[(&str, &[&str], &str, &str)] = &[
    (
        "komerza",
        &["--email", "asha.example.com"],
        "email",
        "there is no @",
    ),
    ("komerza", &["--email", ""], "email", "empty"),
    ("komerza", &[], "email", "1 to 256 characters, and has 257"),
    (
        "kohortpay",
        &["--email", "a@b.example", "--phone", "98765 43210"],
        "phone",
        "no country code",
    ),
    (
        "kohortpay",
        &["--email", "a@b.example", "--locale", "not a locale"],
        "locale",
        "",
    ),
    (
        "kohortpay",
        &["--email", "a@b.example", "--given-name", " "],
        "name.given",
        "leave it out",
    ),
    (
        "kohortpay",
        &["--given-name", "Asha"],
        "email",
        "is required",
    ),
    (
        "commerceengine",
        &["--business-name", "A", "--gstin", "27AAECR4512F1Y6"],
        "business.tax_ids",
        "GSTIN",
    ),
    (
        "commerceengine",
        &["--business-name", "A", "--pan", "AAECR4512"],
        "business.tax_ids",
        "PAN",
    ),
    (
        "kohortpay",
        &["--email=a@b.example", "--given-name", " \u{200b} "],
        "name.given",
        "U+200B",
    ),
    (
        "kohortpay",
        &[
            "--email=a@b.example",
            "--address-city",
            "  \u{2003}\u{200b}",
        ],
        "addresses[0].city",
        "U+2003",
    ),
    (
        "kohortpay",
        &["--email=a@b.example", "--family-name", "  "],
        "name.family",
        "U+0020",
    ),
];

#[test]
fn an_invalid_value_is_reported_with_its_field_and_reason() {
    let sandbox = crate::support::sandbox();
    let world = World::of(&sandbox);
    let long = format!(
        "{}@{}.{}.example",
        "a".repeat(64),
        "b".repeat(63),
        "c".repeat(63)
    );
    let long = format!("{}.{}", long, "d".repeat(257 - long.len() - 1));
    for (provider, flags, field, reason) in VALUES {
        let mut words = vec![
            "create",
            "--lossy",
            "--output",
            "json",
            "--provider",
            provider,
        ];
        if flags.is_empty() {
            words.extend(["--email", &long]);
        }
        words.extend(*flags);
        let run = world.run_args(&words).exits_with(3);
        let result = run.result();
        assert_eq!(result["error"]["kind"], "invalid_input", "{flags:?}");
        let named = result["error"]["fields"].as_array().unwrap();
        assert!(
            named.iter().any(|path| text(path).starts_with(field)),
            "{field}: {result}"
        );
        assert!(
            text(&result["error"]["message"]).contains(reason),
            "{reason}: {result}"
        );
    }
    for provider in sandbox.providers() {
        assert_eq!(sandbox.request_count(provider), 0, "{provider}");
    }
}

#[test]
fn commerce_engine_refuses_a_phone_number_of_eleven_digits() {
    let world = World::new();
    let run = world.run_args(&[
        "create",
        "--provider",
        "commerceengine",
        "--sandbox",
        "--lossy",
        "--output",
        "json",
        "--given-name",
        "Asha",
        "--email",
        "a@b.example",
        "--phone",
        "+91 98765 432101",
        "--line",
        "14 Laxmi Road",
        "--city",
        "Pune",
        "--region",
        "Maharashtra",
        "--postal-code",
        "411030",
        "--country",
        "India",
    ]);
    let result = run.exits_with(3).result();
    assert_eq!(result["error"]["fields"], json!(["phone"]));
}

#[test]
fn a_role_or_tax_id_that_looks_like_a_typo_gets_a_suggestion() {
    let world = World::new();
    world
        .run_args(&[
            "preview",
            "--provider",
            "kohortpay",
            "--email",
            "a@b.example",
            "--role",
            "biling",
            "--city",
            "Pune",
        ])
        .stderr_contains("note: `biling` is not a known role; did you mean `billing`?");
    let file = world.file(
        "customer.json",
        r#"{"business":{"tax_ids":{"gstn":"27AAECR4512F1Z6"}}}"#,
    );
    world
        .run(&format!(
            "preview --provider komerza --input {}",
            file.display()
        ))
        .stderr_contains("note: `gstn` is not a known tax id; did you mean `gstin`?");
}

/// The arguments of a command, and the flag and field that its error names.
const TWICE: &[(&str, &str, &str)] = &[
    (
        "create --metadata a=1 --metadata a=2",
        "--metadata",
        "metadata.a",
    ),
    (
        "create --metadata a=1 --metadata a=1",
        "--metadata",
        "metadata.a",
    ),
    (
        "create --metadata b=1 --metadata-json a=1 --metadata-json a=2",
        "--metadata-json",
        "metadata.a",
    ),
    (
        "create --metadata a=1 --metadata-json a=2",
        "--metadata-json",
        "metadata.a",
    ),
    (
        "create --metadata-json a=2 --metadata a=1",
        "--metadata-json",
        "metadata.a",
    ),
    (
        "create --metadata = --metadata =",
        "--metadata",
        "metadata.",
    ),
    (
        "create --city A --address-tax-id vat=GB123456789 --address-tax-id vat=GB123456780",
        "--address-tax-id",
        "addresses[0].tax_ids.vat",
    ),
    (
        "create --address-tax-id eori=1 --address-tax-id eori=1",
        "--address-tax-id",
        "addresses[0].tax_ids.eori",
    ),
    (
        "preview --metadata a=1 --metadata a=2",
        "--metadata",
        "metadata.a",
    ),
    (
        "update x --metadata a=1 --metadata a=2",
        "--metadata",
        "metadata.a",
    ),
    (
        "update x --metadata a=1 --metadata-json a=1",
        "--metadata-json",
        "metadata.a",
    ),
    (
        "update x --preview --metadata-json a=1 --metadata-json a=1",
        "--metadata-json",
        "metadata.a",
    ),
    (
        "update x --clear metadata --metadata a=1",
        "--clear",
        "metadata",
    ),
    (
        "update x --clear business.tax_ids.vat --vat GB1",
        "--clear",
        "business.tax_ids.vat",
    ),
    (
        "update x --clear name.given --given-name A",
        "--clear",
        "name.given",
    ),
    (
        "addresses add x --address-tax-id vat=GB1 --address-tax-id vat=GB2",
        "--address-tax-id",
        "addresses[0].tax_ids.vat",
    ),
    (
        "addresses update x 1 --address-tax-id vat=GB1 --address-tax-id vat=GB1",
        "--address-tax-id",
        "addresses[0].tax_ids.vat",
    ),
];

#[test]
fn a_key_given_twice_by_flags_is_refused_with_flag_and_key() {
    let sandbox = crate::support::sandbox();
    let world = World::of(&sandbox);
    for (line, flag, field) in TWICE {
        let provider = "--provider commerceengine --output json";
        let run = world.run(&format!("{line} {provider}")).exits_with(3);
        let result = run.result();
        assert_eq!(result["error"]["kind"], "invalid_input", "{line}");
        assert_eq!(result["error"]["fields"], json!([field]), "{line}");
        let start = format!("error: {flag}: {field}: ");
        assert!(run.err.starts_with(&start), "{line}: {run:?}");
    }
    for provider in sandbox.providers() {
        assert_eq!(sandbox.request_count(provider), 0, "{provider}");
    }
}
