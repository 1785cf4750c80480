//! The log on standard error, at the most detailed level.

use crate::support::{World, example, sandbox};

#[test]
fn logs_contain_no_secret_and_no_personal_data() {
    let sandbox = sandbox();
    let world = World::of(&sandbox).with("RUST_LOG", "trace");
    let line = format!("create --provider all --lossy --input {}", example());
    let created = world.run(&line).exits_with(0);
    let again = world.run(&line).exits_with(6);
    let found = world.run("find --provider all --email asha.rao@raohandlooms.example");
    let listed = world
        .run("list --provider komerza --provider kohortpay")
        .exits_with(0);
    for run in [created, again, found, listed] {
        assert!(run.err.contains("TRACE"), "nothing was traced");
        for secret in [
            &sandbox.komerza().api_key,
            &sandbox.kohortpay().test_key,
            &sandbox.commerceengine().access_token,
            "asha.rao",
            "9876543210",
            "Laxmi",
            "AAECR4512F",
        ] {
            let line = run.err.lines().find(|line| line.contains(secret));
            assert_eq!(line, None, "{secret}");
        }
    }
}

#[test]
fn each_verbose_flag_logs_more() {
    let world = World::new().with("RUST_LOG", "");
    let log = |flag: &str| {
        let run = world
            .run(&format!("get komerza:1 --sandbox {flag}"))
            .exits_with(5);
        run.err.lines().count()
    };
    let (quiet, little, all) = (log(""), log("-v"), log("-vvv"));
    assert_eq!(quiet, 1);
    assert!(little >= quiet && all > little, "{quiet} {little} {all}");
}
