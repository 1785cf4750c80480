//! What the handlers share.

use std::sync::Arc;

use sqlx::SqlitePool;

use super::rate_limit::Limiter;
use super::seed_filter::SeedFilter;

use crate::reading::Reading;
use crate::seeds::seed::Seeds;
use crate::store::commits::Commits;
use crate::store::email_matching::EmailMatching;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Komerza {
    pub(super) pool: SqlitePool,
    pub(super) commits: Arc<Commits>,
    pub(super) seeds: Seeds,
    pub(super) matching: EmailMatching,
    pub(super) seed_filter: SeedFilter,
    pub(super) limiter: Option<Limiter>,
    pub(super) reading: Reading,
}

impl Komerza {
    pub(crate) fn new(
        pool: SqlitePool,
        commits: Arc<Commits>,
        seeds: Seeds,
        matching: EmailMatching,
        enforces_rate_limit: bool,
        reading: Reading,
    ) -> Self {
        Self {
            pool,
            commits,
            seeds,
            matching,
            seed_filter: SeedFilter::default(),
            limiter: enforces_rate_limit.then(Limiter::default),
            reading,
        }
    }
}
