//! The fuzzer's own project, which no other test builds.

use std::collections::BTreeSet;
use std::fs;

use customer_fuzz_targets::TARGETS;

use crate::corpus;

fn names() -> BTreeSet<String> {
    TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect()
}

#[test]
fn the_fuzzer_has_a_binary_for_every_target() {
    let folder = corpus::fuzz_folder();
    let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for name in names() {
        let path = format!("fuzz_targets/{name}.rs");
        assert!(manifest.contains(&format!("name = \"{name}\"\npath = \"{path}\"")));
        let source = fs::read_to_string(folder.join(path)).unwrap();
        assert!(source.contains(&format!("customer_fuzz_targets::{name}(data)")));
    }
    assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
}

#[test]
fn the_corpus_is_of_the_targets_and_small() {
    let folders = fs::read_dir(corpus::fuzz_folder().join("corpus")).unwrap();
    let folders: BTreeSet<_> = folders
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(folders, names());
    let bytes: usize = folders
        .iter()
        .flat_map(|target| corpus::of(target))
        .map(|(_, input)| input.len())
        .sum();
    assert!(bytes < 300 * 1024, "{bytes} bytes");
}
