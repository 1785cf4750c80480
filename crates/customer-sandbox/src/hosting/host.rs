//! What the sandbox gives a stand-in.

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use sqlx::SqlitePool;

use super::settings::HostSettings;
use crate::clock;
use crate::provider::Provider;
use crate::reading::Reading;
use crate::seeds::seed::Seeds;
use crate::seeds::seeded_customer::SeededCustomer;
use crate::store::commits::Commits;
use crate::store::email_matching::EmailMatching;
use crate::store::identifiers;
use crate::store::records::Records;

/// What the sandbox gives a stand-in: where it listens, its records, the clock, the seeded customers, new ids, and what the sandbox was
/// started with. A clone is the same host.
#[derive(Clone, Debug)]
pub struct Host {
    provider: Provider,
    base_url: Arc<str>,
    pool: SqlitePool,
    commits: Arc<Commits>,
    seeds: Seeds,
    settings: HostSettings,
}

impl Host {
    pub(crate) fn new(
        provider: Provider,
        base_url: &str,
        pool: SqlitePool,
        seeds: Seeds,
        settings: HostSettings,
    ) -> Self {
        Self {
            provider,
            base_url: base_url.into(),
            pool,
            commits: Arc::default(),
            seeds,
            settings,
        }
    }

    /// The provider that the stand-in stands in for.
    pub fn provider(&self) -> Provider {
        self.provider
    }

    /// Where clients reach the stand-in, base path included: `http://127.0.0.1:8484`.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The stand-in's records. With [`SandboxBuilder::file`](crate::SandboxBuilder::file) or
    /// [`directory`](crate::SandboxBuilder::directory) they are there again in the next process.
    pub fn records(&self) -> Records {
        Records::new(self.pool.clone(), self.provider)
    }

    /// A create was committed: [`Sandbox::committed`](crate::Sandbox::committed) counts them.
    pub fn count_create(&self) {
        self.commits.add_create();
    }

    /// Now, by the sandbox's clock, which may be [ahead of the machine's](crate::SandboxBuilder::clock_offset) or behind it. It is
    /// right on the sandbox's own thread, where routes answer and tasks that they spawn run.
    pub fn now(&self) -> DateTime<Utc> {
        clock::now()
    }

    /// A new UUID.
    pub fn new_uuid(&self) -> String {
        identifiers::uuid()
    }

    /// A new ULID, of the sandbox's time.
    pub fn new_ulid(&self) -> String {
        identifiers::ulid()
    }

    /// A new id of this prefix and 24 lower-case letters and digits: `cus_4fkz…` for `cus_`.
    pub fn new_prefixed_id(&self, prefix: &str) -> String {
        identifiers::prefixed(prefix)
    }

    /// How many seeded customers the stand-in is to show: [`SandboxBuilder::seed`](crate::SandboxBuilder::seed).
    pub fn seed_count(&self) -> u64 {
        self.seeds.count()
    }

    /// The seeded customers, the oldest first. They are computed and cost nothing until they are asked for: a stand-in can store
    /// them when it starts, or compute what a request asks for.
    pub fn seeded_customers(&self) -> impl Iterator<Item = SeededCustomer> + use<> {
        let seeds = self.seeds;
        (0..seeds.count()).filter_map(move |index| seeds.get(index).map(SeededCustomer::new))
    }

    /// The seeded customer of this index, from 0.
    pub fn seeded_customer(&self, index: u64) -> Option<SeededCustomer> {
        self.seeds.get(index).map(SeededCustomer::new)
    }

    /// Which reading of the documentation the responses follow, if there are two.
    pub fn reading(&self) -> Reading {
        self.settings.reading
    }

    /// How e-mail addresses are compared, where the documentation is silent.
    pub fn email_matching(&self) -> EmailMatching {
        self.settings.email_matching
    }

    /// Whether the documented rate limit is kept.
    pub fn enforces_rate_limit(&self) -> bool {
        self.settings.enforces_rate_limit
    }

    /// How long access tokens are valid, where that was set.
    pub fn access_token_lifetime(&self) -> Option<Duration> {
        self.settings.access_token_lifetime
    }

    /// How long refresh tokens are valid, where that was set.
    pub fn refresh_token_lifetime(&self) -> Option<Duration> {
        self.settings.refresh_token_lifetime
    }

    pub(crate) fn pool(&self) -> &SqlitePool {
        &self.pool
    }

    pub(crate) fn seeds(&self) -> Seeds {
        self.seeds
    }

    pub(crate) fn commits(&self) -> &Commits {
        &self.commits
    }
}
