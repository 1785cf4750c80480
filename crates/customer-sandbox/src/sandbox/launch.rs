//! Starting a sandbox, and its thread: it opens the state and the listeners, and runs until the handle is dropped.

use std::collections::BTreeMap;
use std::sync::Arc;

use tokio::sync::oneshot;

use super::builder::{FILE_NAME, SandboxBuilder};
use super::control;
use super::handle::Sandbox;
use super::running::{Running, StandIn};
use crate::access::{Access, StandInAccess};
use crate::clock;
use crate::error::Error;
use crate::faults::Faults;
use crate::hosting::Host;
use crate::seeds::seed::{MOST_SEEDS, Seeds};
use crate::server::{self, Front, Gate, Recorder};
use crate::store::{database, private_files};

impl SandboxBuilder {
    /// Starts the sandbox on a thread of its own, with its own runtime and clock.
    ///
    /// # Errors
    /// [`Error::Listen`] where a port is taken, [`Error::State`], [`Error::Layout`], [`Error::Directory`] or
    /// [`Error::File`] where the state cannot be opened, [`Error::TooManySeeds`], [`Error::Ports`], [`Error::HostedTwice`], and
    /// [`Error::StandIn`] where a stand-in does not start.
    pub async fn start(self) -> Result<Sandbox, Error> {
        if self.seeds > MOST_SEEDS {
            return Err(Error::TooManySeeds {
                asked: self.seeds,
                most: MOST_SEEDS,
            });
        }
        let providers = self.providers();
        for (place, provider) in providers.iter().enumerate() {
            if providers[..place].contains(provider) {
                return Err(Error::HostedTwice(*provider));
            }
        }
        if usize::from(u16::MAX - self.port) < providers.len() {
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

    /// The options for starting a sandbox. It hosts the stand-ins of Komerza, Commerce Engine and KohortPay, and those that are
    /// [added](SandboxBuilder::stand_in).
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
    let control = server::listen(builder.port).await?;
    let mut listeners = Vec::new();
    for above in (1..).take(builder.apis.0.len()) {
        let port = match builder.port {
            0 => 0,
            port => port + above,
        };
        listeners.push(server::listen(port).await?);
    }

    if let Some(file) = &builder.file {
        private_files::make_file_private(file).map_err(Error::File)?;
    }
    let pool = database::open(builder.file.as_deref()).await?;
    let seeds = Seeds::new(builder.seeds);
    let recorder = Arc::new(Recorder::new(builder.remembered));
    let gates = builder.providers().into_iter();
    let gates: Vec<(_, Arc<Gate>)> = gates.map(|provider| (provider, Arc::default())).collect();
    let faults = Arc::new(Faults::new(gates.clone()));

    let mut access = BTreeMap::new();
    let mut stand_ins = Vec::new();
    let mut fronts = Vec::new();
    for ((api, listener), (provider, gate)) in builder.apis.0.iter().zip(listeners).zip(gates) {
        let base_path = api.base_path();
        let base_url = server::origin(&listener)? + &base_path;
        let host = Host::new(provider, &base_url, pool.clone(), seeds, builder.settings);
        let hosted = api
            .start(host.clone())
            .await
            .map_err(|source| Error::StandIn { provider, source })?;
        let stand_in = StandInAccess {
            base_url,
            variables: hosted.variables,
            credentials: hosted.credentials,
        };
        access.insert(provider, stand_in);
        let api = Arc::clone(api);
        let front = Front {
            api: Arc::clone(&api),
            host: host.clone(),
            base_path,
            router: hosted.router,
            recorder: Arc::clone(&recorder),
            faults: Arc::clone(&faults),
            gate,
        };
        fronts.push((listener, front));
        stand_ins.push(StandIn { api, host });
    }
    for (listener, front) in fronts {
        tokio::spawn(server::serve(listener, Arc::new(front)));
    }
    let access = Access {
        control_url: server::origin(&control)?,
        stand_ins: access,
    };
    let running = Running::new(access, stand_ins, recorder, faults, pool);
    let running = Arc::new(running);
    tokio::spawn(control::serve(control, Arc::downgrade(&running)));
    Ok(running)
}
