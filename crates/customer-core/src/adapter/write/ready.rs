//! A write that may be sent, and a write with its response.

use std::fmt;
use std::future::Future;

use crate::fate::Prepared;
use crate::{
    CustomerProvider, Error, ErrorKind, Fidelity, FieldReport, IdempotencyKey, Operation,
    PendingWrite, Result, WriteOptions, WriteStart,
};

/// What a write is about, of which its [`PendingWrite`] is made. The writes of this module implement it.
pub trait PendingSource: sealed::Sealed {
    /// The write, should its outcome be unknown.
    fn pending(&self, fields: &FieldReport) -> PendingWrite;
}

pub(super) mod sealed {
    /// Keeps [`PendingSource`](super::PendingSource) to this module.
    pub trait Sealed {}
}

/// What goes to the provider.
#[non_exhaustive]
pub struct Outgoing<R> {
    /// The request.
    pub request: R,
    /// The key to send it under: there where the capabilities say that the operation
    /// [takes one](crate::Capabilities::takes_idempotency_key), and nowhere else.
    pub idempotency_key: Option<IdempotencyKey>,
}

/// A write that was checked and may be sent.
#[must_use = "it is not sent yet"]
pub struct ReadyWrite<'a, W, R> {
    pub(super) provider: &'a dyn CustomerProvider,
    pub(super) write: W,
    pub(super) request: R,
    pub(super) fields: FieldReport,
    pub(super) key: Option<IdempotencyKey>,
}

impl<'a, W, R> ReadyWrite<'a, W, R> {
    /// The write, if its preview and its key let it go ahead.
    pub(super) fn checked(
        provider: &'a dyn CustomerProvider,
        operation: Operation,
        options: &WriteOptions,
        prepared: Prepared<R>,
        write: W,
    ) -> Result<Self> {
        let (request, fields) = prepared
            .accept(options)
            .map_err(|error| of(provider, operation, error))?;
        let given_key = options.idempotency_key.as_ref();
        let key = key(provider, operation, given_key, options.fidelity)?;
        Ok(Self {
            provider,
            write,
            request,
            fields,
            key,
        })
    }
}

impl<W: PendingSource, R> ReadyWrite<'_, W, R> {
    /// Sends it.
    ///
    /// # Errors
    ///
    /// That of the call. An [`OutcomeUnknown`](ErrorKind::OutcomeUnknown) comes with the write that has to be
    /// settled.
    pub async fn send<T, F, C>(self, call: F) -> Result<AnsweredWrite<W, T>>
    where
        F: FnOnce(Outgoing<R>) -> C,
        C: Future<Output = Result<T>>,
    {
        let Self {
            provider,
            write,
            request,
            fields,
            key,
        } = self;
        // From before anything is sent: no record of this write is older.
        let start = WriteStart::new(provider.our_time().into()).with_clock(provider.clock_offset());
        let outgoing = Outgoing {
            request,
            idempotency_key: key.clone(),
        };
        match call(outgoing).await {
            Ok(response) => Ok(AnsweredWrite {
                write,
                response,
                fields,
            }),
            Err(error) if error.kind() == ErrorKind::OutcomeUnknown => {
                let pending = write.pending(&fields).with_start(start);
                Err(error.settled_by(pending.with_idempotency_key(key)))
            }
            Err(error) => Err(error),
        }
    }
}

/// A write that was answered. Its report is made by reconciling it with the response.
#[must_use = "its report is not reconciled yet"]
pub struct AnsweredWrite<W, T> {
    pub(super) write: W,
    pub(super) response: T,
    pub(super) fields: FieldReport,
}

/// The key of a write, and the error that names provider and operation where it is refused.
pub(super) fn key(
    provider: &dyn CustomerProvider,
    operation: Operation,
    given: Option<&IdempotencyKey>,
    fidelity: Fidelity,
) -> Result<Option<IdempotencyKey>> {
    IdempotencyKey::for_write(given, fidelity, provider.capabilities(), operation)
        .map_err(|error| of(provider, operation, error))
}

/// The error, naming the provider and the operation.
pub(super) fn of(provider: &dyn CustomerProvider, operation: Operation, error: Error) -> Error {
    error
        .with_provider(provider.identity().provider)
        .with_operation(operation)
}

// Requests and responses hold personal data.
impl<R> fmt::Debug for Outgoing<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing").finish_non_exhaustive()
    }
}

impl<W, R> fmt::Debug for ReadyWrite<'_, W, R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadyWrite")
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}

impl<W, T> fmt::Debug for AnsweredWrite<W, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnsweredWrite")
            .field("fields", &self.fields)
            .finish_non_exhaustive()
    }
}
