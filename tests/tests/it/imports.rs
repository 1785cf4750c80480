//! No file of a crate imports a file that imports it. `cargo run -p customer-tests --bin import-circles -- crates/NAME/src`
//! prints the circles of one crate.

mod planted;

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use customer_tests::imports::{Sources, circles};

/// The `src` folders without circles. A crate joins when it is clean, and stays.
const CLEAN: &[&str] = &[
    "crates/customer-cli/src",
    "crates/customer-core/src",
    "crates/customer-http/src",
    "crates/customer-sandbox/src",
    "tests/logs/src",
    "tests/src",
];

#[test]
fn no_file_imports_a_file_that_imports_it() {
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut report = String::new();
    for folder in CLEAN {
        let found = circles(&Sources::below(&workspace.join(folder)).unwrap()).unwrap();
        for circle in found {
            writeln!(report, "{folder}:\n{circle}").unwrap();
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
