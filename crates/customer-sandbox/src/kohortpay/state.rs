//! What the handlers share.

use sqlx::SqlitePool;

use super::seed_filter::SeedFilter;

use crate::hosting::Host;
use crate::seeds::seed::Seeds;
use crate::store::email_matching::EmailMatching;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct KohortPay {
    pub(super) pool: SqlitePool,
    pub(super) seeds: Seeds,
    pub(super) matching: EmailMatching,
    pub(super) seed_filter: SeedFilter,
    pub(super) host: Host,
}

impl KohortPay {
    pub(super) fn new(host: Host) -> Self {
        Self {
            pool: host.pool().clone(),
            seeds: host.seeds(),
            matching: host.email_matching(),
            seed_filter: SeedFilter::default(),
            host,
        }
    }
}
