//! What the command says beside its results: next steps, and the lines of `--verbose`.

use customer_sandbox::{Fault, Provider};

use crate::support::{World, sandbox, text};

/// The lines of standard error that begin so.
fn lines<'a>(err: &'a str, start: &str) -> Vec<&'a str> {
    err.lines().filter(|line| line.starts_with(start)).collect()
}

#[test]
fn an_error_ends_with_the_next_step() {
    let sandbox = sandbox();
    let of_sandbox = || World::of(&sandbox);
    let [komerza, kohortpay] = [&sandbox.komerza().base_url, &sandbox.kohortpay().base_url];
    let nobody = || World::speaking_to("kohortpay", "http://127.0.0.1:9/v1");
    let plain_http = World::new()
        .with("KOHORTPAY_BASE_URL", kohortpay)
        .with("KOHORTPAY_API_KEY", "sk_test_secret");
    let wrong_key = World::speaking_to("komerza", komerza);
    for (world, line, code, step) in [
        (
            of_sandbox(),
            "create --provider komerza --email a@b.example --business-name A",
            4,
            "--lossy writes without these fields",
        ),
        (plain_http, "get kohortpay:1", 13, "--allow-http"),
        (wrong_key, "get komerza:1", 7, "KOMERZA_API_KEY"),
        (
            of_sandbox(),
            "find --provider commerceengine --email a@b.example",
            10,
            "customers providers --provider commerceengine",
        ),
        (
            nobody(),
            "get kohortpay:1 --attempts 1",
            8,
            "http://127.0.0.1:9 (KOHORTPAY_BASE_URL); `customers sandbox serve`",
        ),
    ] {
        let run = world.run(&format!("{line} --output json")).exits_with(code);
        let next = lines(&run.err, "next: ");
        assert_eq!(next.len(), 1, "{line}: {}", run.err);
        assert!(next[0].contains(step), "{line}: {}", next[0]);
        let in_json = run.result()["error"]["next_step"].clone();
        assert_eq!(format!("next: {}", text(&in_json)), next[0]);
    }
    // The proposal works.
    of_sandbox()
        .run("create --provider komerza --email a@b.example --business-name A --lossy")
        .exits_with(0);
    of_sandbox()
        .run("providers --provider commerceengine")
        .exits_with(0);
}

#[test]
fn why_a_field_is_refused_is_in_the_json() {
    let sandbox = sandbox();
    let run = World::of(&sandbox)
        .run("create --provider komerza --email a@b.example --business-name A --output json");
    let problems = run.exits_with(4).result()["error"]["problems"].clone();
    assert_eq!(problems[0]["field"], "business.name");
    assert!(!text(&problems[0]["reason"]).is_empty());
}

#[test]
fn one_v_prints_a_line_for_each_call_and_two_for_each_attempt_and_wait() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let fault = || {
        let fault = Fault::status(503).provider(Provider::KOHORTPAY);
        sandbox.faults().push(fault);
    };
    let line = "find --provider kohortpay --email jane@secret.example";
    fault();
    let run = world.run(line).exits_with(5);
    assert_eq!(run.err, "");

    fault();
    let run = world.run(&format!("{line} -v")).exits_with(5);
    let [call] = run.err.lines().collect::<Vec<_>>()[..] else {
        panic!("{}", run.err);
    };
    assert!(
        call.starts_with("kohortpay find_customers_by_email: ok in "),
        "{call}"
    );
    assert!(call.ends_with("ms, 2 requests"), "{call}");

    fault();
    let run = world.run(&format!("-vv {line}")).exits_with(5);
    let of_call = |start: &str| {
        lines(
            &run.err,
            &format!("kohortpay find_customers_by_email: {start}"),
        )
    };
    assert!(
        of_call("attempt 1: 503 (unavailable) after ").len() == 1,
        "{}",
        run.err
    );
    assert!(of_call("waits ").len() == 1, "{}", run.err);
    assert!(of_call("attempt 2: 200 after ").len() == 1, "{}", run.err);
    assert!(of_call("ok in ").len() == 1, "{}", run.err);
    assert_eq!(run.err.lines().count(), 4, "{}", run.err);
    assert!(!run.err.contains("secret"), "{}", run.err);

    let run = world.run(&format!("-vvv {line}")).exits_with(5);
    assert!(run.err.contains("ok in "), "{}", run.err);
    assert!(!run.err.contains("secret"), "{}", run.err);
}
