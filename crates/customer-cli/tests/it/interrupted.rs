//! Signals and output errors while a write is in flight or done.

use std::fs::OpenOptions;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use customer_sandbox::{Fault, Provider, Sandbox};

use crate::support::{Run, World, example, sandbox, text};

/// Starts the command, and returns once the sandbox has received this many requests.
fn begun(world: &World, sandbox: &Sandbox, words: &[&str], requests: u64) -> Child {
    let mut command = world.command();
    command
        .args(words)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    waited_for(command, sandbox, requests)
}

fn waited_for(mut command: Command, sandbox: &Sandbox, requests: u64) -> Child {
    let mut child = command.spawn().unwrap();
    let count = || -> u64 {
        let providers = sandbox.providers().into_iter();
        providers
            .map(|provider| sandbox.request_count(provider))
            .sum()
    };
    for _ in 0..6000 {
        if count() >= requests {
            return child;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    panic!("{command:?} sent {} requests", count());
}

fn send(signal: &str, child: &Child) {
    let kill = Command::new("kill")
        .args([&format!("-{signal}"), &child.id().to_string()])
        .status();
    assert!(kill.unwrap().success());
}

fn interrupted(
    world: &World,
    sandbox: &Sandbox,
    signal: &str,
    words: &[&str],
    requests: u64,
) -> std::process::Output {
    let child = begun(world, sandbox, words, requests);
    send(signal, &child);
    child.wait_with_output().unwrap()
}

fn stuck(provider: Provider, method: &str) -> Fault {
    Fault::delay(Duration::from_mins(2))
        .provider(provider)
        .method(method)
}

#[test]
fn an_interrupted_create_is_unknown_and_suggests_a_lookup_command() {
    for (signal, name) in [("INT", "SIGINT"), ("TERM", "SIGTERM"), ("HUP", "SIGHUP")] {
        let sandbox = sandbox();
        let world = World::of(&sandbox);
        sandbox.faults().push(stuck(Provider::KOHORTPAY, "POST"));
        let words = "create --provider kohortpay --email a@b.example --output json";
        let words: Vec<_> = words.split(' ').collect();
        let run = Run::from(interrupted(&world, &sandbox, signal, &words, 1)).exits_with(9);
        let look = "customers find --provider kohortpay --email 'a@b.example'";
        let run = run
            .stderr_contains(name)
            .stderr_contains("outcome unknown")
            .stderr_contains(look);
        let result = run.result();
        assert_eq!(result["outcome"], "failed");
        assert_eq!(result["error"]["kind"], "outcome_unknown");
        assert_eq!(result["look"], look);
    }
}

#[test]
fn every_interrupted_write_is_unknown_and_suggests_a_lookup_command() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let created = world
        .run("create --provider kohortpay --email a@b.example --output json")
        .exits_with(0)
        .result();
    let kohortpay = format!("kohortpay:{}", text(&created["customer"]["id"]));
    let created = world
        .run(&format!(
            "create --provider commerceengine --lossy --output json --input {}",
            example()
        ))
        .exits_with(0)
        .result();
    let engine = format!("commerceengine:{}", text(&created["customer"]["id"]));
    let engine_again = engine.clone();
    for (provider, words, look) in [
        (
            Provider::KOHORTPAY,
            vec!["unblock", &kohortpay],
            format!("customers get {kohortpay}"),
        ),
        (
            Provider::KOHORTPAY,
            vec!["block", &kohortpay],
            format!("customers get {kohortpay}"),
        ),
        (
            Provider::KOHORTPAY,
            vec!["delete", &kohortpay],
            format!("customers get {kohortpay}"),
        ),
        (
            Provider::COMMERCEENGINE,
            vec!["update", &engine, "--given-name", "Ada"],
            format!("customers get {engine}"),
        ),
        (
            Provider::COMMERCEENGINE,
            vec!["addresses", "remove", &engine, "01J8Z5M0A1B2C3D4E5F6G7H8J9"],
            format!("customers addresses list {engine_again}"),
        ),
    ] {
        sandbox.faults().clear();
        for method in ["POST", "PUT", "PATCH", "DELETE", "GET"] {
            sandbox.faults().push(stuck(provider, method).always());
        }
        sandbox.clear_requests();
        let run = Run::from(interrupted(&world, &sandbox, "INT", &words, 1)).exits_with(9);
        run.stderr_contains("outcome unknown")
            .stderr_contains(&look);
    }
}

#[test]
fn an_interruption_reports_completed_writes_and_those_in_flight_as_unknown() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox.faults().push(stuck(Provider::KOHORTPAY, "POST"));
    let words =
        "create --provider komerza --provider kohortpay --lossy --email a@b.example --output json";
    let words: Vec<_> = words.split(' ').collect();
    let child = begun(&world, &sandbox, &words, 2);
    // What is done is in the hands of the command a moment after it is committed.
    while sandbox.committed(Provider::KOMERZA) == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(700));
    send("TERM", &child);
    let run = Run::from(child.wait_with_output().unwrap()).exits_with(9);
    let results = run.results();
    assert_eq!(results[0]["outcome"], "created", "{run:?}");
    let id = text(&results[0]["customer"]["id"]);
    assert!(run.err.contains(&format!("komerza:{id}")), "{run:?}");
    assert_eq!(results[1]["error"]["kind"], "outcome_unknown");
}

