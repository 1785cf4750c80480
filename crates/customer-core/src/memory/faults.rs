//! What goes wrong, and with which call.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use crate::{ErrorKind, Operation};

/// What goes wrong with one call of a [`MemoryProvider`](crate::memory::MemoryProvider).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Fault {
    /// The connection is refused: [`ConnectionFailed`](ErrorKind::ConnectionFailed), and the provider has not acted.
    ConnectionRefused,
    /// The provider asks to slow down, and has not acted: [`RateLimited`](ErrorKind::RateLimited).
    RateLimited {
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// The provider cannot serve now, and has not acted: [`Unavailable`](ErrorKind::Unavailable).
    Unavailable {
        /// How long it asks to wait.
        retry_after: Option<Duration>,
    },
    /// No response arrives in time: [`TimedOut`](ErrorKind::TimedOut) of a read. Of a write it is
    /// [`OutcomeUnknown`](ErrorKind::OutcomeUnknown), and the provider has not acted.
    TimedOut,
    /// The request is lost: [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) with a pending write, and the provider has not acted.
    /// Of a read as [`TimedOut`](Self::TimedOut).
    OutcomeUnknownBeforeActing,
    /// The response is lost: [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) with a pending write, and the provider has acted.
    /// Of a read as [`TimedOut`](Self::TimedOut).
    OutcomeUnknownAfterActing,
    /// The provider refuses with an error of this kind, and has not acted: for
    /// [`Unauthenticated`](ErrorKind::Unauthenticated), [`PermissionDenied`](ErrorKind::PermissionDenied),
    /// [`Rejected`](ErrorKind::Rejected) and their like.
    Refused(ErrorKind),
}

/// The calls that a fault is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calls {
    Reads,
    Writes,
    Of(Operation),
}

impl Calls {
    fn include(self, operation: Operation) -> bool {
        match self {
            Self::Reads => !is_write(operation),
            Self::Writes => is_write(operation),
            Self::Of(only) => only == operation,
        }
    }
}

pub(super) fn is_write(operation: Operation) -> bool {
    Operation::WRITES.contains(&operation)
}

/// The faults that are yet to come, in the order in which they were asked for.
#[derive(Debug, Default)]
pub(super) struct Faults(Mutex<VecDeque<(Calls, Fault)>>);

impl Faults {
    pub(super) fn add(&self, calls: Calls, fault: Fault) {
        self.queue().push_back((calls, fault));
    }

    /// Takes the first fault that is for this call.
    pub(super) fn take(&self, operation: Operation) -> Option<Fault> {
        let mut queue = self.queue();
        let index = queue
            .iter()
            .position(|(calls, _)| calls.include(operation))?;
        queue.remove(index).map(|(_, fault)| fault)
    }

    pub(super) fn clear(&self) {
        self.queue().clear();
    }

    pub(super) fn left(&self) -> usize {
        self.queue().len()
    }

    fn queue(&self) -> std::sync::MutexGuard<'_, VecDeque<(Calls, Fault)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
