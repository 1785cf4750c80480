//! Prints listings while they arrive: millions of customers do not fit in memory.

use std::io::{self, BufWriter, Stdout, Write};

use customer_core::{AccountId, Cursor, Customer};
use serde::Serialize;

use super::unreadable::Warnings;
use super::{json, table};
use crate::args::Format;
use crate::failure::{ErrorEntry, Failure};
use crate::report::Outcome;

/// How many rows a table has; further customers go into further tables.
const MAX_ROWS: usize = 1000;
/// How many errors of unreadable records the document has; standard error has all.
const MAX_UNREADABLE: usize = 100;

/// Prints customers as they arrive.
#[derive(Debug)]
pub(crate) struct Listing {
    format: Format,
    out: BufWriter<Stdout>,
    line: Vec<u8>,
    rows: Vec<Customer>,
    results: usize,
    /// How many customers of the current provider were printed.
    count: usize,
    unreadable: Vec<ErrorEntry>,
    unreadable_count: u64,
    warnings: Warnings,
}

/// How the listing of one provider ended.
#[derive(Debug, Serialize)]
pub(crate) struct End {
    pub(crate) outcome: Outcome,
    /// The cursor with which a further listing continues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<Cursor>,
    /// Whether more customers exist after the limit.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub(crate) more: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<ErrorEntry>,
}

impl Listing {
    pub(crate) fn new(format: Format) -> Self {
        Self {
            format,
            out: BufWriter::with_capacity(64 * 1024, io::stdout()),
            line: Vec::new(),
            rows: Vec::new(),
            results: 0,
            count: 0,
            unreadable: Vec::new(),
            unreadable_count: 0,
            warnings: Warnings::default(),
        }
    }

    /// Begins the listing of one provider.
    pub(crate) fn begin(&mut self, provider: &str, account: Option<&AccountId>) -> io::Result<()> {
        #[derive(Serialize)]
        struct Head<'a> {
            provider: &'a str,
            #[serde(skip_serializing_if = "Option::is_none")]
            account: Option<&'a AccountId>,
        }
        self.count = 0;
        self.unreadable_count = 0;
        if self.format == Format::Json {
            let before = if self.results == 0 {
                "{\"results\":["
            } else {
                ","
            };
            let head = json::text(&Head { provider, account })?;
            // The object continues with the customers.
            let head = head.strip_suffix('}').unwrap_or(&head);
            write!(self.out, "{before}\n{head},\"customers\":[")?;
        }
        self.results += 1;
        Ok(())
    }

    /// Prints a customer.
    pub(crate) fn customer(&mut self, customer: Customer) -> io::Result<()> {
        self.count += 1;
        self.warnings.customer(&customer);
        match self.format {
            Format::Table => {
                self.rows.push(customer);
                if self.rows.len() == MAX_ROWS {
                    self.print_rows()?;
                }
            }
            Format::Json | Format::Ndjson => {
                self.line.clear();
                json::line(&customer, &mut self.line)?;
                if self.format == Format::Json {
                    let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
                    self.out
                        .write_all(if self.count == 1 { b"\n" } else { b",\n" })?;
                    self.out.write_all(line)?;
                } else {
                    self.out.write_all(&self.line)?;
                }
            }
        }
        Ok(())
    }

    /// Counts an unreadable record, and keeps its error for the document.
    pub(crate) fn unreadable(&mut self, failure: &Failure) {
        self.unreadable_count += 1;
        if self.format == Format::Json && self.unreadable.len() < MAX_UNREADABLE {
            self.unreadable.push(failure.into());
        }
    }

    /// Ends the listing of one provider.
    pub(crate) fn end(&mut self, end: &End) -> io::Result<()> {
        #[derive(Serialize)]
        struct Tail<'a> {
            #[serde(flatten)]
            end: &'a End,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            unreadable: &'a [ErrorEntry],
            #[serde(skip_serializing_if = "is_zero")]
            unreadable_count: u64,
        }
        if self.format == Format::Json {
            let unreadable = std::mem::take(&mut self.unreadable);
            let tail = json::text(&Tail {
                end,
                unreadable: &unreadable,
                unreadable_count: self.unreadable_count,
            })?;
            let tail = tail.strip_prefix('{').unwrap_or(&tail);
            let before = if self.count == 0 { "" } else { "\n" };
            write!(self.out, "{before}],{tail}")?;
        }
        self.flush()
    }

    /// Prints what is left, and the end of the document.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        if self.format == Format::Json {
            if self.results == 0 {
                self.out.write_all(b"{\"results\":[")?;
            }
            self.out.write_all(b"\n]}\n")?;
        } else if !self.rows.is_empty() {
            self.print_rows()?;
        }
        self.flush()
    }

    /// Whether printing this customer prints a table or a warning, for which the progress bar must be hidden.
    pub(crate) fn is_about_to_print(&self, customer: &Customer) -> bool {
        self.format == Format::Table && self.rows.len() + 1 == MAX_ROWS
            || !customer.unreadable().is_empty()
    }

    /// Writes what is buffered.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn print_rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.out.write_all(table::listing(&rows).as_bytes())?;
        self.out.flush()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde passes a reference.
fn is_zero(count: &u64) -> bool {
    *count == 0
}
