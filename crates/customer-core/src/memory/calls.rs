//! How often each operation was called, and how often it acted.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::Operation;

#[derive(Debug, Default)]
pub(super) struct CallCounts(Mutex<BTreeMap<Operation, Counts>>);

#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    /// Requests that were sent.
    pub(super) sent: u64,
    /// Requests that the provider answered to, and of writes those that changed something.
    pub(super) acted: u64,
}

impl CallCounts {
    pub(super) fn count_sent(&self, operation: Operation) {
        self.lock().entry(operation).or_default().sent += 1;
    }

    pub(super) fn count_acted(&self, operation: Operation) {
        self.lock().entry(operation).or_default().acted += 1;
    }

    pub(super) fn of(&self, operation: Operation) -> Counts {
        self.lock().get(&operation).copied().unwrap_or_default()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Operation, Counts>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
