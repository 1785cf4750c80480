//! What the handlers share.

use sqlx::SqlitePool;

use super::tokens::Lifetimes;

use crate::hosting::Host;
use crate::reading::Reading;
use crate::seeds::seed::Seeds;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct CommerceEngine {
    pub(super) pool: SqlitePool,
    pub(super) seeds: Seeds,
    pub(super) lifetimes: Lifetimes,
    pub(super) reading: Reading,
    pub(super) host: Host,
}

impl CommerceEngine {
    pub(super) fn new(host: Host) -> Self {
        Self {
            pool: host.pool().clone(),
            seeds: host.seeds(),
            lifetimes: Lifetimes::of(&host),
            reading: host.reading(),
            host,
        }
    }
}
