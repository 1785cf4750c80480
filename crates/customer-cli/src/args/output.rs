//! The formats of `--output`.

use clap::ValueEnum;

/// The format of results on standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// One JSON value per line.
    Ndjson,
}

/// The format of the capability matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(crate) enum MatrixFormat {
    /// For people.
    #[default]
    Table,
    /// One JSON document.
    Json,
    /// Markdown tables.
    Markdown,
}
