//! How many creates were committed, and how many writes were carried out.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::provider::Provider;

/// One count a provider, since the sandbox was started.
#[derive(Debug, Default)]
pub(crate) struct Commits {
    creates: [AtomicU64; 3],
    writes: [AtomicU64; 3],
}

impl Commits {
    /// A create was committed to the state.
    pub(crate) fn add(&self, provider: Provider) {
        self.creates[provider.index()].fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn of(&self, provider: Provider) -> u64 {
        self.creates[provider.index()].load(Ordering::SeqCst)
    }

    /// A write was carried out.
    pub(crate) fn add_write(&self, provider: Provider) {
        self.writes[provider.index()].fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn writes_of(&self, provider: Provider) -> u64 {
        self.writes[provider.index()].load(Ordering::SeqCst)
    }
}
