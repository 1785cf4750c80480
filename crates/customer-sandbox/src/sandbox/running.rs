//! What a running sandbox consists of.

use std::sync::Arc;

use sqlx::SqlitePool;
use tokio::runtime::Handle;

use crate::access::Access;
use crate::faults::Faults;
use crate::server::Recorder;
use crate::store::commits::Commits;

/// The parts that the handle and the control API use.
#[derive(Debug)]
pub(crate) struct Running {
    pub(crate) access: Access,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) commits: Arc<Commits>,
    pub(crate) faults: Arc<Faults>,
    pub(super) pool: SqlitePool,
    pub(super) runtime: Handle,
}
