//! Asking several providers the same, side by side.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;

use customer_core::{Address, Customer, CustomerId, CustomerProvider, FieldProblem, FieldReport};
use futures_util::{StreamExt, stream};

use super::settle::Unsettled;
use crate::args::Connection;
use crate::failure::Failure;
use crate::providers::Provider;
use crate::report::{Entry, Outcome, Report, Settled};
use crate::session::Session;

/// How many calls are under way at once.
const AT_ONCE: usize = 8;

/// Who is asked, and about which customer.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    pub(crate) provider: &'static Provider,
    pub(crate) id: Option<CustomerId>,
}

impl Asked {
    /// Providers, each about no customer in particular.
    pub(crate) fn providers(providers: Vec<&'static Provider>) -> Vec<Self> {
        let asked = |provider| Self { provider, id: None };
        providers.into_iter().map(asked).collect()
    }

    /// Customers, each of its provider.
    pub(crate) fn customers(customers: Vec<(&'static Provider, CustomerId)>) -> Vec<Self> {
        let asked = |(provider, id)| Self {
            provider,
            id: Some(id),
        };
        customers.into_iter().map(asked).collect()
    }

    fn entry(&self, entry: Entry) -> Entry {
        Entry {
            id: self.id.clone(),
            ..entry
        }
    }
}

/// What a provider did.
#[derive(Debug)]
pub(crate) struct Done {
    outcome: Outcome,
    pub(crate) customer: Option<Customer>,
    pub(crate) customers: Option<Vec<Customer>>,
    pub(crate) address: Option<Address>,
    pub(crate) addresses: Option<Vec<Address>>,
    pub(crate) fields: Option<FieldReport>,
    pub(crate) problems: Vec<FieldProblem>,
    pub(crate) settled: Option<Settled>,
}

impl Done {
    pub(crate) fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            customer: None,
            customers: None,
            address: None,
            addresses: None,
            fields: None,
            problems: Vec::new(),
            settled: None,
        }
    }
}

/// The results of a run that failed before any provider was asked.
pub(crate) fn refuse(asked: &[Asked], failure: impl Into<Failure>) -> Report {
    let failure = Arc::new(failure.into());
    let results = asked
        .iter()
        .map(|asked| asked.entry(Entry::failed(asked.provider.name, Arc::clone(&failure))))
        .collect();
    Report { results }
}

/// Asks every provider, and reports in the order in which they were named.
pub(crate) async fn ask<F, Fut>(connection: &Connection, asked: &[Asked], work: F) -> Report
where
    F: Fn(Arc<dyn CustomerProvider>, Asked) -> Fut,
    Fut: Future<Output = Result<Done, Unsettled>>,
{
    let session = match Session::open(connection).await {
        Ok(session) => session,
        Err(failure) => return refuse(asked, failure),
    };
    // One adapter a provider: its calls share connections and the rate limit.
    let mut adapters = HashMap::new();
    for Asked { provider, .. } in asked {
        adapters
            .entry(provider.name)
            .or_insert_with(|| session.connect(provider).map_err(Arc::new));
    }
    let calls = asked.iter().map(|asked| {
        let adapter = adapters.get(asked.provider.name);
        let work = &work;
        async move {
            let name = asked.provider.name;
            match adapter {
                Some(Ok(adapter)) => {
                    let account = adapter.identity().account;
                    let done = work(Arc::clone(adapter), asked.clone()).await;
                    let entry = entry(name, done);
                    let of_customer = entry.customer.as_ref();
                    let account = account.or_else(|| of_customer?.account.clone());
                    Entry { account, ..entry }
                }
                Some(Err(failure)) => Entry::failed(name, Arc::clone(failure)),
                // Every provider that is asked was connected above.
                None => Entry::new(name, Outcome::Failed),
            }
        }
    });
    let entries: Vec<Entry> = stream::iter(calls).buffered(AT_ONCE).collect().await;
    let results = asked
        .iter()
        .zip(entries)
        .map(|(asked, entry)| asked.entry(entry))
        .collect();
    session.close().await;
    Report { results }
}

fn entry(provider: &'static str, done: Result<Done, Unsettled>) -> Entry {
    match done {
        Ok(done) => Entry {
            customer: done.customer,
            customers: done.customers,
            address: done.address,
            addresses: done.addresses,
            fields: done.fields,
            problems: done.problems,
            settled: done.settled,
            ..Entry::new(provider, done.outcome)
        },
        Err(Unsettled { error, settled }) => Entry {
            settled,
            ..Entry::failed(provider, Arc::new(error.into()))
        },
    }
}
