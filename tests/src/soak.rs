//! A great many registrations against stand-ins that fail all the time and whose clocks are apart from ours, while other
//! callers register and delete the same addresses: in the end no customer of ours is there twice, and no record of another
//! caller's was taken for ours.

mod counts;
mod customers;
mod others;

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use chrono::TimeDelta;
use customer_core::{
    CustomerProvider, CustomerProviderExt, Error, ErrorKind, ListQuery, RetryAdvice, Settlement,
    WriteOptions,
};
use customer_http::{Clock, DefaultRandomSource, HttpOptions, Sleep};
use customer_sandbox::{Fault, Provider, ResetPoint, Sandbox};
use futures_util::{StreamExt, TryStreamExt};

use counts::{Counts, add, of};
use customers::{MOST_TRIES, email_of, input};
use others::{Others, Role};

/// What a soak is made of.
#[derive(Debug, Clone, Copy)]
pub struct Soak {
    /// How many customers are registered, over all providers.
    pub creates: u32,
    /// How many registrations are under way at once.
    pub tasks: usize,
    /// Where the drawing of lots begins.
    pub seed: u64,
}

/// What became of the registrations at one provider.
#[derive(Debug)]
pub struct Report {
    /// Where.
    pub provider: Provider,
    /// How many customers were to be registered.
    pub inputs: u64,
    counts: Counts,
    /// How many registrations the server carried out.
    pub committed: u64,
    /// How many requests were struck by a fault.
    pub struck: u64,
    /// What must not be, in words.
    pub violations: Vec<String>,
}

impl Report {
    /// How many registrations the provider gives no way to settle.
    pub fn still_unknown(&self) -> u64 {
        of(&self.counts.still_unknown)
    }

    /// How many outcomes were unknown before settling.
    pub fn unknown(&self) -> u64 {
        of(&self.counts.unknown)
    }

    /// How many customers other callers registered or deleted.
    pub fn by_others(&self) -> u64 {
        of(&self.counts.by_others)
    }

    /// How many registrations were settled by a record that is the same in all and that another caller made at the same
    /// moment: no one could tell it from ours.
    pub fn same_moment(&self) -> u64 {
        of(&self.counts.same_moment)
    }

    /// How many calls the provider refused for now, after the transport's own repetitions.
    pub fn refused(&self) -> u64 {
        of(&self.counts.refused)
    }
}

/// Those of the soak.
const PROVIDERS: [Provider; 3] = [
    Provider::KOMERZA,
    Provider::COMMERCEENGINE,
    Provider::KOHORTPAY,
];

/// Runs a soak against a sandbox of its own, provider by provider.
///
/// # Errors
///
/// When it cannot be set up.
pub async fn run(soak: Soak) -> Result<Vec<Report>, Box<dyn std::error::Error + Send + Sync>> {
    let mut reports = Vec::new();
    for (index, provider) in (0u32..).zip(PROVIDERS) {
        let inputs = soak.creates / 3 + u32::from(index < soak.creates % 3);
        reports.push(run_at(provider, inputs, soak).await?);
    }
    Ok(reports)
}

/// The counts, a row for each provider.
pub fn table(reports: &[Report]) -> String {
    let mut table = String::from(
        "| provider | clock | customers | by others | answered | there | unknown | settled: done | of the same moment | settled: not done | \
         settlements retried | still unknown | refused, retried | requests with a fault | server acted | violations |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for report in reports {
        let counts = &report.counts;
        let _ = writeln!(
            table,
            "| {} | {:+} min | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            report.provider,
            clock_of(report.provider).num_minutes(),
            report.inputs,
            of(&counts.by_others),
            of(&counts.created),
            of(&counts.there),
            of(&counts.unknown),
            of(&counts.settled_done),
            of(&counts.same_moment),
            of(&counts.settled_not_done),
            of(&counts.settles_again),
            of(&counts.still_unknown),
            of(&counts.refused),
            report.struck,
            report.committed,
            report.violations.len(),
        );
    }
    table
}

