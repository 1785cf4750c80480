//! `cargo xtask check-template`: a crate fresh from the template compiles, and fails the laws that have to be filled in and no other.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;

use crate::new_provider::{self, Body, IdStyle, Options, Paging};

/// The functions that only the documentation can fill in: every law that fails has to send the author to one of them.
const TO_FILL_IN: [&str; 2] = ["Harness::records", "Harness::errors"];

/// One of each kind.
const KINDS: [(IdStyle, Paging, Body); 4] = [
    (IdStyle::Text, Paging::Offset, Body::Json),
    (IdStyle::Uuid, Paging::Cursor, Body::Json),
    (IdStyle::Number, Paging::LastId, Body::Form),
    (IdStyle::Text, Paging::None, Body::Form),
];

/// Writes, builds and tests one crate of each kind.
///
/// # Errors
///
/// A crate does not compile, or other laws fail than have to be filled in.
pub(crate) fn run() -> Result<String> {
    let workspace = new_provider::workspace()?;
    let place = workspace.join("target").join("template");
    if place.exists() {
        fs::remove_dir_all(&place)?;
    }
    for (number, (id_style, paging, body)) in KINDS.into_iter().enumerate() {
        let directory = place.join(format!("kind-{number}"));
        let options = Options {
            name: format!("acme-{}", ["one", "two", "three", "four"][number]),
            title: None,
            base_url: "https://api.acme.example/v1".to_owned(),
            id_style,
            paging,
            body,
            outside: Some(directory.clone()),
        };
        new_provider::run(&options)?;
        fs::copy(workspace.join("Cargo.lock"), directory.join("Cargo.lock"))?;
        check(&directory, &workspace)?;
    }
    Ok(format!(
        "{} kinds of crates fail where they are to be filled in, and nowhere else",
        KINDS.len()
    ))
}

fn check(directory: &Path, workspace: &Path) -> Result<()> {
    let output = Command::new("cargo")
        .args(["test", "--test", "it"])
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let wrong = |what: &str| {
        let errors = String::from_utf8_lossy(&output.stderr);
        let directory = directory.display();
        Err(Error::other(format!(
            "{directory}: {what}\n{text}\n{errors}"
        )))
    };
    let failed: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("test ")?.strip_suffix(" ... FAILED"))
        .collect();
    let mut places = BTreeSet::new();
    for name in failed {
        let law = name.strip_prefix("suite::conformance::").unwrap_or(name);
        let told = text.split(&format!("\n{law}: ")).nth(1).unwrap_or_default();
        let told: String = told.lines().take(2).collect();
        match TO_FILL_IN.iter().find(|place| told.contains(**place)) {
            Some(place) => places.insert(place),
            None => {
                return wrong(&format!(
                    "{law} sends the author to no place to fill in: {told}"
                ));
            }
        };
    }
    if places.len() < TO_FILL_IN.len() {
        return wrong(&format!("only {places:?} are asked for"));
    }
    Ok(())
}
