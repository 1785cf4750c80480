//! Starting, holding and stopping a sandbox.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use sqlx::SqlitePool;
use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::control;
use crate::access::{
    Access, COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID, CommerceEngineAccess,
    KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY, KOMERZA_API_KEY, KOMERZA_STORE_ID, KohortPayAccess,
    KomerzaAccess,
};
use crate::clock;
use crate::commerceengine::{self, AskedLifetimes, CommerceEngine, Lifetimes};
use crate::error::Error;
use crate::faults::Faults;
use crate::kohortpay::KohortPay;
use crate::komerza::{self, Komerza, KomerzaScope};
use crate::provider::Provider;
use crate::reading::Reading;
use crate::seeds::seed::{MOST_SEEDS, Seeds};
use crate::server::{self, Front, Gate};
use crate::server::{REMEMBERED, RecordedRequest, Recorder};
use crate::store::commits::Commits;
use crate::store::email_matching::EmailMatching;
use crate::store::{database, private_files};

/// The file that a directory's state is kept in.
const FILE_NAME: &str = "sandbox.sqlite";
/// How long an access token is good for where nothing else was asked for.
const ACCESS_LIFETIME: Duration = Duration::from_hours(1);
/// How long a refresh token is good for where nothing else was asked for.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);

/// What a sandbox is started with.
#[derive(Clone, Debug)]
#[must_use]
pub struct SandboxBuilder {
    file: Option<PathBuf>,
    directory: Option<PathBuf>,
    port: u16,
    seeds: u64,
    lifetimes: AskedLifetimes,
    reading: Reading,
    enforces_rate_limit: bool,
    remembered: usize,
    clock_offset: TimeDelta,
    email_matching: EmailMatching,
}

impl Default for SandboxBuilder {
    fn default() -> Self {
        Self {
            file: None,
            directory: None,
            port: 0,
            seeds: 0,
            lifetimes: AskedLifetimes::default(),
            reading: Reading::default(),
            enforces_rate_limit: false,
            remembered: REMEMBERED,
            clock_offset: TimeDelta::zero(),
            email_matching: EmailMatching::default(),
        }
    }
}

impl SandboxBuilder {
    /// Keeps the state in this SQLite file, which is made where it is missing, and readable to its user
    /// alone in any case (on Unix). Without it the state is in memory and ends with the sandbox.
    pub fn file(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Keeps the state in `sandbox.sqlite` in this directory; both are made where they are missing, and
    /// closed to other users in any case (on Unix). A directory that others may look into and that holds
    /// something else too is refused.
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        let directory = directory.into();
        self.file = Some(directory.join(FILE_NAME));
        self.directory = Some(directory);
        self
    }

    /// Puts the control API on this port and Komerza, Commerce Engine and KohortPay on the three above it.
    /// With 0, the default, each takes a free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Shows this many further customers of each provider (10,000,000 at most). They are computed from
    /// their index and the same in every sandbox; only what is changed of them is kept.
    pub fn seed(mut self, customers: u64) -> Self {
        self.seeds = customers;
        self
    }

    /// How long an access token of Commerce Engine is good for, in whole seconds: one hour if not set.
    /// If set, this also holds for the pair in [`CommerceEngineAccess`], whose access token is otherwise
    /// good until the year 2100.
    pub fn access_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.access = Some(lifetime);
        self
    }

    /// How long a refresh token of Commerce Engine is good for, in whole seconds: 30 days if not set. If
    /// set, this also holds for the pair in [`CommerceEngineAccess`], whose refresh token is otherwise
    /// good until the year 2100.
    pub fn refresh_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetimes.refresh = Some(lifetime);
        self
    }

    /// Which reading of the documentation answers follow, where there are two.
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = reading;
        self
    }

    /// Keeps Komerza's documented rate limit: 12 tokens a key, 4 come back every 2 s. Off if not set.
    pub fn enforce_rate_limit(mut self, enforce: bool) -> Self {
        self.enforces_rate_limit = enforce;
        self
    }

    /// How many requests [`Sandbox::requests`] remembers: 4096 if not set, and never more than 64 MiB of bodies.
    /// A sandbox that nobody asks needs to remember none.
    pub fn remember(mut self, requests: usize) -> Self {
        self.remembered = requests;
        self
    }

    /// Sets the stand-ins' clock this far ahead of the machine's, or behind it where the offset is negative:
    /// the times of records, the ends of tokens and the `Date` of answers go by it.
    pub fn clock_offset(mut self, offset: TimeDelta) -> Self {
        self.clock_offset = offset;
        self
    }

    /// How Komerza and KohortPay compare e-mail addresses: all spellings of a mailbox are one if not set.
    pub fn email_matching(mut self, matching: EmailMatching) -> Self {
        self.email_matching = matching;
        self
    }

    /// Starts the sandbox on a thread of its own, with its own runtime and clock.
    ///
    /// # Errors
    /// [`Error::Listen`] where a port is taken, [`Error::State`], [`Error::Layout`], [`Error::Directory`] or
    /// [`Error::File`] where the state cannot be opened, [`Error::TooManySeeds`], [`Error::Ports`].
    pub async fn start(self) -> Result<Sandbox, Error> {
        if self.seeds > MOST_SEEDS {
            return Err(Error::TooManySeeds {
                asked: self.seeds,
                most: MOST_SEEDS,
            });
        }
        if self.port > u16::MAX - 3 {
            return Err(Error::Ports(self.port));
        }
        let port = self.port;
        let (ready_sender, ready) = oneshot::channel();
        let (stop, stopped) = oneshot::channel();
        let (ended_sender, ended) = oneshot::channel();
        std::thread::Builder::new()
            .name("customer-sandbox".to_owned())
            .spawn(move || {
                run(&self, ready_sender, stopped);
                // Nobody may be waiting for the end.
                let _ = ended_sender.send(());
            })
            .map_err(|source| Error::Listen { port, source })?;
        let running = ready.await.map_err(|_| Error::Stopped)??;
        Ok(Sandbox {
            running,
            stop: Some(stop),
            ended: Some(ended),
        })
    }
}

