//! The table of a report.

use super::addresses::addresses;
use super::customers::customers;
use super::fates::fates;
use super::outcomes::outcomes;
use crate::report::Report;

/// What the table of a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// The outcomes, and the fate of each field.
    Fates,
    /// The customers, with every field.
    Customers,
    /// The outcomes.
    Outcomes,
    /// The addresses.
    Addresses,
}

/// The results, as the view shows them.
pub(crate) fn results(report: &Report, view: View) -> String {
    match view {
        View::Fates => fates(&report.results),
        View::Outcomes => outcomes(&report.results),
        View::Customers => report.results.iter().map(customers).collect(),
        View::Addresses => report.results.iter().map(addresses).collect(),
    }
}
