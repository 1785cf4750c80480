//! `customers delete`, `restore`, `block` and `unblock`.

use crate::support::{World, sandbox, text};

fn customer(world: &World, provider: &str) -> String {
    let line = format!("create --provider {provider} --sandbox --email a@b.example --output json");
    let id = text(&world.run(&line).exits_with(0).result()["customer"]["id"]).to_owned();
    format!("{provider}:{id}")
}

#[test]
fn a_customer_is_blocked_unblocked_deleted_and_restored() {
    let world = World::new();
    let customer = customer(&world, "kohortpay");
    for (command, outcome, state) in [
        ("block", "blocked", "blocked"),
        ("unblock", "unblocked", "active"),
        ("delete", "deleted", "deleted"),
        ("restore", "restored", "active"),
    ] {
        let run = world
            .run(&format!("{command} {customer} --sandbox --output json"))
            .exits_with(0);
        assert_eq!(run.result()["outcome"], outcome);
        let read = world
            .run(&format!("get {customer} --sandbox --output json"))
            .exits_with(0);
        assert_eq!(
            read.result()["customer"]["status"]["state"],
            state,
            "{command}"
        );
    }
    let table = world
        .run(&format!("block {customer} --sandbox"))
        .exits_with(0);
    assert!(table.out.contains("blocked"), "{}", table.out);
}

#[test]
fn a_block_reason_is_stored_or_refused() {
    let world = World::new();
    let komerza = customer(&world, "komerza");
    let run = world
        .run(&format!(
            "block {komerza} --reason Chargebacks --sandbox --output json"
        ))
        .exits_with(0);
    assert_eq!(run.result()["fields"]["sent"][0], "reason");
    let read = world
        .run(&format!("get {komerza} --sandbox --output json"))
        .exits_with(0)
        .result();
    assert_eq!(read["customer"]["status"]["reason"], "Chargebacks");

    let kohortpay = customer(&world, "kohortpay");
    let refused = world.run(&format!(
        "block {kohortpay} --reason Chargebacks --sandbox --output json"
    ));
    assert_eq!(
        refused.exits_with(4).result()["error"]["fields"][0],
        "reason"
    );
    let lossy = world.run(&format!(
        "block {kohortpay} --reason Chargebacks --lossy --sandbox --output json"
    ));
    assert_eq!(
        lossy.exits_with(0).result()["fields"]["unrepresentable"][0],
        "reason"
    );
}

#[test]
fn one_command_changes_several_customers() {
    let world = World::new();
    let (komerza, kohortpay) = (customer(&world, "komerza"), customer(&world, "kohortpay"));
    let run = world.run(&format!(
        "block {komerza} kohortpay:nobody {kohortpay} --sandbox --output json"
    ));
    let results = run.exits_with(5).results();
    let outcomes: Vec<_> = results
        .iter()
        .map(|result| text(&result["outcome"]))
        .collect();
    assert_eq!(outcomes, ["blocked", "failed", "blocked"]);
    world
        .run(&format!("delete {komerza} --sandbox"))
        .exits_with(10)
        .stderr_contains("unsupported operation");
}

#[test]
fn results_are_in_the_order_in_which_customers_are_named() {
    let sandbox = sandbox();
    let world = World::of(&sandbox);
    let ids: Vec<String> = (0..40).map(|id| format!("kohortpay:{id}")).collect();
    let mut words = vec!["get", "--output", "json"];
    words.extend(ids.iter().map(String::as_str));
    let results = world.run_args(&words).exits_with(5).results();
    let ids_seen: Vec<_> = results
        .iter()
        .map(|result| format!("kohortpay:{}", text(&result["id"])))
        .collect();
    assert_eq!(ids_seen, ids);
}

#[test]
fn a_lossy_block_shows_in_the_table_what_was_lost() {
    let world = World::new();
    let kohortpay = customer(&world, "kohortpay");
    let run = world
        .run(&format!(
            "block {kohortpay} --reason Chargebacks --lossy --sandbox"
        ))
        .exits_with(0);
    assert!(run.out.contains("blocked"), "{}", run.out);
    let lost = run.out.lines().find(|line| line.contains("reason"));
    assert!(
        lost.is_some() && run.out.contains("cannot hold"),
        "{}",
        run.out
    );
}
