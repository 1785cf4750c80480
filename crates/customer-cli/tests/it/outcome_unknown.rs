//! Writes whose response does not arrive.

use customer_sandbox::{Fault, Provider, ResetPoint};

use crate::support::{World, example, sandbox, text};

fn lost(provider: Provider) -> Fault {
    Fault::reset(ResetPoint::AfterCommitting)
        .provider(provider)
        .method("POST")
}

#[test]
fn a_create_without_a_response_is_looked_up_and_found_done() {
    for (provider, name) in [
        (Provider::KOMERZA, "komerza"),
        (Provider::KOHORTPAY, "kohortpay"),
    ] {
        let sandbox = sandbox();
        let world = World::of(&sandbox);
        sandbox.faults().push(lost(provider));
        let line = format!(
            "create --provider {name} --email a@b.example --lossy --given-name Ada --output json"
        );
        let run = world
            .run(&line)
            .exits_with(0)
            .stderr_contains("no response shows whether the customer was created; looking it up")
            .stderr_contains("looked up: the customer was created");
        let result = run.result();
        assert_eq!(result["outcome"], "created");
        assert_eq!(result["settled"], "done");
        assert_eq!(result["customer"]["email"], "a@b.example");
        assert_eq!(result["fields"]["sent"][0], "email");
        assert_eq!(result.get("error"), None);
        assert_eq!(sandbox.committed(provider), 1);
    }
}

#[test]
fn no_settle_leaves_the_outcome_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox.faults().push(lost(Provider::KOHORTPAY));
    let line = "create --provider kohortpay --email a@b.example --no-settle --output json";
    let result = world
        .run(line)
        .exits_with(9)
        .stderr_contains("not looked up because of --no-settle")
        .result();
    assert_eq!(result["error"]["kind"], "outcome_unknown");
    assert_eq!(result.get("settled"), None);
    assert_eq!(sandbox.request_count(Provider::KOHORTPAY), 1);
}

#[test]
fn a_create_that_was_not_done_is_not_retried() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox
        .faults()
        .push(Fault::reset(ResetPoint::AfterReading).method("POST"));
    let run = world.run("create --provider kohortpay --email a@b.example --output json");
    let result = run
        .exits_with(9)
        .stderr_contains("looked up 3 times")
        .result();
    assert_eq!(result["settled"], "not_done");
    assert_eq!(result["error"]["kind"], "outcome_unknown");
    assert_eq!(sandbox.committed(Provider::KOHORTPAY), 0);
    let posts = sandbox
        .requests()
        .iter()
        .filter(|request| request.method == "POST")
        .count();
    assert_eq!(posts, 1);
}

#[test]
fn a_create_that_cannot_be_looked_up_stays_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox.faults().push(lost(Provider::COMMERCEENGINE));
    let line = format!(
        "create --provider commerceengine --lossy --output json --input {}",
        example()
    );
    let result = world
        .run(&line)
        .exits_with(9)
        .stderr_contains("no way to look it up")
        .result();
    assert_eq!(result["settled"], "still_unknown");
    assert_eq!(sandbox.committed(Provider::COMMERCEENGINE), 1);

    // Nor can one be whose look-up fails.
    sandbox.faults().push(lost(Provider::KOHORTPAY));
    sandbox.faults().push(
        Fault::html(200)
            .provider(Provider::KOHORTPAY)
            .method("GET")
            .always(),
    );
    let line = "create --provider kohortpay --email a@b.example --output json";
    let result = world
        .run(line)
        .exits_with(9)
        .stderr_contains("cannot be looked up")
        .result();
    assert_eq!(result["settled"], "still_unknown");
}

#[test]
fn an_unknown_outcome_decides_the_exit_code() {
    let sandbox = sandbox();
    let world = World::of(&sandbox).with("KOMERZA_API_KEY", "wrong");
    sandbox.faults().push(lost(Provider::KOHORTPAY));
    world
        .run("create --provider komerza --provider kohortpay --email a@b.example --no-settle")
        .exits_with(9);
}

#[test]
fn deleting_restoring_and_blocking_are_settled_by_getting_the_customer() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let created = world
        .run("create --provider kohortpay --email a@b.example --output json")
        .exits_with(0)
        .result();
    let id = text(&created["customer"]["id"]).to_owned();
    for (command, outcome) in [
        ("block", "blocked"),
        ("unblock", "unblocked"),
        ("delete", "deleted"),
        ("restore", "restored"),
    ] {
        let method = if command == "delete" {
            "DELETE"
        } else {
            "PATCH"
        };
        sandbox
            .faults()
            .push(Fault::reset(ResetPoint::InHead).method(method));
        let run = world
            .run(&format!("{command} kohortpay:{id} --output json"))
            .exits_with(0)
            .stderr_contains("looked up: the customer was");
        let result = run.result();
        assert_eq!(result["outcome"], outcome);
        assert_eq!(result["settled"], "done");
    }
}

#[test]
fn updates_of_fields_and_addresses_stay_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let line = format!(
        "create --provider commerceengine --lossy --output json --input {}",
        example()
    );
    let created = world.run(&line).exits_with(0).result();
    let id = text(&created["customer"]["id"]).to_owned();
    sandbox
        .faults()
        .push(lost(Provider::COMMERCEENGINE).method("PUT"));
    let result = world
        .run(&format!(
            "update commerceengine:{id} --given-name Anjali --output json"
        ))
        .exits_with(9)
        .result();
    assert_eq!(result["settled"], "still_unknown");
    sandbox.faults().push(lost(Provider::COMMERCEENGINE));
    let result = world
        .run_args(&[
            "addresses",
            "add",
            &format!("commerceengine:{id}"),
            "--output",
            "json",
            "--address-given-name",
            "Ravi",
            "--line",
            "7 Tilak Road",
            "--city",
            "Pune",
            "--region",
            "Maharashtra",
            "--postal-code",
            "411002",
            "--country",
            "IN",
            "--address-phone",
            "+919811122233",
            "--address-email",
            "ravi@b.example",
        ])
        .exits_with(9)
        .result();
    assert_eq!(result["settled"], "still_unknown");
}
