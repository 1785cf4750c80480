//! Starting a sandbox, and its thread: it opens the state and the listeners, and runs until the handle is dropped.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::builder::{FILE_NAME, SandboxBuilder};
use super::control;
use super::handle::Sandbox;
use super::running::Running;
use crate::access::{
    Access, COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID, CommerceEngineAccess,
    KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY, KOMERZA_API_KEY, KOMERZA_STORE_ID, KohortPayAccess,
    KomerzaAccess,
};
use crate::clock;
use crate::commerceengine::{self, CommerceEngine, Lifetimes};
use crate::error::Error;
use crate::faults::Faults;
use crate::kohortpay::KohortPay;
use crate::komerza::Komerza;
use crate::provider::Provider;
use crate::seeds::seed::{MOST_SEEDS, Seeds};
use crate::server::{self, Front, Gate, Recorder};
use crate::store::commits::Commits;
use crate::store::{database, private_files};

/// The default lifetime of an access token.
const ACCESS_LIFETIME: Duration = Duration::from_hours(1);
/// The default lifetime of a refresh token.
const REFRESH_LIFETIME: Duration = Duration::from_hours(30 * 24);

impl SandboxBuilder {
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
                // There may be no receiver.
                let _ = ended_sender.send(());
            })
            .map_err(|source| Error::Listen { port, source })?;
        let running = ready.await.map_err(|_| Error::Stopped)??;
        Ok(Sandbox::new(running, stop, ended))
    }
}

impl Sandbox {
    /// Starts a sandbox whose state is in memory, on free loopback ports.
    ///
    /// # Errors
    /// As [`SandboxBuilder::start`].
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// The options for starting a sandbox.
    pub fn builder() -> SandboxBuilder {
        SandboxBuilder::default()
    }
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
                    // Dropping the sandbox stops it.
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
        private_files::make_directory_private(directory, FILE_NAME).map_err(Error::Directory)?;
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
        private_files::make_file_private(file).map_err(Error::File)?;
    }
    let pool = database::open(builder.file.as_deref()).await?;
    let tokens = commerceengine::initial_pair(&pool, builder.lifetimes).await?;
    let access = Access {
        control_url: server::origin(&control)?,
        komerza: KomerzaAccess {
            base_url: server::origin(&komerza)?,
            store_id: KOMERZA_STORE_ID.to_owned(),
            api_key: KOMERZA_API_KEY.to_owned(),
        },
        commerceengine: CommerceEngineAccess {
            base_url: server::origin(&engine)? + &commerceengine::base_path(),
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
            base_path: match provider {
                Provider::CommerceEngine => commerceengine::base_path(),
                Provider::Komerza | Provider::KohortPay => String::new(),
            },
            router,
            recorder: Arc::clone(&recorder),
            faults: Arc::clone(&faults),
            gate: Arc::clone(&gates[provider.index()]),
            commits: Arc::clone(&commits),
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
