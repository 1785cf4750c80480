//! Results as tables.

use std::fmt::Write as _;

use comfy_table::presets::UTF8_FULL_CONDENSED;
use comfy_table::{ColumnConstraint, ContentArrangement, Table};
use customer_core::{
    Address, AddressRole, Block, Country, Customer, CustomerId, EmailAddress, ErrorKind, FieldPath,
    FieldReport, PhoneNumber, Status,
};

use super::fields::fold;
use super::report::View;
use crate::escape::printable;
use crate::failure::Failure;
use crate::report::{Entry, Report, Settled};

/// As wide as lines are where nobody says how wide they may be.
const COLUMNS: u16 = 100;

/// An empty table with a header, as wide as the terminal.
pub(crate) fn table(header: &[&str]) -> Table {
    let mut table = Table::new();
    table
        .load_style(UTF8_FULL_CONDENSED)
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_header(header.to_vec());
    if !table.is_tty() {
        let columns = std::env::var("COLUMNS")
            .ok()
            .and_then(|columns| columns.parse().ok());
        table.set_width(columns.unwrap_or(COLUMNS));
    }
    table
}

/// Lets no cell of the column be broken over lines: an id has to be taken as it is.
pub(crate) fn keep_whole(table: &mut Table, column: usize) {
    if let Some(column) = table.column_mut(column) {
        column.set_constraint(ColumnConstraint::ContentWidth);
    }
}

/// Adds a row. Whatever providers wrote into it, it steers no terminal.
fn add<const N: usize>(table: &mut Table, cells: [String; N]) {
    table.add_row(cells.map(|cell| printable(&cell)));
}

fn rendered(table: &Table) -> String {
    format!("{table}\n")
}

/// The results as the view shows them.
pub(crate) fn report(report: &Report, view: View) -> String {
    match view {
        View::Fates => fates(&report.results),
        View::Changes => changes(&report.results),
        View::Customers => report.results.iter().map(customers).collect(),
        View::Addresses => report.results.iter().map(addresses).collect(),
    }
}

/// What was done to whom, and below it what became of each field.
fn fates(entries: &[Entry]) -> String {
    let mut table = table(&["provider", "sent", "altered", "cannot hold"]);
    let mut is_blank = true;
    for entry in entries {
        let [sent, altered, lost] = match &entry.fields {
            Some(fields) => fates_of(fields),
            None => refused(entry),
        };
        is_blank &= sent.is_empty() && altered.is_empty() && lost.is_empty();
        add(&mut table, [entry.provider.to_owned(), sent, altered, lost]);
    }
    let fates = if is_blank {
        String::new()
    } else {
        rendered(&table)
    };
    changes(entries) + &fates
}

/// Nothing was sent; where that was for fields that the provider cannot hold, these are they.
fn refused(entry: &Entry) -> [String; 3] {
    let failure = entry.failure.as_deref();
    let failure = failure.filter(|failure| failure.kind() == ErrorKind::UnrepresentableFields);
    let fields = failure.map(Failure::fields).unwrap_or_default();
    let paths: Vec<FieldPath> = fields
        .into_iter()
        .filter_map(|field| field.parse().ok())
        .collect();
    [String::new(), String::new(), fold(&paths, &entry.given)]
}

/// What was sent, altered and lost.
fn fates_of(fields: &FieldReport) -> [String; 3] {
    let altered: Vec<_> = fields
        .altered
        .iter()
        .map(|change| change.field.clone())
        .collect();
    let lost: Vec<_> = fields
        .unrepresentable
        .iter()
        .map(|loss| loss.field.clone())
        .collect();
    let given: Vec<_> = fields
        .sent
        .iter()
        .chain(&altered)
        .chain(&lost)
        .cloned()
        .collect();
    // Fields that are altered in one way stand together.
    let mut ways: Vec<(&str, Vec<FieldPath>)> = Vec::new();
    for change in &fields.altered {
        match ways.iter_mut().find(|(how, _)| *how == change.how) {
            Some((_, paths)) => paths.push(change.field.clone()),
            None => ways.push((&change.how, vec![change.field.clone()])),
        }
    }
    let ways: Vec<String> = ways
        .iter()
        .map(|(how, paths)| format!("{}: {how}", fold(paths, &given)))
        .collect();
    [
        fold(&fields.sent, &given),
        ways.join("\n"),
        fold(&lost, &given),
    ]
}

