//! Asking several providers the same, side by side.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use customer_core::{
    Address, Customer, CustomerId, CustomerProvider, Doubt, Error, ErrorKind, FieldProblem,
    FieldReport, Operation, ProviderName,
};
use futures_util::{StreamExt, stream};

use super::interrupt::{Interruption, interrupted};
use super::settle::Unsettled;
use crate::args::Connection;
use crate::commands::sandbox_flags;
use crate::connect::session::Session;
use crate::failure::Failure;
use crate::output::note;
use crate::output::shell::quoted;
use crate::providers::Provider;
use crate::report::{Entry, Outcome, Report, Settled};

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

    /// The command that shows the customer as it is now.
    pub(crate) fn look(&self, command: &str, connection: &Connection) -> Option<String> {
        let id = self.id.as_ref()?;
        let id = quoted(&format!("{}:{id}", self.provider.name));
        let sandbox = sandbox_flags(connection);
        Some(format!("customers {command}{sandbox} {id}"))
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
    Report::new(results)
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
    let stages = stages(asked);
    each(&session, asked, &stages, work).await;
    session.close().await;
    Report::new(results(asked, stages, None))
}

/// How long the embedded sandbox may take to end where the command was told to.
const CLOSING: Duration = Duration::from_secs(1);

/// Has every provider write. Where the process is told to end meanwhile, what was begun is unknown: no
/// one knows whether its request has left. `look` is the command that finds out what became of one.
pub(crate) async fn ask_write<F, Fut>(
    connection: &Connection,
    asked: &[Asked],
    operation: Operation,
    look: impl Fn(&Asked) -> Option<String>,
    work: F,
) -> Report
where
    F: Fn(Arc<dyn CustomerProvider>, Asked) -> Fut,
    Fut: Future<Output = Result<Done, Unsettled>>,
{
    let session = match Session::open(connection).await {
        Ok(session) => session,
        Err(failure) => return refuse(asked, failure),
    };
    let interrupted = match interrupted() {
        Ok(interrupted) => interrupted,
        Err(error) => {
            let message = format!("signals cannot be waited for: {error}");
            return refuse(asked, Failure::Setup(message));
        }
    };
    let stages = stages(asked);
    let interruption = tokio::select! {
        () = each(&session, asked, &stages, work) => None,
        interruption = interrupted => Some(interruption),
    };
    let unknown = interruption.map(|interruption| (interruption, operation));
    let mut report = Report::new(results(asked, stages, unknown));
    report.interruption = interruption;
    for (asked, entry) in asked.iter().zip(&mut report.results) {
        if entry.kind() == Some(ErrorKind::OutcomeUnknown) {
            entry.look = look(asked);
            note(match &entry.look {
                Some(command) => {
                    format!("{}: to look what became of it: {command}", entry.provider)
                }
                None => format!(
                    "{}: there is no command to look it up; repeating it may do it twice",
                    entry.provider
                ),
            });
        }
        if entry.outcome == Outcome::NotStarted {
            note(entry.in_one_line());
        }
    }
    if interruption.is_some() {
        // It may be at work on a request that nobody waits for any more.
        let _ = tokio::time::timeout(CLOSING, session.close()).await;
    } else {
        session.close().await;
    }
    report
}

/// How far one of those that are asked is.
enum Stage {
    Waiting,
    Begun,
    Ended(Box<Entry>),
}

type Stages = Vec<Mutex<Stage>>;

fn stages(asked: &[Asked]) -> Stages {
    asked.iter().map(|_| Mutex::new(Stage::Waiting)).collect()
}

fn set(stage: &Mutex<Stage>, to: Stage) {
    *stage.lock().unwrap_or_else(PoisonError::into_inner) = to;
}

fn results(
    asked: &[Asked],
    stages: Stages,
    unknown: Option<(Interruption, Operation)>,
) -> Vec<Entry> {
    let entries = asked.iter().zip(stages).map(|(asked, stage)| {
        let name = asked.provider.name;
        let entry = match stage.into_inner().unwrap_or_else(PoisonError::into_inner) {
            Stage::Ended(entry) => *entry,
            Stage::Waiting => Entry::new(name, Outcome::NotStarted),
            Stage::Begun => match unknown {
                Some((interruption, operation)) => {
                    let message = format!(
                        "{} came before the answer, and the request may have left",
                        interruption.name
                    );
                    let error = Error::new(ErrorKind::OutcomeUnknown, message)
                        .with_provider(ProviderName::from_static(name))
                        .with_operation(operation);
                    Entry::failed(name, Arc::new(error.into()))
                }
                None => Entry::new(name, Outcome::Failed),
            },
        };
        asked.entry(entry)
    });
    entries.collect()
}

async fn each<F, Fut>(session: &Session, asked: &[Asked], stages: &Stages, work: F)
where
    F: Fn(Arc<dyn CustomerProvider>, Asked) -> Fut,
    Fut: Future<Output = Result<Done, Unsettled>>,
{
    // One adapter a provider: its calls share connections and the rate limit.
    let mut adapters = HashMap::new();
    for Asked { provider, .. } in asked {
        adapters
            .entry(provider.name)
            .or_insert_with(|| session.connect(provider).map_err(Arc::new));
    }
    let calls = asked.iter().zip(stages).map(|(asked, stage)| {
        let adapter = adapters.get(asked.provider.name);
        let work = &work;
        async move {
            let name = asked.provider.name;
            let entry = match adapter {
                Some(Ok(adapter)) => {
                    let account = adapter.identity().account;
                    set(stage, Stage::Begun);
                    let done = work(Arc::clone(adapter), asked.clone()).await;
                    let entry = entry(name, done);
                    let of_customer = entry.customer.as_ref();
                    let account = account.or_else(|| of_customer?.account.clone());
                    Entry { account, ..entry }
                }
                Some(Err(failure)) => Entry::failed(name, Arc::clone(failure)),
                // Every provider that is asked was connected above.
                None => Entry::new(name, Outcome::Failed),
            };
            set(stage, Stage::Ended(Box::new(entry)));
        }
    });
    stream::iter(calls)
        .buffered(AT_ONCE)
        .for_each(|()| std::future::ready(()))
        .await;
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
        Err(Unsettled {
            error,
            settled,
            doubt,
        }) => Entry {
            settled,
            doubt: doubt.map(Doubt::as_str),
            ..Entry::failed(provider, Arc::new(error.into()))
        },
    }
}
