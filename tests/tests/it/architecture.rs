//! The page on the architecture names the folders and files that exist.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../../../docs/architecture.md");

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The paths that a page names, below the root of the repository. Under a heading that names a folder, paths are
/// below that folder, save those that begin at the root.
fn paths(page: &str, root: &Path) -> Vec<(String, PathBuf)> {
    let mut folder = String::new();
    let mut is_code_block = false;
    let mut found = Vec::new();
    for line in page.lines() {
        if line.starts_with("```") {
            is_code_block = !is_code_block;
        }
        if is_code_block {
            continue;
        }
        let spans = || line.split('`').skip(1).step_by(2);
        if line.starts_with('#') {
            spans().next().unwrap_or_default().clone_into(&mut folder);
        }
        for span in spans().filter(|span| is_path(span)) {
            let is_of_root =
                folder == span || span.starts_with("crates/") || span.starts_with("docs/");
            let base = if is_of_root { "" } else { folder.as_str() };
            found.push((span.to_owned(), root.join(base).join(span)));
        }
    }
    found
}

/// Whether text in backticks is a path: it has a slash, or the extension of a file.
fn is_path(span: &str) -> bool {
    let extensions = ["rs", "md", "json", "toml"];
    let extension = Path::new(span).extension().and_then(|it| it.to_str());
    span.contains('/') || extension.is_some_and(|extension| extensions.contains(&extension))
}

/// The paths of a page that do not exist.
fn missing(page: &str, root: &Path) -> Vec<String> {
    let paths = paths(page, root).into_iter();
    let missing = paths.filter(|(_, path)| !path.exists());
    missing.map(|(named, _)| named).collect()
}

#[test]
fn every_path_on_the_architecture_page_exists() {
    assert!(paths(PAGE, &workspace()).len() > 80);
    assert_eq!(missing(PAGE, &workspace()), Vec::<String>::new());
}

#[test]
fn every_source_folder_of_every_crate_is_on_the_architecture_page() {
    let root = workspace();
    let named: BTreeSet<PathBuf> = paths(PAGE, &root)
        .into_iter()
        .map(|(_, path)| path)
        .collect();
    let crates = fs::read_dir(root.join("crates")).unwrap();
    let sources: Vec<PathBuf> = crates.map(|it| it.unwrap().path().join("src")).collect();
    assert!(sources.len() > 6);
    for source in sources.iter().filter(|source| source.exists()) {
        assert!(
            named.contains(source),
            "{} has no section",
            source.display()
        );
        for entry in fs::read_dir(source).unwrap() {
            let path = entry.unwrap().path();
            assert!(
                !path.is_dir() || named.contains(&path),
                "{} is not named",
                path.display()
            );
        }
    }
}

#[test]
fn a_path_that_does_not_exist_is_reported() {
    let page = "# A\n`tests/` `Error::code` `.ci/run` `docs/nothing.md`\n## `crates/komerza/src/`\n`wire.rs` `nothing.rs` `crates/nothing/`\n";
    let expected = ["docs/nothing.md", "nothing.rs", "crates/nothing/"];
    assert_eq!(missing(page, &workspace()), expected);
}