fn changes(entries: &[Entry]) -> String {
    let mut table = table(&["provider", "id", "outcome"]);
    keep_whole(&mut table, 1);
    for entry in entries {
        add(
            &mut table,
            [entry.provider.to_owned(), ids(entry), outcome(entry)],
        );
    }
    rendered(&table)
}

/// The id of the customer, and below it that of the address that was written.
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
    let mut text = entry.outcome.words().to_owned();
    if let Some(kind) = entry.kind() {
        // Writing to a string does not fail.
        let _ = write!(text, ": {kind}");
    }
    text.push_str(match entry.settled {
        Some(Settled::Done) => " (looked up, since no answer came)",
        Some(Settled::NotDone) => " (looked up: not done)",
        Some(Settled::StillUnknown) => " (looked up: not known)",
        None => "",
    });
    text
}

/// Every customer of one result, field by field.
fn customers(entry: &Entry) -> String {
    let found = entry
        .customer
        .iter()
        .chain(entry.customers.iter().flatten());
    let text: String = found.map(details).collect();
    if !text.is_empty() {
        return text;
    }
    changes(std::slice::from_ref(entry))
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

fn addresses(entry: &Entry) -> String {
    let Some(addresses) = &entry.addresses else {
        return changes(std::slice::from_ref(entry));
    };
    let mut table = table(&["id", "role", "receiver", "address", "contact"]);
    keep_whole(&mut table, 0);
    for address in addresses {
        add(&mut table, address_cells(address));
    }
    rendered(&table)
}

fn address_cells(address: &Address) -> [String; 5] {
    let joined = |parts: &[Option<&str>], separator: &str| {
        let parts: Vec<&str> = parts.iter().flatten().copied().collect();
        parts.join(separator)
    };
    let roles: Vec<_> = address.roles.iter().map(AddressRole::as_str).collect();
    let name = address.name.as_ref();
    let person = joined(
        &[
            name.and_then(|name| name.given.as_deref()),
            name.and_then(|name| name.family.as_deref()),
        ],
        " ",
    );
    let person = Some(&*person).filter(|person| !person.is_empty());
    let lines = address.lines.join("\n");
    let town = joined(
        &[address.postal_code.as_deref(), address.city.as_deref()],
        " ",
    );
    let country = address.country.as_ref().map(Country::as_str);
    [
        address
            .id
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        roles.join(", "),
        joined(
            &[person, address.company.as_deref(), address.label.as_deref()],
            "\n",
        ),
        joined(
            &[
                Some(&*lines).filter(|lines| !lines.is_empty()),
                address.landmark.as_deref(),
                Some(&*town).filter(|town| !town.is_empty()),
                address.region.as_deref(),
                country,
            ],
            "\n",
        ),
        joined(
            &[
                address.phone.as_ref().map(PhoneNumber::as_str),
                address.email.as_ref().map(EmailAddress::as_str),
            ],
            "\n",
        ),
    ]
}

/// Customers of a listing, one a row.
pub(crate) fn listing(customers: &[Customer]) -> String {
    let mut table = table(&["provider", "id", "customer", "status"]);
    keep_whole(&mut table, 1);
    for customer in customers {
        let name = customer.name.as_ref();
        let name = [
            name.and_then(|name| name.given.as_deref()),
            name.and_then(|name| name.family.as_deref()),
        ];
        let name: Vec<&str> = name.into_iter().flatten().collect();
        let name = Some(name.join(" ")).filter(|name| !name.is_empty());
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
