//! `cargo xtask check-template`: a crate fresh from the template compiles, and fails the laws that have to be filled in and no other.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Error, Result};
use std::path::Path;
use std::process::Command;

use crate::new_provider::{self, Body, IdStyle, Options, Paging};

/// The laws that only the documentation can satisfy, and where the suite sends the author.
const TO_FILL_IN: &[(&str, &str)] = &[
    (
        "errors::each_documented_refusal_has_its_kind",
        "Harness::errors",
    ),
    (
        "pages::an_unreadable_record_does_not_end_a_listing",
        "Harness::records",
    ),
    (
        "reading::a_documented_record_is_read_whole",
        "Harness::records",
    ),
    (
        "reading::a_record_is_written_back_as_it_came",
        "Harness::records",
    ),
    (
        "reading::a_record_with_added_missing_and_new_members_is_read",
        "Harness::records",
    ),
    (
        "reading::a_record_without_its_id_is_refused",
        "Harness::records",
    ),
    ("reading::any_json_is_read_or_refused", "Harness::records"),
    (
        "reading::documented_records_name_their_provider",
        "Harness::records",
    ),
    ("reading::numbers_keep_their_digits", "Harness::records"),
    (
        "reading::one_unreadable_member_loses_nothing_else",
        "Harness::records",
    ),
];

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
        check(&directory, &workspace, paging)?;
    }
    Ok(format!(
        "{} kinds of crates fail where they are to be filled in, and nowhere else",
        KINDS.len()
    ))
}

fn check(directory: &Path, workspace: &Path, paging: Paging) -> Result<()> {
    let output = Command::new("cargo")
        .args(["test", "--test", "it"])
        .current_dir(directory)
        .env("CARGO_TARGET_DIR", workspace.join("target"))
        .output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let failed = text.lines().filter_map(|line| {
        let name = line.strip_prefix("test ")?.strip_suffix(" ... FAILED")?;
        Some(name.strip_prefix("suite::conformance::").unwrap_or(name))
    });
    let failed: BTreeSet<&str> = failed.collect();
    let applies = |law: &str| paging != Paging::None || !law.starts_with("pages::");
    let expected = TO_FILL_IN.iter().filter(|(law, _)| applies(law));
    let laws: BTreeSet<&str> = expected.clone().map(|(law, _)| *law).collect();
    if failed != laws {
        let errors = String::from_utf8_lossy(&output.stderr);
        return Err(Error::other(format!(
            "{}: failed: {failed:#?}, expected: {laws:#?}\n{text}\n{errors}",
            directory.display()
        )));
    }
    for (law, remedy) in expected {
        let told = text.split(&format!("{law}: ")).nth(1).unwrap_or_default();
        let told: String = told.lines().take(2).collect();
        if !told.contains(remedy) {
            return Err(Error::other(format!(
                "{law} does not say to write {remedy}: {told}"
            )));
        }
    }
    Ok(())
}
