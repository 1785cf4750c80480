//! What the handlers share.

use std::sync::Arc;

use sqlx::SqlitePool;

use super::seed_filter::SeedFilter;

use crate::seeds::seed::Seeds;
use crate::store::commits::Commits;
use crate::store::email_matching::EmailMatching;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct KohortPay {
    pub(super) pool: SqlitePool,
    pub(super) commits: Arc<Commits>,
    pub(super) seeds: Seeds,
    pub(super) matching: EmailMatching,
    pub(super) seed_filter: SeedFilter,
}

impl KohortPay {
    pub(crate) fn new(
        pool: SqlitePool,
        commits: Arc<Commits>,
        seeds: Seeds,
        matching: EmailMatching,
    ) -> Self {
        Self {
            pool,
            commits,
            seeds,
            matching,
            seed_filter: SeedFilter::default(),
        }
    }
}
