//! Calls several providers concurrently, and reports on each call.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use customer_core::{CustomerId, CustomerProvider, Error, ErrorKind, Operation, ProviderName};
use futures_util::{StreamExt, stream};

use super::interrupt::{Interruption, interrupted};
use super::settle::CallFailure;
use crate::args::Connection;
use crate::connect::session::Session;
use crate::failure::Failure;
use crate::output::messages::note;
use crate::output::next_command;
use crate::providers::Provider;
use crate::report::{Entry, Outcome, Report};

/// How many calls are in flight at most.
const MAX_IN_FLIGHT: usize = 8;

/// How long closing the embedded sandbox may take after an interruption.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(1);

/// A call: to which provider, and for which customer if it names one.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    pub(crate) provider: &'static Provider,
    pub(crate) id: Option<CustomerId>,
}

impl Call {
    /// A call for each provider, without a customer.
    pub(crate) fn to_providers(providers: Vec<&'static Provider>) -> Vec<Self> {
        let call = |provider| Self { provider, id: None };
        providers.into_iter().map(call).collect()
    }

    /// A call for each customer.
    pub(crate) fn for_customers(customers: Vec<(&'static Provider, CustomerId)>) -> Vec<Self> {
        let call = |(provider, id)| Self {
            provider,
            id: Some(id),
        };
        customers.into_iter().map(call).collect()
    }

    /// The command that shows the customer, such as `get` or `addresses list`, if the call is for one.
    pub(crate) fn show_command(&self, command: &str, connection: &Connection) -> Option<String> {
        let id = self.id.as_ref()?;
        Some(next_command::show_customer(
            command,
            self.provider,
            id,
            connection,
        ))
    }

    /// An empty entry of the report for this call.
    pub(crate) fn entry(&self, outcome: Outcome) -> Entry {
        Entry {
            id: self.id.clone(),
            ..Entry::new(self.provider.name, outcome)
        }
    }

    /// The entry of the report for this call if it failed.
    fn failed(&self, failure: impl Into<CallFailure>) -> Entry {
        let CallFailure {
            failure,
            settled,
            doubt,
        } = failure.into();
        Entry {
            settled,
            doubt,
            failure: Some(failure),
            ..self.entry(Outcome::Failed)
        }
    }
}

/// The report of a run that failed before any provider was called.
pub(crate) fn fail_all(calls: &[Call], failure: impl Into<Failure>) -> Report {
    let failure = Arc::new(failure.into());
    let entries = calls.iter().map(|call| call.failed(Arc::clone(&failure)));
    Report::new(entries.collect())
}

/// Runs calls that only read. The report has them in the order given.
pub(crate) async fn run_reads<F, Fut>(connection: &Connection, calls: &[Call], work: F) -> Report
where
    F: Fn(Arc<dyn CustomerProvider>, Call) -> Fut,
    Fut: Future<Output = Result<Entry, CallFailure>>,
{
    let session = match Session::open(connection).await {
        Ok(session) => session,
        Err(failure) => return fail_all(calls, failure),
    };
    let states = states(calls);
    run_all(&session, calls, &states, work).await;
    session.close().await;
    Report::new(entries(calls, states, None))
}

/// Runs calls that write. The report has them in the order given. If a signal interrupts the process, the outcome of
/// every write in flight is unknown: its request may have been sent. `look_up` gives the command that shows what
/// became of a call.
pub(crate) async fn run_writes<F, Fut>(
    connection: &Connection,
    calls: &[Call],
    operation: Operation,
    look_up: impl Fn(&Call) -> Option<String>,
    work: F,
) -> Report
where
    F: Fn(Arc<dyn CustomerProvider>, Call) -> Fut,
    Fut: Future<Output = Result<Entry, CallFailure>>,
{
    let session = match Session::open(connection).await {
        Ok(session) => session,
        Err(failure) => return fail_all(calls, failure),
    };
    let interrupted = match interrupted() {
        Ok(interrupted) => interrupted,
        Err(error) => {
            let message = format!("cannot wait for signals: {error}");
            return fail_all(calls, Failure::Setup(message));
        }
    };
    let states = states(calls);
    let interruption = tokio::select! {
        () = run_all(&session, calls, &states, work) => None,
        interruption = interrupted => Some(interruption),
    };
    let unknown = interruption.map(|interruption| (interruption, operation));
    let mut report = Report::new(entries(calls, states, unknown));
    report.interruption = interruption;
    for (call, entry) in calls.iter().zip(&mut report.results) {
        if entry.kind() == Some(ErrorKind::OutcomeUnknown) {
            entry.look = look_up(call);
            note(match &entry.look {
                Some(command) => {
                    format!("{}: to see whether it was done: {command}", entry.provider)
                }
                None => format!(
                    "{}: no command can look it up; running it again may do it twice",
                    entry.provider
                ),
            });
        }
        if entry.outcome == Outcome::NotStarted {
            note(entry.in_one_line());
        }
    }
    if interruption.is_some() {
        // The sandbox may still be working on a request that was given up.
        let _ = tokio::time::timeout(CLOSE_TIMEOUT, session.close()).await;
    } else {
        session.close().await;
    }
    report
}

/// How far a call is.
enum State {
    Waiting,
    InFlight,
    Ended(Box<Entry>),
}

fn states(calls: &[Call]) -> Vec<Mutex<State>> {
    calls.iter().map(|_| Mutex::new(State::Waiting)).collect()
}

fn set(state: &Mutex<State>, to: State) {
    *state.lock().unwrap_or_else(PoisonError::into_inner) = to;
}

/// The entries of the report. `unknown` is what interrupted the calls, and the operation they were for.
fn entries(
    calls: &[Call],
    states: Vec<Mutex<State>>,
    unknown: Option<(Interruption, Operation)>,
) -> Vec<Entry> {
    let entry = |(call, state): (&Call, Mutex<State>)| match state
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
    {
        State::Ended(entry) => *entry,
        State::Waiting => call.entry(Outcome::NotStarted),
        State::InFlight => match unknown {
            Some((interruption, operation)) => {
                let message = format!(
                    "{} arrived before the response; the request may have been sent",
                    interruption.name
                );
                let error = Error::new(ErrorKind::OutcomeUnknown, message)
                    .with_provider(ProviderName::from_static(call.provider.name))
                    .with_operation(operation);
                call.failed(error)
            }
            None => call.entry(Outcome::Failed),
        },
    };
    calls.iter().zip(states).map(entry).collect()
}

async fn run_all<F, Fut>(session: &Session, calls: &[Call], states: &[Mutex<State>], work: F)
where
    F: Fn(Arc<dyn CustomerProvider>, Call) -> Fut,
    Fut: Future<Output = Result<Entry, CallFailure>>,
{
    // One adapter per provider: its calls share connections and the rate limit.
    let mut adapters = HashMap::new();
    for Call { provider, .. } in calls {
        adapters
            .entry(provider.name)
            .or_insert_with(|| session.connect(provider).map_err(Arc::new));
    }
    let running = calls.iter().zip(states).map(|(call, state)| {
        let adapter = adapters.get(call.provider.name);
        let work = &work;
        async move {
            let entry = match adapter {
                Some(Ok(adapter)) => {
                    set(state, State::InFlight);
                    let done = work(Arc::clone(adapter), call.clone()).await;
                    let mut entry = done.unwrap_or_else(|failure| call.failed(failure));
                    let account = adapter.identity().account;
                    entry.account = account.or_else(|| entry.customer.as_ref()?.account.clone());
                    entry
                }
                Some(Err(failure)) => call.failed(Arc::clone(failure)),
                // Every provider was connected above.
                None => call.entry(Outcome::Failed),
            };
            set(state, State::Ended(Box::new(entry)));
        }
    });
    stream::iter(running)
        .buffered(MAX_IN_FLIGHT)
        .for_each(|()| std::future::ready(()))
        .await;
}
