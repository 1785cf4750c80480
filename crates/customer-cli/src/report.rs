//! The results of a run: one entry per provider, or per customer if the command names customers.

use std::fmt::Write as _;
use std::sync::Arc;

use customer_core::{
    AccountId, Address, AddressId, Customer, CustomerId, ErrorKind, FieldPath, FieldProblem,
    FieldReport, Preview,
};
use serde::{Serialize, Serializer};

use crate::calls::interrupt::Interruption;
use crate::exit::Exit;
use crate::failure::{ErrorEntry, Failure};

/// The outcome of one call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Outcome {
    Created,
    Previewed,
    Found,
    NotFound,
    Listed,
    Updated,
    Deleted,
    Restored,
    Blocked,
    Unblocked,
    Added,
    Removed,
    Failed,
    NotStarted,
}

impl Outcome {
    /// The outcome, as tables and messages show it.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Previewed => "previewed",
            Self::Found => "found",
            Self::NotFound => "not found",
            Self::Listed => "listed",
            Self::Updated => "updated",
            Self::Deleted => "deleted",
            Self::Restored => "restored",
            Self::Blocked => "blocked",
            Self::Unblocked => "unblocked",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Failed => "failed",
            Self::NotStarted => "not started",
        }
    }
}

/// What settling showed about a write whose response did not arrive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Settled {
    /// The write was done.
    Done,
    /// The write was not done, as far as the provider shows.
    NotDone,
    /// Neither is certain.
    StillUnknown,
}

/// The result of one call. Keys that do not apply are left out.
#[derive(Debug, Serialize)]
pub(crate) struct Entry {
    pub(crate) provider: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) account: Option<AccountId>,
    /// The customer that the command names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) id: Option<CustomerId>,
    pub(crate) outcome: Outcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customer: Option<Customer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) customers: Option<Vec<Customer>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address: Option<Address>,
    /// The address that the command names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) address_id: Option<AddressId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) addresses: Option<Vec<Address>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fields: Option<FieldReport>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) problems: Vec<FieldProblem>,
    /// What settling showed about a write whose response did not arrive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) settled: Option<Settled>,
    /// The command that shows what became of a write whose outcome is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) look: Option<String>,
    /// Why the outcome is still unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) doubt: Option<&'static str>,
    #[serde(
        rename = "error",
        skip_serializing_if = "Option::is_none",
        serialize_with = "as_error"
    )]
    pub(crate) failure: Option<Arc<Failure>>,
    /// The fields given, for the table of a refused write.
    #[serde(skip)]
    pub(crate) given: Vec<FieldPath>,
}

#[allow(clippy::ref_option)] // serde passes a reference to the field.
fn as_error<S: Serializer>(
    failure: &Option<Arc<Failure>>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    failure
        .as_deref()
        .map(ErrorEntry::from)
        .serialize(serializer)
}

impl Entry {
    pub(crate) fn new(provider: &'static str, outcome: Outcome) -> Self {
        Self {
            provider,
            account: None,
            id: None,
            outcome,
            customer: None,
            customers: None,
            address: None,
            address_id: None,
            addresses: None,
            fields: None,
            problems: Vec::new(),
            settled: None,
            look: None,
            doubt: None,
            failure: None,
            given: Vec::new(),
        }
    }

    pub(crate) fn previewed(provider: &'static str, preview: Preview) -> Self {
        Self {
            fields: Some(preview.fields),
            problems: preview.problems,
            ..Self::new(provider, Outcome::Previewed)
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        match (&self.failure, self.outcome) {
            (Some(failure), _) => failure.exit(),
            (None, Outcome::NotFound) => Exit::NotFound,
            (None, _) if !self.problems.is_empty() => Exit::InvalidInput,
            (None, _) => Exit::Success,
        }
    }

    /// Whether a write was done.
    pub(crate) fn is_done(&self) -> bool {
        !matches!(
            self.outcome,
            Outcome::Failed | Outcome::NotStarted | Outcome::Previewed
        )
    }

    /// The outcome, and the ids of the customer and the address.
    pub(crate) fn in_one_line(&self) -> String {
        let written = self.customer.as_ref().map(|customer| &customer.id);
        let mut line = format!("{}: {}", self.provider, self.outcome.label());
        // Writing to a string does not fail.
        if let Some(id) = written.or(self.id.as_ref()) {
            let _ = write!(line, ": {}:{id}", self.provider);
        }
        let address = self.address.as_ref();
        let written = address.and_then(|address| address.id.as_ref());
        if let Some(id) = written.or(self.address_id.as_ref()) {
            let _ = write!(line, ", address {id}");
        }
        line
    }

    /// The kind of error, if the call failed.
    pub(crate) fn kind(&self) -> Option<ErrorKind> {
        self.failure.as_deref().map(Failure::kind)
    }
}

/// The results of one run.
#[derive(Debug, Serialize)]
pub(crate) struct Report {
    pub(crate) results: Vec<Entry>,
    /// The signal that interrupted the run.
    #[serde(skip)]
    pub(crate) interruption: Option<Interruption>,
}

impl Report {
    pub(crate) fn new(results: Vec<Entry>) -> Self {
        Self {
            results,
            interruption: None,
        }
    }