/// How far a stand-in's clock is ahead of ours.
fn clock_of(provider: Provider) -> TimeDelta {
    TimeDelta::minutes(match provider {
        Provider::KOMERZA => -10,
        Provider::KOHORTPAY => 10,
        _ => 0,
    })
}

async fn run_at(
    provider: Provider,
    inputs: u32,
    soak: Soak,
) -> Result<Report, Box<dyn std::error::Error + Send + Sync>> {
    // Only where there is no look-up do the requests have to tell.
    let has_lookup = provider != Provider::COMMERCEENGINE;
    let remembered = if has_lookup { 0 } else { usize::MAX };
    let sandbox = Sandbox::builder().remember(remembered).start().await?;
    let stage = Stage {
        provider,
        adapter: adapter(&sandbox, provider, soak.seed)?,
        others: Others::new(provider, adapter(&sandbox, provider, soak.seed + 1)?),
        counts: Counts::default(),
    };
    // Those who come before us come ten seconds before, by the provider's clock.
    let clock = clock_of(provider);
    sandbox
        .set_clock_offset(clock - TimeDelta::seconds(10))
        .await?;
    futures_util::stream::iter(0..inputs)
        .map(|number| stage.others.come_before(number, &stage.counts))
        .buffer_unordered(soak.tasks.max(1))
        .try_collect::<Vec<()>>()
        .await?;
    sandbox.set_clock_offset(clock).await?;

    sandbox.faults().seed(soak.seed);
    for fault in faults() {
        sandbox.faults().push(fault);
    }
    let ends: Vec<Result<End, String>> = futures_util::stream::iter(0..inputs)
        .map(|number| {
            let stage = &stage;
            async move {
                let ours = register(stage, number);
                let (end, ()) = futures_util::future::join(
                    ours,
                    stage.others.come_during(number, &stage.counts),
                )
                .await;
                end.map(|is_known| End { number, is_known })
            }
        })
        .buffer_unordered(soak.tasks.max(1))
        .collect()
        .await;
    let struck = sandbox.faults().applied();
    sandbox.faults().clear();

    let mut violations = Vec::new();
    let mut known = vec![false; inputs as usize];
    for end in ends {
        match end {
            Ok(end) => known[end.number as usize] = end.is_known,
            Err(violation) => violations.push(violation),
        }
    }
    let committed = sandbox.committed(provider);
    let counts = &stage.counts;
    if has_lookup {
        violations.extend(missing_or_double(&stage, &known).await?);
    } else {
        violations.extend(sent_again(&sandbox));
        let (created, unknown) = (of(&counts.created), of(&counts.still_unknown));
        if created + unknown != u64::from(inputs) {
            violations.push(format!(
                "{created} answered and {unknown} unknown are not {inputs}"
            ));
        }
        if !(created..=created + unknown).contains(&committed) {
            violations.push(format!(
                "the server acted {committed} times for {created} answered and {unknown} unknown"
            ));
        }
    }
    Ok(Report {
        provider,
        inputs: u64::from(inputs),
        counts: stage.counts,
        committed,
        struck,
        violations,
    })
}

/// How a registration ended: whether it is known that the customer is there.
struct End {
    number: u32,
    is_known: bool,
}

/// Who plays.
struct Stage {
    provider: Provider,
    adapter: Arc<dyn CustomerProvider>,
    others: Others,
    counts: Counts,
}

