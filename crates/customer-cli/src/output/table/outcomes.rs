//! The table of outcomes: provider, id, outcome.

use std::fmt::Write as _;

use customer_core::CustomerId;

use super::layout::{add, never_wrap, rendered, table};
use crate::report::{Entry, Settled};

/// What was done, and for which customer.
pub(super) fn outcomes(entries: &[Entry]) -> String {
    let mut table = table(&["provider", "id", "outcome"]);
    never_wrap(&mut table, 1);
    for entry in entries {
        add(
            &mut table,
            [entry.provider.to_owned(), ids(entry), outcome(entry)],
        );
    }
    rendered(&table)
}

/// The id of the customer, and below it the id of the address.
fn ids(entry: &Entry) -> String {
    let written = entry.customer.as_ref().map(|customer| &customer.id);
    let customer = written.or(entry.id.as_ref()).map(CustomerId::as_str);
    let address = entry
        .address
        .as_ref()
        .and_then(|address| address.id.as_ref());
    let address = address.map(|id| format!("address {id}"));
    let ids: Vec<&str> = customer.into_iter().chain(address.as_deref()).collect();
    ids.join("\n")
}

/// `created`, or `failed: already exists`.
fn outcome(entry: &Entry) -> String {
    let mut text = entry.outcome.label().to_owned();
    if let Some(kind) = entry.kind() {
        // Writing to a string does not fail.
        let _ = write!(text, ": {kind}");
    }
    text.push_str(match entry.settled {
        Some(Settled::Done) => " (looked up: done)",
        Some(Settled::NotDone) => " (looked up: not done)",
        Some(Settled::StillUnknown) => " (looked up: still unknown)",
        None => "",
    });
    text
}
