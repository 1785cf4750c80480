use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// The Rust files of a crate's `src` folder: path below `src`, with `/`, and text.
#[derive(Debug, Clone, Default)]
pub struct Sources(BTreeMap<String, String>);

/// A crate whose files could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Unreadable {
    /// The folder could not be read.
    #[error("{}: {cause}", path.display())]
    Io {
        /// Where.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file is not Rust.
    #[error("{file}: {cause}")]
    Syntax {
        /// The file.
        file: String,
        /// Why.
        cause: syn::Error,
    },
    /// A module has no file.
    #[error("{file}: no file for `mod {module};`")]
    Missing {
        /// Where the module is declared.
        file: String,
        /// The module.
        module: String,
    },
}

impl Sources {
    /// All Rust files below a folder.
    ///
    /// # Errors
    ///
    /// The folder or a file in it cannot be read.
    pub fn below(src: &Path) -> Result<Self, Unreadable> {
        let mut files = BTreeMap::new();
        let mut folders = vec![(src.to_owned(), String::new())];
        while let Some((folder, prefix)) = folders.pop() {
            let unreadable = |cause| Unreadable::Io {
                path: folder.clone(),
                cause,
            };
            for entry in fs::read_dir(&folder).map_err(unreadable)? {
                let path = entry.map_err(unreadable)?.path();
                let Some(name) = path.file_name().and_then(|name| name.to_str()) else {
                    continue;
                };
                if path.is_dir() {
                    folders.push((path.clone(), format!("{prefix}{name}/")));
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let text = fs::read_to_string(&path).map_err(|cause| Unreadable::Io {
                        path: path.clone(),
                        cause,
                    })?;
                    files.insert(format!("{prefix}{name}"), text);
                }
            }
        }
        Ok(Self(files))
    }

    /// The text of a file.
    pub(super) fn text(&self, file: &str) -> Option<&str> {
        self.0.get(file).map(String::as_str)
    }

    /// The files that are roots: of the library and of the binaries.
    pub(super) fn roots(&self) -> impl Iterator<Item = &str> {
        self.0
            .keys()
            .map(String::as_str)
            .filter(|file| match file.strip_prefix("bin/") {
                Some(binary) => !binary.contains('/') || binary.ends_with("/main.rs"),
                None => matches!(*file, "lib.rs" | "main.rs"),
            })
    }
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for Sources {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(files: I) -> Self {
        Self(
            files
                .into_iter()
                .map(|(path, text)| (path.into(), text.into()))
                .collect(),
        )
    }
}
