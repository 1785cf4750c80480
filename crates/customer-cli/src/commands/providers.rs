//! `customers providers`.

use serde::Serialize;

use super::finish::Stop;
use crate::args::{MatrixFormat, ShowProviders};
use crate::exit::Exit;
use crate::output::json;
use crate::output::matrix::{Column, markdown, table};
use crate::output::stdout::{ignore_broken_pipe, write};
use crate::providers::PROVIDERS;

/// Shows the capabilities of each provider. Needs no credentials.
pub(super) fn show(arguments: &ShowProviders) -> Result<Exit, Stop> {
    #[derive(Serialize)]
    struct Document {
        providers: Vec<Column>,
    }
    let names = &arguments.providers;
    let providers = if names.is_empty() {
        PROVIDERS.iter().collect()
    } else {
        crate::args::providers_named(names)
    };
    let providers: Vec<Column> = providers
        .into_iter()
        .map(|provider| Column {
            provider: provider.name,
            capabilities: (provider.capabilities)(),
        })
        .collect();
    let text = match arguments.format {
        MatrixFormat::Table => table(&providers).into_bytes(),
        MatrixFormat::Markdown => markdown(&providers).into_bytes(),
        MatrixFormat::Json => json::document(&Document { providers })?,
    };
    ignore_broken_pipe(write(&text))?;
    Ok(Exit::Success)
}
