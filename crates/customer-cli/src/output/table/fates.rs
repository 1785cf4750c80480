//! The table of field fates: what is sent, what is altered, what the provider cannot hold.

use customer_core::{ErrorKind, FieldPath, FieldReport};

use super::layout::{add, rendered, table};
use super::outcomes::outcomes;
use crate::failure::Failure;
use crate::output::fields::fold;
use crate::report::Entry;

/// The outcomes, and below them the fate of each field.
pub(super) fn fates(entries: &[Entry]) -> String {
    let mut table = table(&["provider", "sent", "altered", "cannot hold"]);
    let mut is_blank = true;
    for entry in entries {
        let [sent, altered, lost] = match &entry.fields {
            Some(fields) => columns(fields),
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
    outcomes(entries) + &fates
}

/// The fields for which a write was refused because the provider cannot hold them.
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

/// The fields that are sent, altered and lost.
fn columns(fields: &FieldReport) -> [String; 3] {
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
    // Fields that are altered in the same way share a line.
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
