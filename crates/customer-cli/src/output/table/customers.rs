//! The tables of customers: one table per customer with a row per field, and the listing with a row per customer.

use customer_core::{Block, Customer, PersonName, Status};

use super::layout::{add, never_wrap, rendered, table};
use super::outcomes::outcomes;
use crate::report::Entry;

/// The customers of one result, field by field; without any, its outcome.
pub(super) fn customers(entry: &Entry) -> String {
    let found = entry
        .customer
        .iter()
        .chain(entry.customers.iter().flatten());
    let text: String = found.map(details).collect();
    if !text.is_empty() {
        return text;
    }
    outcomes(std::slice::from_ref(entry))
}

fn details(customer: &Customer) -> String {
    let mut table = table(&["field", "value"]);
    let mut field = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            add(&mut table, [name.to_owned(), value]);
        }
    };
    field("provider", Some(customer.provider.to_string()));
    field(
        "account",
        customer.account.as_ref().map(ToString::to_string),
    );
    field("id", Some(customer.id.to_string()));
    for (path, value) in customer.values() {
        field(&path.to_string(), Some(value.into_owned()));
    }
    field("status", customer.status.as_ref().map(status));
    field("created", customer.created.map(|at| at.to_rfc3339()));
    field("updated", customer.updated.map(|at| at.to_rfc3339()));
    rendered(&table)
}

/// The customers of a listing, one per row.
pub(crate) fn listing(customers: &[Customer]) -> String {
    let mut table = table(&["provider", "id", "customer", "status"]);
    never_wrap(&mut table, 1);
    for customer in customers {
        let name = customer.name.as_ref().and_then(PersonName::to_full);
        let email = customer.email.as_ref().map(ToString::to_string);
        let who: Vec<String> = email.into_iter().chain(name).collect();
        let status = customer.status.as_ref().map(status);
        add(
            &mut table,
            [
                customer.provider.to_string(),
                customer.id.to_string(),
                who.join("\n"),
                status.unwrap_or_default(),
            ],
        );
    }
    rendered(&table)
}

fn status(status: &Status) -> String {
    let with =
        |word: &str, block: Option<&Block>| match block.and_then(|block| block.reason.as_deref()) {
            Some(reason) => format!("{word}: {reason}"),
            None => word.to_owned(),
        };
    match status {
        Status::Active => "active".to_owned(),
        Status::Blocked(block) => with("blocked", Some(block)),
        Status::Deleted(deletion) => with("deleted", deletion.blocked.as_ref()),
        _ => "unknown".to_owned(),
    }
}