/// What a running sandbox consists of.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) access: Access,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) commits: Arc<Commits>,
    pub(crate) faults: Arc<Faults>,
    pool: SqlitePool,
    runtime: Handle,
}

/// The sandbox's thread.
fn run(
    builder: &SandboxBuilder,
    ready: oneshot::Sender<Result<Arc<Running>, Error>>,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = match tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(source) => {
            let _ = ready.send(Err(Error::Listen { port: 0, source }));
            return;
        }
    };
    clock::set_offset(builder.clock_offset);
    runtime.block_on(async {
        match launch(builder).await {
            Ok(running) => {
                let pool = running.pool.clone();
                if ready.send(Ok(running)).is_ok() {
                    // A dropped sandbox is one that stops.
                    let _ = stopped.await;
                }
                pool.close().await;
            }
            Err(error) => {
                let _ = ready.send(Err(error));
            }
        }
    });
}

async fn launch(builder: &SandboxBuilder) -> Result<Arc<Running>, Error> {
    if let Some(directory) = &builder.directory {
        private_files::directory(directory, FILE_NAME).map_err(Error::Directory)?;
    }
    let port_above = |above: u16| match builder.port {
        0 => 0,
        port => port + above,
    };
    let control = server::listen(port_above(0)).await?;
    let komerza = server::listen(port_above(1)).await?;
    let engine = server::listen(port_above(2)).await?;
    let kohortpay = server::listen(port_above(3)).await?;

    if let Some(file) = &builder.file {
        private_files::file(file).map_err(Error::File)?;
    }
    let pool = database::open(builder.file.as_deref()).await?;
    let tokens = commerceengine::pair_at_start(&pool, builder.lifetimes).await?;
    let access = Access {
        control_url: server::origin(&control)?,
        komerza: KomerzaAccess {
            base_url: server::origin(&komerza)?,
            store_id: KOMERZA_STORE_ID.to_owned(),
            api_key: KOMERZA_API_KEY.to_owned(),
        },
        commerceengine: CommerceEngineAccess {
            base_url: server::origin(&engine)? + &commerceengine::mount(),
            store_id: COMMERCEENGINE_STORE_ID.to_owned(),
            api_key: COMMERCEENGINE_API_KEY.to_owned(),
            access_token: tokens.access_token,
            refresh_token: tokens.refresh_token,
        },
        kohortpay: KohortPayAccess {
            base_url: server::origin(&kohortpay)?,
            test_key: KOHORTPAY_TEST_KEY.to_owned(),
            live_key: KOHORTPAY_LIVE_KEY.to_owned(),
        },
    };

    let seeds = Seeds::new(builder.seeds);
    let recorder = Arc::new(Recorder::new(builder.remembered));
    let commits = Arc::new(Commits::default());
    let lifetimes = Lifetimes {
        access: builder.lifetimes.access.unwrap_or(ACCESS_LIFETIME),
        refresh: builder.lifetimes.refresh.unwrap_or(REFRESH_LIFETIME),
    };
    let sites = [
        (
            Provider::Komerza,
            komerza,
            Arc::new(Komerza::new(
                pool.clone(),
                Arc::clone(&commits),
                seeds,
                builder.email_matching,
                builder.enforces_rate_limit,
                builder.reading,
            ))
            .router(),
        ),
        (
            Provider::CommerceEngine,
            engine,
            Arc::new(CommerceEngine::new(
                pool.clone(),
                Arc::clone(&commits),
                seeds,
                lifetimes,
                builder.reading,
            ))
            .router(),
        ),
        (
            Provider::KohortPay,
            kohortpay,
            Arc::new(KohortPay::new(
                pool.clone(),
                Arc::clone(&commits),
                seeds,
                builder.email_matching,
            ))
            .router(),
        ),
    ];
    let gates: [Arc<Gate>; 3] = std::array::from_fn(|_| Arc::default());
    let faults = Arc::new(Faults::new(gates.clone()));
    for (provider, listener, router) in sites {
        let front = Arc::new(Front {
            provider,
            mount: match provider {
                Provider::CommerceEngine => commerceengine::mount(),
                Provider::Komerza | Provider::KohortPay => String::new(),
            },
            router,
            recorder: Arc::clone(&recorder),
            faults: Arc::clone(&faults),
            gate: Arc::clone(&gates[provider.index()]),
        });
        tokio::spawn(server::serve(listener, front));
    }
    let running = Arc::new(Running {
        access,
        recorder,
        commits,
        faults,
        pool,
        runtime: Handle::current(),
    });
    tokio::spawn(control::serve(control, Arc::downgrade(&running)));
    Ok(running)
}