#[test]
fn writes_not_started_before_an_interruption_are_reported_as_such() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox
        .faults()
        .push(stuck(Provider::KOHORTPAY, "DELETE").always());
    let ids: Vec<String> = (0..10)
        .map(|number| format!("kohortpay:cus_{number}"))
        .collect();
    let mut words = vec!["delete", "--output", "json"];
    words.extend(ids.iter().map(String::as_str));
    let run = Run::from(interrupted(&world, &sandbox, "INT", &words, 8)).exits_with(9);
    let results = run.results();
    assert_eq!(results.len(), 10);
    assert_eq!(results[7]["error"]["kind"], "outcome_unknown");
    for number in [8, 9] {
        assert_eq!(results[number]["outcome"], "not_started");
        assert_eq!(results[number]["id"], format!("cus_{number}"));
        assert!(
            run.err
                .contains(&format!("not started: kohortpay:cus_{number}"))
        );
    }
}

#[test]
fn an_interrupted_write_is_a_line_of_ndjson_with_a_lookup_command() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox.faults().push(stuck(Provider::KOHORTPAY, "POST"));
    let words = "create --provider kohortpay --email a@b.example --output ndjson";
    let words: Vec<_> = words.split(' ').collect();
    let run = Run::from(interrupted(&world, &sandbox, "INT", &words, 1)).exits_with(9);
    assert_eq!(run.out.lines().count(), 1, "{run:?}");
    let result = run.json();
    assert_eq!(result["outcome"], "failed");
    assert_eq!(result["error"]["kind"], "outcome_unknown");
    let look = "customers find --provider kohortpay --email 'a@b.example'";
    assert_eq!(result["look"], look);
}

#[test]
#[cfg(unix)]
fn a_second_signal_ends_a_write_at_once() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    sandbox
        .faults()
        .push(stuck(Provider::KOHORTPAY, "DELETE").always());
    // The results are more than a pipe holds. Nobody reads them: the command cannot end by itself.
    let ids: Vec<String> = (0..400)
        .map(|number| format!("kohortpay:cus_{number}{}", "0".repeat(200)))
        .collect();
    let mut command = world.command();
    command.args(["delete", "--output", "json"]).args(&ids);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = waited_for(command, &sandbox, 8);
    let mut status = None;
    for _ in 0..3000 {
        send("INT", &child);
        std::thread::sleep(Duration::from_millis(10));
        status = child.try_wait().unwrap();
        if status.is_some() {
            break;
        }
    }
    if status.is_none() {
        child.kill().unwrap();
    }
    let out = child.wait_with_output().unwrap().stdout;
    assert_eq!(status.and_then(|status| status.code()), Some(130));
    assert!(serde_json::from_slice::<serde_json::Value>(&out).is_err());
}

