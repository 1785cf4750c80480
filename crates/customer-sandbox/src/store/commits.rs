//! How many creates a stand-in committed, and how many writes it carried out.

use std::sync::atomic::{AtomicU64, Ordering};

/// The counts of one stand-in since the sandbox was started.
#[derive(Debug, Default)]
pub(crate) struct Commits {
    creates: AtomicU64,
    writes: AtomicU64,
}

impl Commits {
    /// A create was committed to the state.
    pub(crate) fn add_create(&self) {
        self.creates.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn creates(&self) -> u64 {
        self.creates.load(Ordering::SeqCst)
    }

    /// A write was carried out.
    pub(crate) fn add_write(&self) {
        self.writes.fetch_add(1, Ordering::SeqCst);
    }

    pub(crate) fn writes(&self) -> u64 {
        self.writes.load(Ordering::SeqCst)
    }
}
