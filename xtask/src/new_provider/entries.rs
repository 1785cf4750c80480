//! What the workspace has to know of a new crate: an entry in each list of providers.

use std::fs;
use std::io::{Error, Result};
use std::path::Path;

use super::options::Options;

/// An entry: where it goes, and its text.
#[derive(Debug)]
pub(crate) struct Entry {
    /// Below the root of the workspace.
    file: &'static str,
    /// The entry comes before the last line that begins so.
    before: &'static str,
    text: String,
}

/// The entries of a provider.
pub(crate) fn entries(options: &Options) -> Vec<Entry> {
    let name = &options.name;
    let (library, title) = (options.library(), options.title());
    let (builder, variables) = (options.type_name() + "Builder", options.variable_prefix());
    let entry = |file, before, text: String| Entry { file, before, text };
    vec![
        entry(
            "Cargo.toml",
            "customer-sandbox = {",
            format!("{name} = {{ version = \"0.1.0\", path = \"crates/{name}\" }}\n"),
        ),
        entry(
            "crates/customer-cli/Cargo.toml",
            "\n[dev-dependencies]",
            format!("{name}.workspace = true\n"),
        ),
        entry(
            "crates/customer-cli/src/providers.rs",
            "];",
            format!(
                "    provider!(\n        \"{name}\",\n        {library},\n        {builder},\n        \
                 \"{variables}_BASE_URL\",\n        \"{variables}_API_KEY\"\n    ),\n"
            ),
        ),
        entry(
            "README.md",
            "\nField by field: ",
            format!(
                "| [{title}](crates/{name}/README.md) | `{name}` | ✓ | ✓ | – | {} | – | – | – | – |\n",
                if options.lists() { "✓" } else { "–" }
            ),
        ),
        entry(
            "docs/SUMMARY.md",
            "- [Contracts](",
            format!("- [{title}](providers/{name}.md)\n"),
        ),
        entry(
            "docs/architecture.md",
            "### `crates/customer-testkit/src/`",
            format!("### `crates/{name}/src/`\n\nAs `komerza`.\n\n"),
        ),
    ]
}

/// Writes the entries. Each place is looked for first, so that nothing is written where one is missing.
///
/// # Errors
///
/// A file has no such place, or cannot be written.
pub(crate) fn write(root: &Path, entries: &[Entry]) -> Result<()> {
    let mut texts = Vec::new();
    for entry in entries {
        let path = root.join(entry.file);
        let mut text = fs::read_to_string(&path)?;
        let before = entry.before.strip_prefix('\n').unwrap_or(entry.before);
        let Some(line) = text.rfind(&format!("\n{before}")) else {
            let file = entry.file;
            return Err(Error::other(format!(
                "{file} has no line that begins with `{before}`"
            )));
        };
        // A blank line before the place stays between it and the entry.
        let blank = usize::from(!entry.before.starts_with('\n'));
        text.insert_str(line + blank, &entry.text);
        texts.push((path, text));
    }
    for (path, text) in texts {
        fs::write(path, text)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::{Args, FromArgMatches};

    use super::*;
    use crate::new_provider::workspace;

    fn entries_of_acme() -> Vec<Entry> {
        let command = Options::augment_args(clap::Command::new("x"));
        let matches = command.get_matches_from(["x", "acme", "--base-url", "https://a.example"]);
        entries(&Options::from_arg_matches(&matches).unwrap())
    }

    /// The files of this workspace that have entries, copied.
    fn copy(entries: &[Entry]) -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        for entry in entries {
            let path = copy.path().join(entry.file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::copy(workspace().unwrap().join(entry.file), path).unwrap();
        }
        copy
    }

    #[test]
    fn every_list_of_providers_has_a_place_for_one_more() {
        let entries = entries_of_acme();
        let copy = copy(&entries);
        let read = |file: &str| fs::read_to_string(copy.path().join(file)).unwrap();
        write(copy.path(), &entries).unwrap();
        for (file, behind, entry) in [
            (
                "Cargo.toml",
                "path = \"crates/customer-testkit\" }",
                "acme = {",
            ),
            (
                "crates/customer-cli/Cargo.toml",
                "komerza.workspace = true",
                "acme.workspace = true",
            ),
            (
                "crates/customer-cli/src/providers.rs",
                "    ),",
                "    provider!(",
            ),
            ("README.md", "| [KohortPay]", "| [Acme]"),
            (
                "docs/SUMMARY.md",
                "- [KohortPay]",
                "- [Acme](providers/acme.md)",
            ),
            ("docs/architecture.md", "", "### `crates/acme/src/`"),
        ] {
            let text = read(file);
            let lines: Vec<&str> = text.lines().collect();
            let is_there = lines
                .windows(2)
                .any(|pair| pair[0].contains(behind) && pair[1].starts_with(entry));
            assert!(is_there, "{file}: no {entry} behind {behind}");
        }
        assert!(read("crates/customer-cli/src/providers.rs").contains("AcmeBuilder"));
    }

    #[test]
    fn nothing_is_written_where_a_place_is_missing() {
        let entries = entries_of_acme();
        let copy = copy(&entries);
        let last = copy.path().join(entries.last().unwrap().file);
        fs::write(&last, "nothing here\n").unwrap();
        let manifest = fs::read_to_string(copy.path().join("Cargo.toml")).unwrap();
        assert!(write(copy.path(), &entries).is_err());
        assert_eq!(
            fs::read_to_string(copy.path().join("Cargo.toml")).unwrap(),
            manifest
        );
    }
}