/// Stand-ins of the three APIs, running. They stop when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    running: Arc<Running>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<()>>,
}

impl Sandbox {
    /// Starts a sandbox whose state is in memory, on free loopback ports.
    ///
    /// # Errors
    /// As [`SandboxBuilder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// Says how a sandbox is to be started.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }

    /// Komerza's stand-in.
    pub fn komerza(&self) -> &KomerzaAccess {
        &self.running.access.komerza
    }

    /// Commerce Engine's stand-in.
    pub fn commerceengine(&self) -> &CommerceEngineAccess {
        &self.running.access.commerceengine
    }

    /// KohortPay's stand-in.
    pub fn kohortpay(&self) -> &KohortPayAccess {
        &self.running.access.kohortpay
    }

    /// The control API's origin.
    pub fn control_url(&self) -> &str {
        &self.running.access.control_url
    }

    /// All of the above: what `GET /access` of the control API answers.
    pub fn access(&self) -> &Access {
        &self.running.access
    }

    /// A key for Komerza's stand-in that has these scopes and no others. It opens every sandbox.
    pub fn komerza_key_with_scopes(&self, scopes: &[KomerzaScope]) -> String {
        komerza::key_with_scopes(scopes)
    }

    /// The last requests that reached a stand-in, with their answers, the oldest first: 4096 of them, unless
    /// [`remember`](SandboxBuilder::remember) said otherwise.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.running.recorder.requests()
    }

    /// How many requests reached a provider's stand-in since the start, or since they were cleared.
    pub fn request_count(&self, provider: Provider) -> u64 {
        self.running.recorder.count(provider)
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.running.recorder.clear();
    }

    /// How many creates a provider's stand-in committed to its state since the start: how often the server acted,
    /// whether or not its answer arrived.
    pub fn committed(&self, provider: Provider) -> u64 {
        self.running.commits.of(provider)
    }

    /// What is to go wrong: push a [`Fault`](crate::Fault) here.
    pub fn faults(&self) -> &Faults {
        &self.running.faults
    }

    /// Ends every access token of Commerce Engine's stand-in. Refresh tokens stay as they are.
    ///
    /// # Errors
    /// [`Error::State`], or [`Error::Stopped`].
    pub async fn expire_access_tokens(&self) -> Result<(), Error> {
        let pool = self.running.pool.clone();
        // On the sandbox's runtime, so that a paused clock of the caller does not matter.
        let task = async move { commerceengine::expire_all(&pool).await };
        let ended = self.running.runtime.spawn(task).await;
        Ok(ended.map_err(|_| Error::Stopped)??)
    }

    /// Sets the stand-ins' clock, as [`clock_offset`](SandboxBuilder::clock_offset) does at the start.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub async fn set_clock_offset(&self, offset: TimeDelta) -> Result<(), Error> {
        let task = async move { clock::set_offset(offset) };
        let ended = self.running.runtime.spawn(task).await;
        ended.map_err(|_| Error::Stopped)
    }

    /// Forgets every customer, its addresses and its IP rules; seeded customers are as they were at the start. Tokens, recorded
    /// requests and counts stay.
    ///
    /// # Errors
    /// [`Error::State`], or [`Error::Stopped`].
    pub async fn clear_customers(&self) -> Result<(), Error> {
        let pool = self.running.pool.clone();
        let task = async move { database::clear_customers(&pool).await };
        let ended = self.running.runtime.spawn(task).await;
        Ok(ended.map_err(|_| Error::Stopped)??)
    }

    /// Stops the sandbox and waits until its state is closed and its ports are free.
    pub async fn shutdown(mut self) {
        self.stop.take();
        if let Some(ended) = self.ended.take() {
            // The sender is dropped with the thread, which is an end too.
            let _ = ended.await;
        }
    }
}
