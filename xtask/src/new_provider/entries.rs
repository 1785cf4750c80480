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
