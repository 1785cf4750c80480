//! The page on the conformance suite lists the laws that there are.

use std::collections::BTreeSet;

const PAGE: &str = include_str!("../../../docs/conformance.md");

#[test]
fn the_page_on_the_suite_lists_every_law_and_no_other() {
    let listed: BTreeSet<String> = PAGE
        .lines()
        .filter_map(|line| line.strip_prefix("| `")?.split_once("` |"))
        .map(|(name, _)| name.to_owned())
        .filter(|name| name.contains("::"))
        .collect();
    let laws: BTreeSet<String> = customer_testkit::laws().map(ToString::to_string).collect();
    assert!(laws.len() > 50);
    assert_eq!(listed, laws);
}
