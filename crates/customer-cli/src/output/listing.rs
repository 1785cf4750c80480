//! Listings, printed while they arrive: a listing of millions must not be kept.

use std::io::{self, BufWriter, Stdout, Write};

use customer_core::{AccountId, Cursor, Customer};
use serde::Serialize;

use super::unreadable::Warnings;
use super::{json, table};
use crate::args::Format;
use crate::failure::{ErrorEntry, Failure};
use crate::report::Outcome;

/// How many rows a table has before the next one begins.
const ROWS: usize = 1000;
/// How many records that cannot be read the document names; standard error has them all.
const MOST_UNREADABLE: usize = 100;

/// Prints customers as they come.
#[derive(Debug)]
pub(crate) struct Listing {
    format: Format,
    out: BufWriter<Stdout>,
    line: Vec<u8>,
    rows: Vec<Customer>,
    results: usize,
    /// How many customers this provider gave.
    count: usize,
    unreadable: Vec<ErrorEntry>,
    unreadable_count: u64,
    warnings: Warnings,
}

/// How the listing of one provider ended.
#[derive(Debug, Serialize)]
pub(crate) struct End {
    pub(crate) outcome: Outcome,
    /// Where a further listing goes on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next: Option<Cursor>,
    /// Whether it stopped at the limit, and not at the end.
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

    /// Begins the customers of one provider.
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
            // The object goes on with what is listed.
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
                if self.rows.len() == ROWS {
                    self.rows()?;
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

    /// Takes note of a record that cannot be read.
    pub(crate) fn unreadable(&mut self, failure: &Failure) {
        self.unreadable_count += 1;
        if self.format == Format::Json && self.unreadable.len() < MOST_UNREADABLE {
            self.unreadable.push(failure.into());
        }
    }

    /// Ends the customers of one provider.
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

    /// Ends it all.
    pub(crate) fn finish(&mut self) -> io::Result<()> {
        if self.format == Format::Json {
            if self.results == 0 {
                self.out.write_all(b"{\"results\":[")?;
            }
            self.out.write_all(b"\n]}\n")?;
        } else if !self.rows.is_empty() {
            self.rows()?;
        }
        self.flush()
    }

    /// Whether what is printed next comes in a block or with a warning, for which a progress bar has to
    /// make room.
    pub(crate) fn is_about_to_print(&self, customer: &Customer) -> bool {
        self.format == Format::Table && self.rows.len() + 1 == ROWS
            || !customer.unreadable().is_empty()
    }

    /// Hands on what is held back.
    pub(crate) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    fn rows(&mut self) -> io::Result<()> {
        let rows = std::mem::take(&mut self.rows);
        self.out.write_all(table::listing(&rows).as_bytes())?;
        self.out.flush()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde gives a reference.
fn is_zero(count: &u64) -> bool {
    *count == 0
}