/// About three of ten creates are struck, and one of six look-ups.
fn faults() -> Vec<Fault> {
    let create = [
        Fault::reset(ResetPoint::BeforeReading).percent(4),
        Fault::reset(ResetPoint::AfterReading).percent(4),
        Fault::reset(ResetPoint::AfterCommitting).percent(6),
        Fault::reset(ResetPoint::InHead).percent(3),
        Fault::reset(ResetPoint::InBody).percent(3),
        Fault::cut_body().percent(4),
        Fault::status(429).percent(3),
        Fault::status(429).retry_after("1").percent(3),
        Fault::status(503).percent(3),
        Fault::status(503).retry_after("1").percent(3),
        Fault::status(503).after_acting().percent(2),
        Fault::status(503)
            .retry_after("5")
            .after_acting()
            .percent(4),
    ];
    let look_up = [
        Fault::reset(ResetPoint::BeforeReading).percent(5),
        Fault::cut_body().percent(5),
        Fault::status(429).percent(3),
        Fault::status(503).percent(5),
    ];
    let create = create.map(|fault| fault.method("POST").always());
    let look_up = look_up.map(|fault| fault.method("GET").always());
    create.into_iter().chain(look_up).collect()
}

/// Registers one customer, whatever happens, and tells whether it is known to be there. The error is what must not happen.
async fn register(stage: &Stage, number: u32) -> Result<bool, String> {
    let counts = &stage.counts;
    let input = input(stage.provider, number).map_err(|error| error.to_string())?;
    let is_alone = Role::of(stage.provider, number) == Role::Alone;
    for _ in 0..MOST_TRIES {
        let created = stage
            .adapter
            .create_customer(&input, &WriteOptions::new())
            .await;
        let Err(error) = created else {
            add(&counts.created);
            return Ok(true);
        };
        match error.retry_advice() {
            RetryAdvice::SafeToRetry => add(&counts.refused),
            RetryAdvice::OutcomeUnknown => {
                add(&counts.unknown);
                stage.others.come_after(number, counts).await;
                match settle(&*stage.adapter, &error, counts)
                    .await
                    .map_err(|violation| format!("customer {number}: {violation}"))?
                {
                    Some(Settlement::Done(found)) => {
                        if let Some(violation) = stage.others.why_not_ours(&input, &found, counts) {
                            return Err(format!("customer {number}: {violation}"));
                        }
                        add(&counts.settled_done);
                        return Ok(true);
                    }
                    Some(Settlement::NotDone) => add(&counts.settled_not_done),
                    Some(Settlement::StillUnknown(doubt))
                        if is_alone && stage.provider != Provider::COMMERCEENGINE =>
                    {
                        return Err(format!(
                            "customer {number}, who is alone, stays unknown: {doubt}"
                        ));
                    }
                    // Ambiguous, or in doubt.
                    None | Some(Settlement::StillUnknown(_)) => {
                        add(&counts.still_unknown);
                        return Ok(false);
                    }
                    other => return Err(format!("customer {number} was settled as {other:?}")),
                }
            }
            _ if error.kind() == ErrorKind::AlreadyExists && !is_alone => {
                add(&counts.there);
                return Ok(true);
            }
            _ => return Err(format!("customer {number}: {error}")),
        }
    }
    Err(format!("customer {number} was refused {MOST_TRIES} times"))
}

/// Whether a response said *not found* and lost its body: without the provider's code it proves nothing.
fn has_lost_its_body(error: &Error) -> bool {
    error.kind() == ErrorKind::NotFound && error.code().is_none()
}

/// Settles, and does it again where a fault met that too: it only reads. `None` where it is ambiguous.
async fn settle(
    adapter: &dyn CustomerProvider,
    error: &Error,
    counts: &Counts,
) -> Result<Option<Settlement>, String> {
    let pending = error.pending().ok_or("there is nothing to settle by")?;
    for _ in 0..MOST_TRIES {
        match adapter.settle(pending).await {
            Ok(settlement) => return Ok(Some(settlement)),
            Err(error) if error.kind() == ErrorKind::Ambiguous => return Ok(None),
            Err(error)
                if error.retry_advice() == RetryAdvice::SafeToRetry
                    || has_lost_its_body(&error) =>
            {
                add(&counts.settles_again);
            }
            Err(error) => return Err(format!("cannot be settled: {error}")),
        }
    }
    Err(format!("could not be settled {MOST_TRIES} times"))
}

