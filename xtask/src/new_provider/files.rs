//! The files of the template, and how they are filled in.

use minijinja::syntax::SyntaxConfig;
use minijinja::{Environment, context};

use super::options::{IdStyle, Options, text_of};

/// A file of the new crate: its path there, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) path: &'static str,
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

/// The files of the crate that the options ask for. `workspace` is where our own crates are found by a crate outside.
///
/// # Errors
///
/// A file of the template is not well formed.
pub(crate) fn files(options: &Options, workspace: &str) -> Result<Vec<File>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_syntax(
        SyntaxConfig::builder()
            .variable_delimiters("{=", "=}")
            .block_delimiters("{%", "%}")
            .comment_delimiters("{#", "#}")
            .line_statement_prefix("//%")
            .build()?,
    );
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Strict);
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
        crate => &options.name,
        lib => options.library(),
        Type => options.type_name(),
        ENV => options.variable_prefix(),
        title => options.title(),
        base_url => &options.base_url,
        outside => options.outside.is_some(),
        id_style => text_of(options.id_style),
        id_type => if is_number { "u64" } else { "String" },
        to_text => if is_number { "to_string()" } else { "clone()" },
        new_id => new_id,
        unknown_id => unknown_id,
        paging => text_of(options.paging),
        body => text_of(options.body),
    };
    let mut files = Vec::new();
    for &(path, template) in TEMPLATE {
        let text = environment.render_str(template, &values)?;
        let text = format!("{}\n", text.trim_end());
        // What does not apply renders to nothing but white space.
        let applies = match path {
            "src/cursor.rs" => text_of(options.paging) != "none",
            ".gitignore" => options.outside.is_some(),
            _ => true,
        };
        if applies {
            files.push(File { path, text });
        }
    }
    Ok(files)
}
