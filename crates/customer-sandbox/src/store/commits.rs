//! How many creates were committed.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::provider::Provider;

/// One count a provider, since the sandbox was started.
#[derive(Debug, Default)]
pub(crate) struct Commits([AtomicU64; 3]);

impl Commits {
    /// A create was committed to the state.
    pub(crate) fn add(&self, provider: Provider) {
        self.0[provider.index()].fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn of(&self, provider: Provider) -> u64 {
        self.0[provider.index()].load(Ordering::SeqCst)
    }
}
