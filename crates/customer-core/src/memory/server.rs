//! The other side: what a request meets on its way to the store and back.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use futures_util::future::BoxFuture;

use super::calls::CallCounts;
use super::clock::Clock;
use super::faults::{Fault, Faults, is_write};
use super::store::{Request, Response, Store};
use crate::{Error, ErrorKind, IdempotencyKey, Operation, ProviderName, Result};

/// A moment of a call, at which it may be [made to wait](crate::memory::MemoryProviderBuilder::latency).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Moment {
    /// The request is on its way; the provider has not acted.
    BeforeActing,
    /// The response is on its way; the provider has acted.
    AfterActing,
}

pub(super) type Latency = Arc<dyn Fn(Operation, Moment) -> BoxFuture<'static, ()> + Send + Sync>;

pub(super) struct Server {
    pub(super) provider: ProviderName,
    pub(super) store: Mutex<Store>,
    pub(super) clock: Clock,
    pub(super) faults: Faults,
    pub(super) counts: CallCounts,
    pub(super) latency: Option<Latency>,
}

impl Server {
    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends a read.
    pub(super) async fn read<T>(
        &self,
        operation: Operation,
        read: impl FnOnce(&Store) -> Result<T>,
    ) -> Result<T> {
        let fault = self.arrive(operation).await;
        if let Some(error) = fault.and_then(|fault| failure(operation, fault)) {
            return Err(self.error(operation, error));
        }
        let response = read(&self.store());
        self.counts.count_acted(operation);
        self.wait(operation, Moment::AfterActing).await;
        response.map_err(|error| self.error(operation, error))
    }

    /// Sends a write.
    pub(super) async fn write(
        &self,
        request: Request,
        key: Option<IdempotencyKey>,
    ) -> Result<Response> {
        let operation = request.operation();
        let fault = self.arrive(operation).await;
        if let Some(error) = fault.and_then(|fault| failure(operation, fault)) {
            return Err(self.error(operation, error));
        }
        let response = self.act(request, key);
        self.wait(operation, Moment::AfterActing).await;
        match fault {
            Some(_) => Err(self.error(operation, no_response(operation))),
            None => response.map_err(|error| self.error(operation, error)),
        }
    }

    fn act(&self, request: Request, key: Option<IdempotencyKey>) -> Result<Response> {
        let operation = request.operation();
        let now = self.clock.provider_time();
        let mut store = self.store();
        if let Some(response) = store.replay(&request, key.as_ref(), now)? {
            return Ok(response);
        }
        let response = store.act(request, key, now)?;
        self.counts.count_acted(operation);
        Ok(response)
    }

    /// The request arrives, with what is to go wrong with it.
    async fn arrive(&self, operation: Operation) -> Option<Fault> {
        self.counts.count_sent(operation);
        let fault = self.faults.take(operation);
        self.wait(operation, Moment::BeforeActing).await;
        fault
    }

    async fn wait(&self, operation: Operation, moment: Moment) {
        if let Some(latency) = &self.latency {
            latency(operation, moment).await;
        }
    }

    fn error(&self, operation: Operation, error: Error) -> Error {
        error
            .with_provider(self.provider.clone())
            .with_operation(operation)
            .with_attempts(1, false)
    }
}

/// What the caller is told of a fault that keeps the provider from acting; `None` where it acts.
fn failure(operation: Operation, fault: Fault) -> Option<Error> {
    let (error, retry_after) = match fault {
        Fault::ConnectionRefused => {
            let message = "the connection was refused";
            (Error::new(ErrorKind::ConnectionFailed, message), None)
        }
        Fault::RateLimited { retry_after } => (refusal(ErrorKind::RateLimited), retry_after),
        Fault::Unavailable { retry_after } => (refusal(ErrorKind::Unavailable), retry_after),
        Fault::OutcomeUnknownAfterActing if is_write(operation) => return None,
        Fault::TimedOut
        | Fault::OutcomeUnknownBeforeActing
        | Fault::OutcomeUnknownAfterActing
        | Fault::Refused(ErrorKind::TimedOut | ErrorKind::OutcomeUnknown) => {
            (no_response(operation), None)
        }
        Fault::Refused(kind) => (refusal(kind), None),
    };
    Some(match retry_after {
        Some(wait) => error.with_retry_after(wait),
        None => error,
    })
}

fn no_response(operation: Operation) -> Error {
    let kind = if is_write(operation) {
        ErrorKind::OutcomeUnknown
    } else {
        ErrorKind::TimedOut
    };
    Error::new(kind, "no response arrived")
}

/// An error that the provider answers with, under the status that is usual for it.
fn refusal(kind: ErrorKind) -> Error {
    let status = match kind {
        ErrorKind::Unauthenticated => 401,
        ErrorKind::PermissionDenied => 403,
        ErrorKind::NotFound => 404,
        ErrorKind::AlreadyExists => 409,
        ErrorKind::InvalidInput | ErrorKind::Rejected => 422,
        ErrorKind::RateLimited => 429,
        ErrorKind::Unavailable => 503,
        ErrorKind::UnexpectedResponse => 200,
        _ => return Error::new(kind, ""),
    };
    Error::new(kind, "")
        .with_status(status)
        .with_code(kind.as_str())
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("customers", &self.store().customers().count())
            .field("clock", &self.clock)
            .field("faults", &self.faults)
            .finish_non_exhaustive()
    }
}
