//! Credentials and settings.

use crate::support::{World, sandbox, text};

#[test]
fn a_missing_credential_is_named_in_the_error() {
    for (provider, variables) in [
        ("komerza", &["KOMERZA_STORE_ID", "KOMERZA_API_KEY"][..]),
        (
            "commerceengine",
            &["COMMERCEENGINE_STORE_ID", "COMMERCEENGINE_ACCESS_TOKEN"],
        ),
        ("kohortpay", &["KOHORTPAY_API_KEY"]),
    ] {
        // Set one after the other: each time the next one is missing.
        let mut world = World::new();
        for variable in variables {
            let line =
                format!("create --provider {provider} --email a@b.example --lossy --output json");
            let run = world.run(&line).exits_with(13);
            let result = run.result();
            assert_eq!(result["error"]["kind"], "configuration");
            let message = text(&result["error"]["message"]);
            assert!(
                variables.iter().any(|name| message.contains(name)),
                "{message}"
            );
            assert!(run.err.contains(message), "{}", run.err);
            world = world.with(variable, "01K0SANDB0XST0RE0000000001");
        }
        assert!(
            !world.home().join(".local").exists(),
            "the sandbox was started"
        );
    }
}

#[test]
fn a_provider_without_credentials_does_not_stop_the_others() {
    let sandbox = sandbox();
    let world = World::of(&sandbox).with("KOMERZA_API_KEY", "");
    let run = world
        .run("create --provider komerza --provider kohortpay --email a@b.example --output json");
    let results = run.exits_with(13).results();
    assert_eq!(results[0]["error"]["kind"], "configuration");
    assert_eq!(results[1]["outcome"], "created");
}

#[test]
fn all_means_the_providers_that_are_configured_and_the_others_are_named_as_left_out() {
    let sandbox = sandbox();
    let access = sandbox.kohortpay();
    let world = World::new()
        .with("CUSTOMERS_ALLOW_HTTP", "1")
        .with("KOHORTPAY_BASE_URL", &access.base_url)
        .with("KOHORTPAY_API_KEY", &access.test_key)
        .with("KOMERZA_API_KEY", " ");
    for line in [
        "create --provider all --email a@b.example --output json",
        "find --provider all --email a@b.example --output json",
        "list --provider all --output json",
    ] {
        let run = world.run(line).exits_with(0);
        assert_eq!(run.result()["provider"], "kohortpay", "{line}");
        for (left_out, lacks) in [
            ("komerza", "KOMERZA_API_KEY"),
            ("commerceengine", "COMMERCEENGINE_ACCESS_TOKEN"),
        ] {
            let start = format!("note: {left_out} is left out: ");
            let told = run.err.lines().find(|line| line.starts_with(&start));
            assert!(told.is_some_and(|told| told.contains(lacks)), "{run:?}");
        }
    }

    // One that is named is called, whatever it lacks; so is one of whose settings some are given.
    let named = world.run("list --provider all --provider komerza --output json");
    assert_eq!(named.exits_with(13).results().len(), 2);
    let half = world.with("KOMERZA_API_KEY", "kmz_1");
    let run = half.run("list --provider all --output json").exits_with(13);
    assert_eq!(run.results()[0]["error"]["kind"], "configuration");
}

#[test]
fn all_leaves_none_out_where_none_is_configured() {
    let world = World::new();
    let known = world.run("providers --output json").exits_with(0).json();
    let run = world.run("list --provider all --output json");
    let results = run.exits_with(13).results();
    assert_eq!(results.len(), known["providers"].as_array().unwrap().len());
    for result in results {
        assert_eq!(result["error"]["kind"], "configuration");
    }
}

#[test]
fn the_sandbox_ignores_credentials_of_the_environment() {
    let outside = sandbox();
    let world = World::of(&outside);
    world
        .run("create --provider all --sandbox --email a@b.example --lossy --business-name A")
        .exits_with(0);
    for provider in outside.providers() {
        assert_eq!(outside.request_count(provider), 0, "{provider}");
    }
}

#[test]
fn plain_http_needs_a_flag_and_a_loopback_host() {
    let world = World::new()
        .with("KOHORTPAY_API_KEY", "sk_test_1")
        .with("KOHORTPAY_BASE_URL", "http://127.0.0.1:9");
    world
        .run("get kohortpay:1")
        .exits_with(13)
        .stderr_contains("HTTP");
    let world = World::new()
        .with("KOHORTPAY_API_KEY", "sk_test_1")
        .with("KOHORTPAY_BASE_URL", "http://api.example.com");
    world.run("get kohortpay:1 --allow-http").exits_with(13);
}

#[test]
fn sandbox_dir_sets_the_directory_of_the_state() {
    let world = World::new();
    let line =
        "create --provider komerza --sandbox --sandbox-dir here/and\tthere --email a@b.example";
    world
        .run_args(&line.split(' ').collect::<Vec<_>>())
        .exits_with(0);
    assert!(
        world
            .home()
            .join("here/and\tthere/sandbox.sqlite")
            .is_file()
    );
    assert!(!world.home().join(".local").exists());

    let data = tempfile::tempdir().unwrap();
    let world = World::new().with("XDG_DATA_HOME", data.path().to_str().unwrap());
    world
        .run("create --provider komerza --sandbox --email a@b.example")
        .exits_with(0);
    if cfg!(target_os = "linux") {
        assert!(
            data.path()
                .join("customers/sandbox/sandbox.sqlite")
                .is_file()
        );
    }
}

#[test]
fn a_sandbox_that_cannot_start_fails_each_provider() {
    let world = World::new();
    world.file("file", "");
    let run = world
        .run("get --sandbox --sandbox-dir file/below komerza:1 kohortpay:2 --output json")
        .exits_with(13);
    assert_eq!(run.results().len(), 2);
    assert_eq!(run.err.lines().count(), 1, "{}", run.err);
    world
        .run("list --provider komerza --sandbox --sandbox-dir file/below --output json")
        .exits_with(13)
        .stderr_contains("directory");

    let mut command = world.command();
    let output = command
        .env_remove("HOME")
        .args(["get", "--sandbox", "komerza:1"])
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(13));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--sandbox-dir"));
}

#[test]
fn a_refresh_token_is_never_used() {
    let sandbox = sandbox();
    let world = World::of(&sandbox).with(
        "COMMERCEENGINE_REFRESH_TOKEN",
        &sandbox.commerceengine().refresh_token,
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(sandbox.expire_access_tokens()).unwrap();
    world
        .run("get commerceengine:01K0SANDB0XST0RE0000000009")
        .exits_with(7);
    let spent = sandbox
        .requests()
        .into_iter()
        .any(|request| request.path.contains("refresh"));
    assert!(!spent);
}
