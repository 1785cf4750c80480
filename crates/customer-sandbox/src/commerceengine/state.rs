//! What the handlers share.

use std::sync::Arc;

use sqlx::SqlitePool;

use super::tokens::Lifetimes;

use crate::reading::Reading;
use crate::seeds::seed::Seeds;
use crate::store::commits::Commits;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct CommerceEngine {
    pub(super) pool: SqlitePool,
    pub(super) commits: Arc<Commits>,
    pub(super) seeds: Seeds,
    pub(super) lifetimes: Lifetimes,
    pub(super) reading: Reading,
}

impl CommerceEngine {
    pub(crate) fn new(
        pool: SqlitePool,
        commits: Arc<Commits>,
        seeds: Seeds,
        lifetimes: Lifetimes,
        reading: Reading,
    ) -> Self {
        Self {
            pool,
            commits,
            seeds,
            lifetimes,
            reading,
        }
    }
}
