//! What the handlers share.

use sqlx::SqlitePool;

use super::rate_limit::Limiter;
use super::seed_filter::SeedFilter;

use crate::hosting::Host;
use crate::reading::Reading;
use crate::seeds::seed::Seeds;
use crate::store::email_matching::EmailMatching;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Komerza {
    pub(super) pool: SqlitePool,
    pub(super) seeds: Seeds,
    pub(super) matching: EmailMatching,
    pub(super) seed_filter: SeedFilter,
    pub(super) limiter: Option<Limiter>,
    pub(super) reading: Reading,
    pub(super) host: Host,
}

impl Komerza {
    pub(super) fn new(host: Host) -> Self {
        Self {
            pool: host.pool().clone(),
            seeds: host.seeds(),
            matching: host.email_matching(),
            seed_filter: SeedFilter::default(),
            limiter: host.enforces_rate_limit().then(Limiter::default),
            reading: host.reading(),
            host,
        }
    }
}
