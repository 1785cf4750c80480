//! A bound on retries that is shared by many calls.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Thousandths of a retry, so that a call can pay in less than a whole one.
const WHOLE: u64 = 1000;

/// How many retries all calls together may make.
///
/// Retries help when one request in a hundred fails, and do harm when all of them do: then every
/// caller sends several times what it sent before, to a provider that is down. A budget starts
/// full; a retry takes one, and a call that succeeds at once gives a part of one back. When it is
/// empty, errors are returned without a retry and marked
/// [exhausted](customer_core::Error::is_exhausted).
///
/// A clone is a handle on the same budget: give it to every client that speaks to one provider.
#[derive(Debug, Clone)]
pub struct RetryBudget(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    left: AtomicU64,
    capacity: u64,
    deposit: u64,
}

impl RetryBudget {
    /// A full budget of `capacity` retries, of which `calls_per_retry` successful calls bring one
    /// back (at least one call, at most a thousand).
    pub fn new(capacity: u32, calls_per_retry: u32) -> Self {
        let capacity = u64::from(capacity) * WHOLE;
        let deposit = WHOLE / u64::from(calls_per_retry).clamp(1, WHOLE);
        Self(Arc::new(Inner {
            left: AtomicU64::new(capacity),
            capacity,
            deposit,
        }))
    }

    /// How many retries are left.
    pub fn left(&self) -> u32 {
        u32::try_from(self.0.left.load(Ordering::Relaxed) / WHOLE).unwrap_or(u32::MAX)
    }

    /// Takes one retry, if there is one.
    pub(crate) fn withdraw(&self) -> Option<Withdrawal> {
        self.0
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                left.checked_sub(WHOLE)
            })
            .ok()
            .map(|_| Withdrawal {
                budget: Some(self.clone()),
            })
    }

    /// Pays for a call that succeeded at the first attempt.
    pub(crate) fn deposit(&self) {
        self.add(self.0.deposit);
    }

    fn add(&self, amount: u64) {
        let inner = &*self.0;
        // A full budget is the usual case: do not write to memory that all threads share.
        if inner.left.load(Ordering::Relaxed) >= inner.capacity {
            return;
        }
        let _ = inner
            .left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                Some(left.saturating_add(amount).min(inner.capacity))
            });
    }
}

impl Default for RetryBudget {
    /// 100 retries; ten successful calls bring one back.
    fn default() -> Self {
        Self::new(100, 10)
    }
}

/// A retry that was taken and not yet made. It goes back when it is dropped.
#[derive(Debug)]
pub(crate) struct Withdrawal {
    budget: Option<RetryBudget>,
}

impl Withdrawal {
    /// The retry is made: it does not go back.
    pub(crate) fn spend(mut self) {
        self.budget = None;
    }
}

impl Drop for Withdrawal {
    fn drop(&mut self) {
        if let Some(budget) = self.budget.take() {
            budget.add(WHOLE);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn the_budget_is_spent_refilled_and_never_above_its_capacity() {
        let budget = RetryBudget::new(2, 10);
        budget.withdraw().unwrap().spend();
        budget.withdraw().unwrap().spend();
        assert!(budget.withdraw().is_none());
        for _ in 0..9 {
            budget.deposit();
        }
        assert!(budget.withdraw().is_none());
        budget.deposit();
        assert_eq!(budget.left(), 1);
        for _ in 0..100 {
            budget.deposit();
        }
        assert_eq!(budget.left(), 2);
    }

    #[test]
    fn a_retry_that_was_not_made_goes_back_to_the_budget() {
        let budget = RetryBudget::new(1, 1);
        drop(budget.withdraw().unwrap());
        assert_eq!(budget.left(), 1);
        assert!(RetryBudget::new(0, 1).withdraw().is_none());
    }
}
