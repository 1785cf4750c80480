//! No file of a crate imports a file that imports it. `cargo run -p customer-tests --bin import-circles -- crates/NAME/src`
//! prints the circles of one crate.

mod planted;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use customer_tests::imports::{Sources, circles};

/// The sources of every crate of the workspace.
fn source_folders() -> Vec<PathBuf> {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let crates = std::fs::read_dir(workspace.join("crates")).unwrap();
    let mut folders: Vec<_> = crates
        .map(|entry| entry.unwrap().path().join("src"))
        .collect();
    folders.extend(["tests/src", "tests/logs/src"].map(|folder| workspace.join(folder)));
    folders
}

#[test]
fn no_file_imports_a_file_that_imports_it() {
    let mut report = String::new();
    for folder in source_folders() {
        for circle in circles(&Sources::below(&folder).unwrap()).unwrap() {
            writeln!(report, "{}:\n{circle}", folder.display()).unwrap();
        }
    }
    assert!(report.is_empty(), "import circles:\n{report}");
}

#[test]
fn import_circles_ends_without_an_error_when_its_output_pipe_is_closed() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let run = Command::new(env!("CARGO_BIN_EXE_import-circles"))
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
        .stdout(writer)
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    assert!(run.stderr.is_empty(), "{run:?}");
}