    /// The exit code: the most severe of all entries. A search that found something at one provider has succeeded,
    /// also where another provider has no match; a failure stays one.
    pub(crate) fn exit(&self) -> Exit {
        let mut entries = self.results.iter();
        let found_any = entries.any(|entry| entry.outcome == Outcome::Found);
        let is_match_elsewhere = |entry: &&Entry| {
            found_any && entry.failure.is_none() && entry.outcome == Outcome::NotFound
        };
        let entries = self.results.iter();
        Exit::worst(
            entries
                .filter(|entry| !is_match_elsewhere(entry))
                .map(Entry::exit),
        )
    }

    /// The failures. A failure that several entries share is listed once.
    pub(crate) fn failures(&self) -> Vec<&Failure> {
        let mut failures: Vec<&Arc<Failure>> = Vec::new();
        for failure in self
            .results
            .iter()
            .filter_map(|entry| entry.failure.as_ref())
        {
            if !failures.iter().any(|other| Arc::ptr_eq(other, failure)) {
                failures.push(failure);
            }
        }
        failures.into_iter().map(|failure| &**failure).collect()
    }
}

#[cfg(test)]
mod tests {
    use customer_core::Error;

    use super::*;

    #[test]
    fn a_search_succeeds_where_any_provider_has_a_match_and_none_fails() {
        let found = || Entry::new("a", Outcome::Found);
        let none = || Entry::new("b", Outcome::NotFound);
        let failed = |kind: ErrorKind| Entry {
            failure: Some(Arc::new(Failure::Provider(Error::new(kind, "no")))),
            ..Entry::new("c", Outcome::Failed)
        };
        let unsupported = || failed(ErrorKind::UnsupportedOperation);
        for (entries, exit) in [
            (vec![], Exit::Success),
            (vec![found()], Exit::Success),
            (vec![none()], Exit::NotFound),
            (vec![none(), none()], Exit::NotFound),
            (vec![none(), found()], Exit::Success),
            (vec![none(), unsupported()], Exit::Unsupported),
            (vec![none(), found(), unsupported()], Exit::Unsupported),
            (vec![found(), failed(ErrorKind::NotFound)], Exit::NotFound),
            (
                vec![found(), unsupported(), failed(ErrorKind::TimedOut)],
                Exit::Unavailable,
            ),
            (
                vec![none(), failed(ErrorKind::OutcomeUnknown)],
                Exit::OutcomeUnknown,
            ),
        ] {
            let outcomes: Vec<_> = entries
                .iter()
                .map(|entry| (entry.provider, entry.kind()))
                .collect();
            // The order of the entries does not matter.
            let mut reversed = Report::new(entries);
            assert_eq!(reversed.exit(), exit, "{outcomes:?}");
            reversed.results.reverse();
            assert_eq!(reversed.exit(), exit, "{outcomes:?}");
        }
    }

    #[test]
    fn another_provider_turns_no_failure_into_a_success() {
        for &kind in ErrorKind::ALL {
            let failed = || Entry {
                failure: Some(Arc::new(Failure::Provider(Error::new(kind, "no")))),
                ..Entry::new("a", Outcome::Failed)
            };
            for other in [
                Outcome::Found,
                Outcome::NotFound,
                Outcome::Created,
                Outcome::Listed,
            ] {
                let report = Report::new(vec![failed(), Entry::new("b", other)]);
                assert_ne!(report.exit(), Exit::Success, "{kind} {other:?}");
            }
        }
    }
}