/// The customers that we created twice, and those that are missing although we know them.
async fn missing_or_double(stage: &Stage, known: &[bool]) -> Result<Vec<String>, Error> {
    let mut all: HashMap<String, u32> = HashMap::new();
    let mut ours: HashMap<String, u32> = HashMap::new();
    let mut customers = stage
        .adapter
        .customers(ListQuery::new().with_page_size(100_u32));
    while let Some(customer) = customers.try_next().await? {
        let email = customer.email.as_ref().map(ToString::to_string);
        let email = email.unwrap_or_default();
        if !stage.others.is_made_by_others(&customer) {
            *ours.entry(email.clone()).or_default() += 1;
        }
        *all.entry(email).or_default() += 1;
    }
    let mut violations = Vec::new();
    for (number, is_known) in (0..).zip(known) {
        let email = email_of(number);
        let made = ours.remove(&email).unwrap_or_default();
        if made > 1 {
            violations.push(format!("customer {number} was made {made} times"));
        }
        let there = all.remove(&email).unwrap_or_default();
        if *is_known && there == 0 {
            violations.push(format!("customer {number} is not there"));
        }
        let is_ours = stage.provider == Provider::KOHORTPAY
            || Role::of(stage.provider, number) == Role::Alone;
        if *is_known && is_ours && made == 0 {
            violations.push(format!("customer {number} was not made by us"));
        }
        if stage.provider == Provider::KOMERZA && there > 1 {
            violations.push(format!("customer {number} is there {there} times"));
        }
    }
    if !all.is_empty() {
        violations.push(format!("{} customers were never given", all.len()));
    }
    Ok(violations)
}

/// The customers whose create was sent again after a request that may have been carried out: any whose body was read and that was
/// not answered with 429.
fn sent_again(sandbox: &Sandbox) -> Vec<String> {
    let mut may_have_acted: HashMap<Vec<u8>, u32> = HashMap::new();
    let mut seen = 0;
    for request in sandbox.requests() {
        seen += 1;
        let is_refused = request.status == Some(429);
        if !is_refused && !request.body.is_empty() {
            *may_have_acted.entry(request.body.to_vec()).or_default() += 1;
        }
    }
    let mut violations = Vec::new();
    let made = sandbox.request_count(Provider::COMMERCEENGINE);
    if seen != made {
        violations.push(format!("of {made} requests {seen} are remembered"));
    }
    let repeated = may_have_acted.values().filter(|times| **times > 1);
    violations.extend(repeated.map(|times| {
        format!("a registration that may have been carried out was sent {times} times")
    }));
    violations
}

fn adapter(
    sandbox: &Sandbox,
    provider: Provider,
    seed: u64,
) -> Result<Arc<dyn CustomerProvider>, Error> {
    let options = HttpOptions::new()
        .allow_http(true)
        .no_rate_limit()
        .clock(WithoutWaits)
        .random_source(DefaultRandomSource::with_seed(seed));
    Ok(match provider {
        Provider::KOMERZA => {
            let access = sandbox.komerza();
            Arc::new(
                komerza::Komerza::builder()
                    .base_url(&access.base_url)
                    .store_id(&access.store_id)
                    .api_key(access.api_key.clone())
                    .http_options(options)
                    .build()?,
            )
        }
        Provider::KOHORTPAY => {
            let access = sandbox.kohortpay();
            Arc::new(
                kohortpay::Kohortpay::builder()
                    .base_url(&access.base_url)
                    .api_key(access.test_key.clone())
                    .http_options(options)
                    .build()?,
            )
        }
        _ => {
            let access = sandbox.commerceengine();
            Arc::new(
                commerceengine::CommerceEngine::builder()
                    .base_url(&access.base_url)
                    .access_token(access.access_token.clone())
                    .http_options(options)
                    .build()?,
            )
        }
    })
}

/// Nobody waits, and no time is counted for it: many calls share this clock, and one call's wait is not another's.
#[derive(Debug, Clone, Copy)]
struct WithoutWaits;

impl Clock for WithoutWaits {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, _: Duration) -> Sleep {
        Box::pin(tokio::task::yield_now())
    }

    fn timeout(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}
