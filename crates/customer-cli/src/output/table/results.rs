//! The table of a report.

use super::addresses::addresses;
use super::customers::customers;
use super::fates::fates;
use crate::report::Report;

/// What the table of a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum View {
    /// The outcomes, and the fate of each field if any was given.
    Fates,
    /// The customers, with every field.
    Customers,
    /// The addresses.
    Addresses,
}

/// The results, as the view shows them.
pub(crate) fn results(report: &Report, view: View) -> String {
    match view {
        View::Fates => fates(&report.results),
        View::Customers => report.results.iter().map(customers).collect(),
        View::Addresses => report.results.iter().map(addresses).collect(),
    }
}
