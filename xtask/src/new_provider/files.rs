//! The files of the template, and how they are filled in.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, UndefinedBehavior, Value, context};

use super::options::{Body, IdStyle, Options, text_of};

/// A file of the new crate: its path there, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) path: String,
    pub(crate) text: String,
}

macro_rules! template {
    ($($path:literal from $file:literal),* $(,)?) => {
        &[$(($path, include_str!(concat!("../../template/", $file)))),*]
    };
}

/// Path and text of each file. A manifest has another name here, so that cargo does not take it for one.
const TEMPLATE: &[(&str, &str)] = template![
    "Cargo.toml" from "Cargo.toml.txt",
    "README.md" from "README.md",
    ".gitignore" from "gitignore.txt",
    "src/lib.rs" from "src/lib.rs",
    "src/builder.rs" from "src/builder.rs",
    "src/client.rs" from "src/client.rs",
    "src/wire.rs" from "src/wire.rs",
    "src/convert.rs" from "src/convert.rs",
    "src/cursor.rs" from "src/cursor.rs",
    "src/error.rs" from "src/error.rs",
    "src/provider.rs" from "src/provider.rs",
    "tests/it/main.rs" from "tests/it/main.rs",
    "tests/it/suite.rs" from "tests/it/suite.rs",
    "tests/it/stand_in.rs" from "tests/it/stand_in.rs",
];

/// The pages of the book.
const DOCS: &[(&str, &str)] = template![
    "providers/provider.md" from "docs/provider.md",
    "contracts/provider.json" from "docs/contract.json",
];

/// The files of the crate that the options ask for. `workspace` is where our own crates are found by a crate outside.
///
/// # Errors
///
/// A file of the template is not well formed.
pub(crate) fn files(options: &Options, workspace: &str) -> Result<Vec<File>, minijinja::Error> {
    let applies = |path: &str| match path {
        "src/cursor.rs" => options.lists(),
        ".gitignore" => options.outside.is_some(),
        _ => true,
    };
    let files = TEMPLATE.iter().filter(|(path, _)| applies(path));
    let filler = Filler::new(options, workspace)?;
    files
        .map(|(path, template)| filler.file((*path).to_owned(), template))
        .collect()
}

/// The files below `docs`: a page on the provider, and its contract.
///
/// # Errors
///
/// A file of the template is not well formed.
pub(crate) fn docs(options: &Options) -> Result<Vec<File>, minijinja::Error> {
    let filler = Filler::new(options, "")?;
    let named = |path: &str| path.replace("provider.", &format!("{}.", options.name));
    DOCS.iter()
        .map(|(path, template)| filler.file(named(path), template))
        .collect()
}

/// Fills in the template: `{=name=}` is a value, a line that begins with `//%` a condition.
struct Filler {
    environment: Environment<'static>,
    values: Value,
}

impl Filler {
    fn new(options: &Options, workspace: &str) -> Result<Self, minijinja::Error> {
        let mut environment = Environment::new();
        environment.set_syntax(
            SyntaxConfig::builder()
                .variable_delimiters("{=", "=}")
                .block_delimiters("{%", "%}")
                .comment_delimiters("{#", "#}")
                .line_statement_prefix("//%")
                .build()?,
        );
        environment.set_undefined_behavior(UndefinedBehavior::Strict);
        let workspace = workspace.to_owned();
        environment.add_function("source", move |name: &str, feature: Option<&str>| {
            let features = feature.map(|feature| format!(", features = [\"{feature}\"]"));
            format!(
                "{{ path = \"{workspace}/crates/{name}\"{} }}",
                features.unwrap_or_default()
            )
        });
        let (new_id, unknown_id) = match options.id_style {
            IdStyle::Text => ("new_prefixed_id(\"cus_\")", "cus_unknown"),
            IdStyle::Uuid => ("new_uuid()", "00000000-0000-4000-8000-000000000000"),
            IdStyle::Number => ("", "999999999"),
        };
        let is_number = options.id_style == IdStyle::Number;
        let values = context! {
            name => &options.name,
            lib => options.library(),
            Type => options.type_name(),
            ENV => options.variable_prefix(),
            title => options.title(),
            base_url => &options.base_url,
            outside => options.outside.is_some(),
            id_style => text_of(&options.id_style),
            id_type => if is_number { "u64" } else { "String" },
            to_text => if is_number { "to_string()" } else { "clone()" },
            new_id => new_id,
            unknown_id => unknown_id,
            paging => text_of(&options.paging),
            body => text_of(&options.body),
            media_type => match options.body {
                Body::Json => "application/json",
                Body::Form => "application/x-www-form-urlencoded",
            },
        };
        Ok(Self {
            environment,
            values,
        })
    }

    fn file(&self, path: String, template: &str) -> Result<File, minijinja::Error> {
        let text = self
            .environment
            .render_named_str(&path, template, &self.values)?;
        let text = format!("{}\n", text.trim_end());
        Ok(File { path, text })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use clap::{Args, FromArgMatches};

    use super::*;

    fn options(arguments: &str) -> Options {
        let command = Options::augment_args(clap::Command::new("x"));
        let arguments = ["x", "acme-shop", "--base-url", "https://a.example"]
            .into_iter()
            .chain(arguments.split_whitespace());
        Options::from_arg_matches(&command.get_matches_from(arguments)).unwrap()
    }

    #[test]
    fn every_combination_fills_every_place() {
        for id_style in ["text", "uuid", "number"] {
            for paging in ["offset", "cursor", "last-id", "none"] {
                for body in ["json", "form"] {
                    for outside in ["", "--outside /tmp/x"] {
                        let options = options(&format!(
                            "--id-style {id_style} --paging {paging} --body {body} {outside}"
                        ));
                        let mut written = files(&options, "/w").unwrap();
                        written.extend(docs(&options).unwrap());
                        for file in written {
                            let left = ["{=", "=}", "//%"]
                                .iter()
                                .find(|mark| file.text.contains(**mark));
                            assert_eq!(left, None, "{}", file.path);
                            assert!(
                                file.text.ends_with('\n') && file.text.len() > 5,
                                "{}",
                                file.path
                            );
                        }
                    }
                }
            }
        }
    }
}
