//! How every table looks: borders, width, wrapping, escaped text.

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};

use crate::escape::printable;

/// The width if neither a terminal nor `COLUMNS` gives one.
const DEFAULT_WIDTH: u16 = 100;

/// An empty table with a header, as wide as the terminal.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header.to_vec());
    if !table.is_tty() {
        let width = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        table.set_width(width.unwrap_or(DEFAULT_WIDTH));
    }
    table
}

/// Keeps each cell of the column on one line, so that an id can be copied.
pub(crate) fn never_wrap(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// Adds a row, with control characters escaped.
pub(super) fn add<const N: usize>(table: &mut Table, cells: [String; N]) {
    table.add_row(cells.map(|cell| printable(&cell)));
}

/// The table as text.
pub(super) fn rendered(table: &Table) -> String {
    format!("{table}\n")
}
