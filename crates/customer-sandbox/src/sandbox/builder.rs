//! What a sandbox is started with.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;

use crate::commerceengine::CommerceEngineApi;
use crate::hosting::{HostSettings, HostedApi};
use crate::kohortpay::KohortPayApi;
use crate::komerza::KomerzaApi;
use crate::provider::Provider;
use crate::reading::Reading;
use crate::server::REMEMBERED;
use crate::store::email_matching::EmailMatching;

/// The name of the state file in a directory.
pub(super) const FILE_NAME: &str = "sandbox.sqlite";

/// What a sandbox is started with.
#[derive(Clone, Debug)]
#[must_use]
pub struct SandboxBuilder {
    pub(super) apis: Apis,
    pub(super) file: Option<PathBuf>,
    pub(super) directory: Option<PathBuf>,
    pub(super) port: u16,
    pub(super) seeds: u64,
    pub(super) settings: HostSettings,
    pub(super) remembered: usize,
    pub(super) clock_offset: TimeDelta,
}

/// The stand-ins, in the order of their ports.
#[derive(Clone, Default)]
pub(super) struct Apis(pub(super) Vec<Arc<dyn HostedApi>>);

impl fmt::Debug for Apis {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let providers = self.0.iter().map(|api| api.provider());
        formatter.debug_list().entries(providers).finish()
    }
}

/// With the stand-ins of this crate.
impl Default for SandboxBuilder {
    fn default() -> Self {
        Self::empty()
            .stand_in(KomerzaApi)
            .stand_in(CommerceEngineApi)
            .stand_in(KohortPayApi)
    }
}

impl SandboxBuilder {
    /// Without any stand-in: only those are hosted that are added.
    pub fn empty() -> Self {
        Self {
            apis: Apis::default(),
            file: None,
            directory: None,
            port: 0,
            seeds: 0,
            settings: HostSettings::default(),
            remembered: REMEMBERED,
            clock_offset: TimeDelta::zero(),
        }
    }

    /// Hosts one more stand-in, on the port above those that are there. See [`HostedApi`] for an example.
    pub fn stand_in(mut self, api: impl HostedApi) -> Self {
        self.apis.0.push(Arc::new(api));
        self
    }

    /// The providers whose stand-ins are hosted, in the order of their ports.
    pub fn providers(&self) -> Vec<Provider> {
        self.apis.0.iter().map(|api| api.provider()).collect()
    }

    /// Keeps the state in this SQLite file, which is created if it is missing, and made private to
    /// its user in any case (on Unix). Without it the state is in memory and ends with the sandbox.
    pub fn file(mut self, file: impl Into<PathBuf>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Keeps the state in `sandbox.sqlite` in this directory; both are created if they are missing, and
    /// made private to their user in any case (on Unix). A directory that others can read and that holds other
    /// files is refused.
    pub fn directory(mut self, directory: impl Into<PathBuf>) -> Self {
        let directory = directory.into();
        self.file = Some(directory.join(FILE_NAME));
        self.directory = Some(directory);
        self
    }

    /// Puts the control API on this port and the stand-ins on those above it: Komerza, Commerce Engine, KohortPay, and then those
    /// that were added. With 0, the default, each takes a free port.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Shows this many further customers of each provider (10,000,000 at most), as far as its stand-in shows
    /// [seeded customers](crate::Host::seeded_customers). They are computed from
    /// their index and the same in every sandbox; only changed ones are stored.
    pub fn seed(mut self, customers: u64) -> Self {
        self.seeds = customers;
        self
    }

    /// How long an access token of Commerce Engine is valid, in whole seconds: one hour if not set.
    /// If set, this also holds for the pair in [`CommerceEngineAccess`](crate::CommerceEngineAccess), whose access token is otherwise
    /// valid until the year 2100.
    pub fn access_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.access_token_lifetime = Some(lifetime);
        self
    }

    /// How long a refresh token of Commerce Engine is valid, in whole seconds: 30 days if not set. If
    /// set, this also holds for the pair in [`CommerceEngineAccess`](crate::CommerceEngineAccess), whose refresh token is otherwise
    /// valid until the year 2100.
    pub fn refresh_token_lifetime(mut self, lifetime: Duration) -> Self {
        self.settings.refresh_token_lifetime = Some(lifetime);
        self
    }

    /// Which reading of the documentation the responses follow, if there are two.
    pub fn reading(mut self, reading: Reading) -> Self {
        self.settings.reading = reading;
        self
    }

    /// Keeps Komerza's documented rate limit: a token bucket for each key, capacity 12, refill 4 every 2 s. Off by default.
    pub fn enforce_rate_limit(mut self, enforce: bool) -> Self {
        self.settings.enforces_rate_limit = enforce;
        self
    }

    /// How many requests [`Sandbox::requests`](crate::Sandbox::requests) remembers: 4096 if not set, and never more than 64 MiB of bodies.
    pub fn remember(mut self, requests: usize) -> Self {
        self.remembered = requests;
        self
    }

    /// Sets the stand-ins' clock this far ahead of the machine's, or behind it where the offset is negative:
    /// it decides the times of records, the expiry of tokens and the `Date` of responses.
    pub fn clock_offset(mut self, offset: TimeDelta) -> Self {
        self.clock_offset = offset;
        self
    }

    /// How Komerza and KohortPay compare e-mail addresses: by default all spellings of a mailbox are the same address.
    pub fn email_matching(mut self, matching: EmailMatching) -> Self {
        self.settings.email_matching = matching;
        self
    }
}
