//! Writes whose answer does not arrive.

use customer_sandbox::{Fault, Provider, ResetPoint};

use crate::support::{World, example, sandbox, text};

fn lost(provider: Provider) -> Fault {
    Fault::reset(ResetPoint::AfterCommitting)
        .provider(provider)
        .method("POST")
}

#[test]
fn a_create_is_settled_and_says_so() {
    for (provider, name) in [
        (Provider::Komerza, "komerza"),
        (Provider::KohortPay, "kohortpay"),
    ] {
        let sandbox = sandbox();
        let world = World::of(&sandbox);
        sandbox.faults().push(lost(provider));
        let line = format!(
            "create --provider {name} --email a@b.example --lossy --given-name Ada --output json"
        );
        let run = world
            .run(&line)
            .ends_with(0)
            .tells("no answer tells whether the customer was created; looking")
            .tells("looked up: the customer was created");
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
fn it_is_left_alone_when_asked() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox.faults().push(lost(Provider::KohortPay));
    let line = "create --provider kohortpay --email a@b.example --no-settle --output json";
    let result = world
        .run(line)
        .ends_with(9)
        .tells("not looked up, as asked")
        .result();
    assert_eq!(result["error"]["kind"], "outcome_unknown");
    assert_eq!(result.get("settled"), None);
    assert_eq!(sandbox.request_count(Provider::KohortPay), 1);
}

#[test]
fn one_that_was_not_done_is_not_done_a_second_time() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox
        .faults()
        .push(Fault::reset(ResetPoint::AfterReading).method("POST"));
    let run = world.run("create --provider kohortpay --email a@b.example --output json");
    let result = run.ends_with(9).tells("looked up 3 times").result();
    assert_eq!(result["settled"], "not_done");
    assert_eq!(result["error"]["kind"], "outcome_unknown");
    assert_eq!(sandbox.committed(Provider::KohortPay), 0);
    let posts = sandbox
        .requests()
        .iter()
        .filter(|request| request.method == "POST")
        .count();
    assert_eq!(posts, 1);
}

#[test]
fn one_that_cannot_be_looked_up_stays_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox.faults().push(lost(Provider::CommerceEngine));
    let line = format!(
        "create --provider commerceengine --lossy --output json --input {}",
        example()
    );
    let result = world
        .run(&line)
        .ends_with(9)
        .tells("no way to look it up")
        .result();
    assert_eq!(result["settled"], "still_unknown");
    assert_eq!(sandbox.committed(Provider::CommerceEngine), 1);

    // Nor can one be whose look-up fails.
    sandbox.faults().push(lost(Provider::KohortPay));
    sandbox.faults().push(
        Fault::html(200)
            .provider(Provider::KohortPay)
            .method("GET")
            .always(),
    );
    let line = "create --provider kohortpay --email a@b.example --output json";
    let result = world
        .run(line)
        .ends_with(9)
        .tells("could not be looked up")
        .result();
    assert_eq!(result["settled"], "still_unknown");
}

#[test]
fn the_most_severe_of_several_is_the_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox).with("KOMERZA_API_KEY", "wrong");
    sandbox.faults().push(lost(Provider::KohortPay));
    world
        .run("create --provider komerza --provider kohortpay --email a@b.example --no-settle")
        .ends_with(9);
}

#[test]
fn a_change_of_standing_is_settled_by_reading_the_customer() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let created = world
        .run("create --provider kohortpay --email a@b.example --output json")
        .ends_with(0)
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
            .ends_with(0)
            .tells("looked up: the customer was");
        let result = run.result();
        assert_eq!(result["outcome"], outcome);
        assert_eq!(result["settled"], "done");
    }
}

#[test]
fn a_change_of_fields_or_addresses_stays_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let line = format!(
        "create --provider commerceengine --lossy --output json --input {}",
        example()
    );
    let created = world.run(&line).ends_with(0).result();
    let id = text(&created["customer"]["id"]).to_owned();
    sandbox
        .faults()
        .push(lost(Provider::CommerceEngine).method("PUT"));
    let result = world
        .run(&format!(
            "update commerceengine:{id} --given-name Anjali --output json"
        ))
        .ends_with(9)
        .result();
    assert_eq!(result["settled"], "still_unknown");
    sandbox.faults().push(lost(Provider::CommerceEngine));
    let result = world
        .run_words(&[
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
        .ends_with(9)
        .result();
    assert_eq!(result["settled"], "still_unknown");
}
