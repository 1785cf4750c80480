//! The capability matrix of `customers providers`: operations and fields per provider.

use std::fmt::Write as _;

use customer_core::{Capabilities, Field, FieldCapability, Operation, Support};
use serde::Serialize;

use super::table;

/// The capabilities of one provider.
#[derive(Debug, Serialize)]
pub(crate) struct Column {
    pub(crate) provider: &'static str,
    pub(crate) capabilities: Capabilities,
}

const YES: &str = "✓";
const NO: &str = "–";

/// Rows of cells, and the notes that cells refer to by number.
struct Grid {
    rows: Vec<Vec<String>>,
    notes: Vec<String>,
}

impl Grid {
    fn new() -> Self {
        Self {
            rows: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// The mark of a note. Equal notes are printed once and share a mark.
    fn mark(&mut self, note: String) -> String {
        let at = self
            .notes
            .iter()
            .position(|other| *other == note)
            .unwrap_or_else(|| {
                self.notes.push(note);
                self.notes.len() - 1
            });
        format!("[{}]", at + 1)
    }
}

fn operations(columns: &[Column]) -> Grid {
    let mut grid = Grid::new();
    for &operation in Operation::ALL {
        let mut row = vec![operation.to_string()];
        for column in columns {
            row.push(match column.capabilities.support(operation) {
                Support::Native => YES.to_owned(),
                Support::Composed { how } => {
                    format!("{YES} {}", grid.mark(format!("{}: {how}", column.provider)))
                }
                _ => NO.to_owned(),
            });
        }
        grid.rows.push(row);
    }
    grid
}

/// The capabilities that settling depends on.
fn settling(columns: &[Column]) -> Grid {
    let mut grid = Grid::new();
    let mut row = |name: &str, cell: &dyn Fn(&Capabilities) -> String| {
        let cells = columns.iter().map(|column| cell(&column.capabilities));
        grid.rows
            .push(std::iter::once(name.to_owned()).chain(cells).collect());
    };
    row("lookup", &|capabilities| capabilities.lookup.to_string());
    row("email_uniqueness", &|capabilities| {
        capabilities.email_uniqueness.to_string()
    });
    row("idempotency_keys", &|capabilities| {
        let takes_key = |operation| capabilities.takes_idempotency_key(operation);
        let mut writes = Operation::ALL.iter().copied();
        if writes.any(takes_key) { YES } else { NO }.to_owned()
    });
    grid
}

fn fields(columns: &[Column], labels: &Labels) -> Grid {
    let mut grid = Grid::new();
    let mut all = Field::all();
    all.push(Field::BlockReason);
    for field in all {
        let mut row = vec![field.to_string()];
        for column in columns {
            let of_field = column
                .capabilities
                .fields()
                .filter(|capability| capability.field == field);
            let cells: Vec<String> = of_field
                .map(|capability| cell(column.provider, capability, labels, &mut grid))
                .collect();
            let is_split = field == Field::FullName && column.capabilities.splits_full_names();
            row.push(if is_split {
                let how = "split into name.given and name.family";
                format!("{NO} {}", grid.mark(format!("{}: {how}", column.provider)))
            } else if cells.is_empty() {
                NO.to_owned()
            } else {
                cells.join("\n")
            });
        }
        grid.rows.push(row);
    }
    grid
}

/// The texts for the capabilities of a field.
struct Labels {
    create: &'static str,
    update: &'static str,
    read: &'static str,
    required: &'static str,
}

/// For a terminal, whose lines are short.
const LETTERS: Labels = Labels {
    create: "C",
    update: "U",
    read: "R",
    required: "!",
};

const WORDS: Labels = Labels {
    create: "create",
    update: "update",
    read: "read",
    required: "**required**",
};

/// The capabilities of a field, and the mark of a note with its limits and values.
fn cell(provider: &str, capability: &FieldCapability, labels: &Labels, grid: &mut Grid) -> String {
    let held: Vec<&str> = [
        (capability.create, labels.create),
        (capability.update, labels.update),
        (capability.read, labels.read),
        (capability.required, labels.required),
    ]
    .into_iter()
    .filter_map(|(holds, word)| holds.then_some(word))
    .collect();
    let mut text = if held.is_empty() {
        NO.to_owned()
    } else {
        held.join(" ")
    };
    if !capability.roles.is_empty() {
        let roles: Vec<_> = capability
            .roles
            .iter()
            .map(customer_core::AddressRole::as_str)
            .collect();
        let _ = write!(text, " ({})", roles.join(", "));
    }
    let remarks = capability.remarks();
    if !remarks.is_empty() {
        let mark = grid.mark(format!("{provider}: {remarks}"));
        let _ = write!(text, " {mark}");
    }
    text
}

fn header<'a>(first: &'a str, columns: &[Column]) -> Vec<&'a str> {
    std::iter::once(first)
        .chain(columns.iter().map(|column| column.provider))
        .collect()
}

const OPERATIONS_LEGEND: &str = "✓ supported, – not supported.";
const SETTLING_LEGEND: &str = "How a create whose outcome is unknown is looked up, whether e-mail addresses are unique, and whether writes take \
                               an idempotency key.";
const LETTERS_LEGEND: &str = "C can be set at creation, U can be updated, R is returned, ! is required, \
                              – the provider cannot hold it.";
const WORDS_LEGEND: &str = "*create*: can be set at creation; *update*: can be updated; *read*: is returned; \
                            **required**: must be given; –: the provider cannot hold it.";

/// The matrix for a terminal.
pub(crate) fn table(columns: &[Column]) -> String {
    let mut text = String::new();
    for (first, grid, legend) in [
        ("operation", operations(columns), OPERATIONS_LEGEND),
        ("capability", settling(columns), SETTLING_LEGEND),
        ("field", fields(columns, &LETTERS), LETTERS_LEGEND),
    ] {
        let mut table = table::table(&header(first, columns));
        table::never_wrap(&mut table, 0);
        table.add_rows(grid.rows);
        // Writing to a string does not fail.
        let _ = writeln!(text, "{table}\n{legend}");
        for (index, note) in grid.notes.iter().enumerate() {
            let _ = writeln!(text, "[{}] {note}", index + 1);
        }
        text.push('\n');
    }
    text
}

/// The matrix for the documentation.
pub(crate) fn markdown(columns: &[Column]) -> String {
    let mut text = String::new();
    for (title, first, grid, legend) in [
        (
            "Operations",
            "operation",
            operations(columns),
            OPERATIONS_LEGEND,
        ),
        ("Settling", "capability", settling(columns), SETTLING_LEGEND),
        ("Fields", "field", fields(columns, &WORDS), WORDS_LEGEND),
    ] {
        let _ = writeln!(text, "## {title}\n\n{legend}\n");
        let header = header(first, columns);
        let _ = writeln!(text, "| {} |", header.join(" | "));
        let _ = writeln!(text, "|{}", " --- |".repeat(header.len()));
        for row in &grid.rows {
            let cells: Vec<String> = row
                .iter()
                .enumerate()
                .map(|(index, cell)| {
                    let cell = escaped(cell).replace('\n', "<br>");
                    if index == 0 {
                        format!("`{cell}`")
                    } else {
                        cell
                    }
                })
                .collect();
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
        if !grid.notes.is_empty() {
            text.push('\n');
        }
        for (index, note) in grid.notes.iter().enumerate() {
            let _ = writeln!(text, "- [{}] {}", index + 1, escaped(note));
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}

fn escaped(text: &str) -> String {
    text.replace('|', "\\|")
}
