//! Writes of which no answer tells whether they were done.

use std::fmt;

use chrono::{DateTime, Utc};

use crate::value::redact::presence;
use crate::{
    ClockOffset, CustomerId, EmailAddress, FieldPath, FieldReport, IdempotencyKey, NewCustomer,
    Operation, WriteMarker,
};

/// A write that may or may not have been done, with what it takes to find out.
///
/// It comes with an [`OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown) and goes to
/// [`settle`](crate::CustomerProviderExt::settle).
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PendingWrite {
    /// What was asked for.
    pub operation: Operation,
    /// The customer's id, of a write to a customer that exists.
    pub id: Option<CustomerId>,
    /// The new customer, as it was given.
    pub given: Option<Box<NewCustomer>>,
    /// Which of its fields were sent as they were given: a record of this write has them.
    pub sent: Vec<FieldPath>,
    /// The token that was written along with a new customer.
    pub marker: Option<WriteMarker>,
    /// The key under which the write was sent.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The reason that was given for a block.
    pub reason: Option<String>,
    /// When the write began.
    pub start: WriteStart,
}

/// When a write began, by our clock and by what was known of the provider's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteStart {
    /// By our clock.
    pub at: DateTime<Utc>,
    /// How far the provider's clock was from ours, where that was known.
    pub clock: Option<ClockOffset>,
}

impl WriteStart {
    /// A write that begins at this time of our clock.
    pub fn new(at: DateTime<Utc>) -> Self {
        Self { at, clock: None }
    }

    /// A write that begins now.
    pub fn now() -> Self {
        Self::new(Utc::now())
    }

    /// Sets how far the provider's clock is from ours.
    #[must_use]
    pub fn with_clock(mut self, clock: Option<ClockOffset>) -> Self {
        self.clock = clock;
        self
    }
}

impl PendingWrite {
    /// The registration of this customer, all of it sent as it is, beginning now.
    pub fn create(customer: &NewCustomer) -> Self {
        Self {
            given: Some(Box::new(customer.clone())),
            sent: customer.given(),
            ..Self::new(Operation::CreateCustomer)
        }
    }

    /// A write to a customer that exists, beginning now.
    pub fn to(operation: Operation, id: &CustomerId) -> Self {
        Self {
            id: Some(id.clone()),
            ..Self::new(operation)
        }
    }

    fn new(operation: Operation) -> Self {
        Self {
            operation,
            id: None,
            given: None,
            sent: Vec::new(),
            marker: None,
            idempotency_key: None,
            reason: None,
            start: WriteStart::now(),
        }
    }

    /// Sets when the write began: before anything was sent.
    #[must_use]
    pub fn with_start(mut self, start: WriteStart) -> Self {
        self.start = start;
        self
    }

    /// Sets which fields were sent as they were given.
    #[must_use]
    pub fn with_report(mut self, report: &FieldReport) -> Self {
        self.sent.clone_from(&report.sent);
        self
    }

    /// Sets the token that was written along.
    #[must_use]
    pub fn with_marker(mut self, marker: Option<WriteMarker>) -> Self {
        self.marker = marker;
        self
    }

    /// Sets the key under which the write was sent.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: Option<IdempotencyKey>) -> Self {
        self.idempotency_key = key;
        self
    }

    /// Sets the reason that was given for a block.
    #[must_use]
    pub fn with_reason(mut self, reason: Option<String>) -> Self {
        self.reason = reason;
        self
    }

    /// The e-mail address under which a new customer would be found.
    pub fn email(&self) -> Option<&EmailAddress> {
        self.given.as_ref()?.email.as_ref()
    }
}

impl fmt::Debug for PendingWrite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PendingWrite")
            .field("operation", &self.operation)
            .field("id", &self.id)
            .field("given", &self.given)
            .field("sent", &self.sent)
            .field("marker", &self.marker)
            .field("idempotency_key", &self.idempotency_key)
            .field("reason", &presence(self.reason.as_ref()))
            .field("start", &self.start)
            .finish()
    }
}
