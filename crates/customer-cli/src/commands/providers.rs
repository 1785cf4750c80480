//! `customers providers`.

use serde::Serialize;

use super::finish::Stop;
use crate::args::{Matrix, MatrixFormat};
use crate::exit::Exit;
use crate::output::matrix::{Column, markdown, table};
use crate::output::{self, json};
use crate::providers::PROVIDERS;

/// Shows what each provider can do. Needs no credentials.
pub(super) fn matrix(arguments: &Matrix) -> Result<Exit, Stop> {
    #[derive(Serialize)]
    struct Document {
        providers: Vec<Column>,
    }
    let names = &arguments.providers;
    let chosen = if names.is_empty() {
        PROVIDERS.iter().collect()
    } else {
        crate::args::chosen(names)
    };
    let providers: Vec<Column> = chosen
        .into_iter()
        .map(|provider| Column {
            provider: provider.name,
            capabilities: (provider.capabilities)(),
        })
        .collect();
    let text = match arguments.output {
        MatrixFormat::Table => table(&providers).into_bytes(),
        MatrixFormat::Markdown => markdown(&providers).into_bytes(),
        MatrixFormat::Json => json::document(&Document { providers })?,
    };
    match output::write(&text) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Success),
    }
}
