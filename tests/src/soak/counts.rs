//! What is counted while registrations run.

use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Debug, Default)]
pub(super) struct Counts {
    pub(super) created: AtomicU64,
    pub(super) unknown: AtomicU64,
    pub(super) settled_done: AtomicU64,
    pub(super) same_moment: AtomicU64,
    pub(super) there: AtomicU64,
    pub(super) by_others: AtomicU64,
    pub(super) settled_not_done: AtomicU64,
    pub(super) settles_again: AtomicU64,
    pub(super) still_unknown: AtomicU64,
    pub(super) refused: AtomicU64,
}

pub(super) fn add(count: &AtomicU64) {
    count.fetch_add(1, Ordering::Relaxed);
}

pub(super) fn of(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
