//! `cargo xtask new-provider`: writes a crate for one more provider from the template beside this crate.

mod entries;
mod files;
mod options;

use std::fs;
use std::io::{Error, Result};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

pub(crate) use options::{Body, IdStyle, Options, Paging};

/// Writes the crate, and says what to do next.
///
/// # Errors
///
/// The place is taken, or a file cannot be written.
pub(crate) fn run(options: &Options) -> Result<String> {
    let workspace = workspace()?;
    let place = match &options.outside {
        Some(directory) => directory.clone(),
        None => workspace.join("crates").join(&options.name),
    };
    if fs::read_dir(&place).is_ok_and(|mut entries| entries.next().is_some()) {
        let place = place.display();
        return Err(Error::other(format!(
            "there is something in {place} already"
        )));
    }
    let entries = match &options.outside {
        Some(_) => Vec::new(),
        None => entries::entries(options),
    };
    let root = workspace.to_string_lossy().replace('\\', "/");
    let files = files::files(options, &root).map_err(Error::other)?;
    for file in &files {
        let path = place.join(&file.path);
        if let Some(directory) = path.parent() {
            fs::create_dir_all(directory)?;
        }
        fs::write(path, &file.text)?;
    }
    fs::create_dir_all(place.join("tests").join("fixtures"))?;
    if options.outside.is_none() {
        let docs = workspace.join("docs");
        for file in files::docs(options).map_err(Error::other)? {
            fs::write(docs.join(&file.path), &file.text)?;
        }
        entries::write(&workspace, &entries)?;
        write_matrix(&workspace);
    }
    format(&place);
    Ok(next_steps(&place, options))
}

/// The root of this workspace.
pub(crate) fn workspace() -> Result<PathBuf> {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let root = manifest.parent();
    root.map(Path::to_owned)
        .ok_or_else(|| Error::other("this crate is in no workspace"))
}

/// Lines are as long as the names that were filled in make them.
fn format(place: &Path) {
    let library = place.join("src").join("lib.rs");
    let tests = place.join("tests").join("it").join("main.rs");
    let formatted = Command::new("rustfmt")
        .args(["--edition", "2024"])
        .args([library, tests])
        .status();
    if !formatted.is_ok_and(|status| status.success()) {
        eprintln!("warning: rustfmt did not run: format the crate yourself");
    }
}

/// The page with what every provider can do has one more.
fn write_matrix(workspace: &Path) {
    let written = Command::new("cargo")
        .args([
            "test",
            "--quiet",
            "--package",
            "customer-cli",
            "--test",
            "it",
            "documented_matrix",
        ])
        .env("UPDATE_EXPECT", "1")
        .current_dir(workspace)
        .stdout(Stdio::null())
        .status();
    if !written.is_ok_and(|status| status.success()) {
        eprintln!(
            "warning: docs/providers/matrix.md is not written: UPDATE_EXPECT=1 cargo test -p customer-cli matrix"
        );
    }
}

fn next_steps(place: &Path, options: &Options) -> String {
    let place = place.display();
    let test = match &options.outside {
        Some(_) => format!("cd {place} && cargo test"),
        None => format!("cargo test -p {}", options.name),
    };
    format!(
        "{place} is written.\n\
         Run `{test}`: each failure says which function of which file to write next.\n\
         Places to fill in are marked TO WRITE: grep -rn 'TO WRITE' {place}"
    )
}