#[test]
#[cfg(unix)]
fn an_interrupted_read_ends_by_the_signal() {
    use std::os::unix::process::ExitStatusExt;
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    for words in [
        "find --provider kohortpay --email a@b.example",
        "list --provider kohortpay",
        "get kohortpay:cus_1",
    ] {
        for (signal, number) in [("INT", 2), ("TERM", 15)] {
            sandbox.faults().clear();
            sandbox.clear_requests();
            // For every request: that of the process before may still be about to take a fault.
            sandbox
                .faults()
                .push(stuck(Provider::KOHORTPAY, "GET").always());
            let words: Vec<_> = words.split(' ').collect();
            let output = interrupted(&world, &sandbox, signal, &words, 1);
            let ended = output.status.signal().map(|signal| 128 + signal);
            assert_eq!(ended.or(output.status.code()), Some(128 + number));
            assert!(
                !String::from_utf8(output.stderr)
                    .unwrap()
                    .contains("unknown")
            );
        }
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_write_whose_result_cannot_be_printed_shows_its_id_on_stderr_and_exits_with_14() {
    for format in ["table", "json", "ndjson"] {
        let sandbox = sandbox();
        let world = World::of(&sandbox);
        let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
        let line = format!("create --provider all --lossy --email a@b.example --output {format}");
        let output = world
            .command()
            .args(line.split(' '))
            .stdout(full())
            .output();
        let run = Run::from(output.unwrap()).exits_with(14);
        let run = run.stderr_contains("cannot write to standard output");
        assert_eq!(sandbox.committed(Provider::KOHORTPAY), 1);
        let listed = world
            .run("list --provider kohortpay --output json")
            .result();
        let id = text(&listed["customers"][0]["id"]).to_owned();
        let run = run.stderr_contains(&format!("kohortpay: created: kohortpay:{id}"));
        assert!(run.err.contains("komerza: created: komerza:"), "{run:?}");

        // Nowhere is left to tell it: the code stays.
        for (line, code) in [
            (format!("unblock kohortpay:{id}"), 14),
            (format!("block kohortpay:{id}"), 14),
            (format!("delete kohortpay:{id}"), 14),
            // Nothing was done: the failure is what counts.
            ("block kohortpay:cus_none".to_owned(), 1),
            (format!("get kohortpay:{id}"), 1),
        ] {
            let mut command = world.command();
            command.args(line.split(' ')).args(["--output", format]);
            let status = command.stdout(full()).stderr(full()).status().unwrap();
            assert_eq!(status.code(), Some(code), "{line}");
        }
    }
}

#[test]
#[cfg(unix)]
fn a_closed_pipe_loses_the_result_of_a_write_but_only_ends_a_listing() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let closed = || {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        writer
    };
    let line = "create --provider kohortpay --email a@b.example --output json";
    let output = world
        .command()
        .args(line.split(' '))
        .stdout(closed())
        .output();
    Run::from(output.unwrap())
        .exits_with(14)
        .stderr_contains("kohortpay: created: kohortpay:cus_");
    let line = "list --provider kohortpay --output ndjson";
    let output = world
        .command()
        .args(line.split(' '))
        .stdout(closed())
        .output();
    let run = Run::from(output.unwrap()).exits_with(0);
    assert_eq!(run.err, "");
}

#[test]
#[cfg(target_os = "linux")]
fn an_address_whose_result_cannot_be_printed_shows_its_id_on_stderr() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let line = "create --provider commerceengine --lossy --output json --input";
    let created = world.run(&format!("{line} {}", example())).exits_with(0);
    let id = text(&created.result()["customer"]["id"]).to_owned();
    let customer = format!("commerceengine:{id}");
    let listed = || {
        let line = format!("addresses list {customer} --output json");
        let addresses = world.run(&line).exits_with(0).result()["addresses"].clone();
        let ids = addresses.as_array().unwrap().iter();
        ids.map(|address| text(&address["id"]).to_owned())
            .collect::<Vec<_>>()
    };
    let lost = |words: &str| {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = world.command();
        let output = command.args(words.split(' ')).stdout(full).output();
        Run::from(output.unwrap()).exits_with(14)
    };
    let before = listed();
    let parts = "--city Pune --line A --line B --postal-code 411002 --country IN --region Maharashtra \
                 --address-given-name Ravi --address-phone +919811122233 --address-email r@b.example";
    let added = lost(&format!(
        "addresses add {customer} --role shipping {parts} --lossy"
    ));
    let address = listed()
        .into_iter()
        .find(|id| !before.contains(id))
        .unwrap();
    added.stderr_contains(&format!("added: {customer}, address {address}"));
    lost(&format!(
        "addresses update {customer} {address} --role shipping {parts} --lossy"
    ))
    .stderr_contains(&format!("updated: {customer}, address {address}"));
    lost(&format!("addresses remove {customer} {address}"))
        .stderr_contains(&format!("removed: {customer}, address {address}"));
    assert_eq!(listed(), before);
}
