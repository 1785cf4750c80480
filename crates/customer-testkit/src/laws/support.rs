//! What the laws share.

use std::cell::Cell;
use std::sync::Arc;

use customer_core::{CustomerProvider, NewCustomer, Operation, strategies};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestError, TestRunner};
use serde::Serialize;

use crate::endpoint::Endpoint;
use crate::harness::{Harness, Part, What};
use crate::outcome::{Checked, Stop, Violation, broken, skip};
use crate::stand_in::StandIn;

/// How many values a law without requests is tried with.
pub(crate) const CASES: u32 = 400;

/// How many values a law is tried with that sends requests.
pub(crate) const SENT_CASES: u32 = 60;

thread_local! {
    /// How thorough the law is that runs on this thread, in percent.
    static EFFORT: Cell<u32> = const { Cell::new(100) };
}

/// Runs a law with the effort that its harness asks for.
pub(crate) fn with_effort<T>(harness: &dyn Harness, law: impl FnOnce() -> T) -> T {
    let before = EFFORT.replace(harness.effort());
    let result = law();
    EFFORT.set(before);
    result
}

/// Tries a law with values of a strategy.
pub(crate) fn for_all<S: Strategy>(
    cases: u32,
    strategy: &S,
    remedy: &str,
    law: impl Fn(S::Value) -> Result<(), TestCaseError>,
) -> Checked {
    let cases = (cases * EFFORT.get() / 100).max(1);
    // `PROPTEST_CASES` above the default of 256 asks for more.
    let factor = (Config::default().cases / 256).max(1);
    let config = Config {
        failure_persistence: None,
        ..Config::with_cases(cases * factor)
    };
    match TestRunner::new(config).run(strategy, law) {
        Ok(()) => Ok(()),
        Err(TestError::Fail(reason, value)) => {
            broken(format!("{reason}\n  for: {value:?}"), remedy)
        }
        Err(TestError::Abort(reason)) => broken(format!("no values: {reason}"), remedy),
    }
}

/// The failure with the value that it is about, as JSON: `Debug` of what the domain has masks it, and these values are made up.
pub(crate) fn with_json(error: TestCaseError, value: &impl Serialize) -> TestCaseError {
    match (error, serde_json::to_string(value)) {
        (TestCaseError::Fail(reason), Ok(json)) => {
            TestCaseError::fail(format!("{reason}\n  as JSON: {json}"))
        }
        (error, _) => error,
    }
}

/// The reason for which a part is left out, if it is.
pub(crate) fn left_out(harness: &dyn Harness, part: Part) -> Option<String> {
    let unsupported = harness.unsupported().into_iter();
    unsupported
        .filter(|unsupported| matches!(&unsupported.what, What::Part(other) if *other == part))
        .map(|unsupported| unsupported.reason)
        .next()
}

/// The end of a law that needs a part which is not there.
pub(crate) fn missing<T>(harness: &dyn Harness, part: Part, remedy: &str) -> Checked<T> {
    match left_out(harness, part) {
        Some(reason) => skip(reason),
        None => broken(
            format!("the harness has no {part:?}"),
            format!(
                "{remedy}; or Unsupported::part(Part::{part:?}, …) in Harness::unsupported, with the reason"
            ),
        ),
    }
}

/// Skips where the part is left out.
pub(crate) fn needs(harness: &dyn Harness, part: Part) -> Checked {
    left_out(harness, part).map_or(Ok(()), skip)
}

/// Skips where none of the operations is claimed.
pub(crate) fn needs_one_of(provider: &dyn CustomerProvider, operations: &[Operation]) -> Checked {
    let capabilities = provider.capabilities();
    if operations
        .iter()
        .any(|operation| capabilities.supports(*operation))
    {
        return Ok(());
    }
    let names: Vec<_> = operations.iter().map(|one| one.as_str()).collect();
    skip(format!("the capabilities deny {}", names.join(" and ")))
}

/// The provider behind a `Box` and an `Arc`, which have to hand every call on: most laws call it so.
pub(crate) fn pointed_to(provider: Arc<dyn CustomerProvider>) -> Arc<dyn CustomerProvider> {
    let boxed: Box<dyn CustomerProvider> = Box::new(provider);
    Arc::new(boxed)
}

/// A provider that is connected to nothing.
pub(crate) fn offline(harness: &dyn Harness) -> Arc<dyn CustomerProvider> {
    pointed_to(harness.connect(&Endpoint::nowhere()))
}

/// A stand-in of this law's own, and a client of it.
pub(crate) struct World {
    pub(crate) stand_in: Box<dyn StandIn>,
    pub(crate) provider: Arc<dyn CustomerProvider>,
}

impl World {
    pub(crate) async fn of(harness: &dyn Harness) -> Checked<Self> {
        let Some(stand_in) = harness.stand_in().await else {
            let remedy = "Harness::stand_in: a stateful stand-in of the provider's API";
            return missing(harness, Part::StandIn, remedy);
        };
        if let Some(reason) = left_out(harness, Part::StandIn) {
            return skip(reason);
        }
        let provider = pointed_to(stand_in.connect(&Endpoint::nowhere()));
        Ok(Self { stand_in, provider })
    }
}

/// Whether the harness has a stand-in.
pub(crate) fn block_on_stand_in(harness: &dyn Harness) -> bool {
    crate::runtime::block_on(async { harness.stand_in().await.is_some() })
}

/// Any customer, and more often one of those that the provider is said to hold.
pub(crate) fn any_customer(harness: &dyn Harness) -> BoxedStrategy<NewCustomer> {
    prop_oneof![
        1 => strategies::new_customer(),
        2 => harness.customers(),
    ]
    .boxed()
}

/// Breaks the law where a call failed that should not have.
pub(crate) fn done<T>(result: customer_core::Result<T>, what: &str, remedy: &str) -> Checked<T> {
    result.map_err(|error| {
        Stop::Broken(Violation::new(
            format!("{what} failed: {error} ({:?})", error.fields()),
            remedy,
        ))
    })
}
