//! Writes that give nothing but the customer's id: deletions, restorations and lifted blocks.

use super::ready::{AnsweredWrite, PendingSource, ReadyWrite, key, sealed::Sealed};
use crate::{
    Changed, Customer, CustomerId, CustomerProvider, DeleteOptions, Fidelity, FieldReport,
    IdempotencyKey, Operation, PendingWrite, RestoreOptions, Result, UnblockOptions,
};

/// A deletion, restoration or lifted block.
#[derive(Debug)]
pub struct StatusWrite;

impl StatusWrite {
    /// The deletion of this customer.
    ///
    /// # Errors
    ///
    /// [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where an idempotency key is given and the
    /// provider has none for it.
    pub fn delete<'a>(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        options: &DeleteOptions,
    ) -> Result<ReadyWrite<'a, StatusInput<'a>, ()>> {
        let key = options.idempotency_key.as_ref();
        ready(provider, Operation::DeleteCustomer, id, key)
    }

    /// The restoration of this customer.
    ///
    /// # Errors
    ///
    /// As [`delete`](Self::delete).
    pub fn restore<'a>(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        options: &RestoreOptions,
    ) -> Result<ReadyWrite<'a, StatusInput<'a>, ()>> {
        let key = options.idempotency_key.as_ref();
        ready(provider, Operation::RestoreCustomer, id, key)
    }

    /// The end of this customer's block.
    ///
    /// # Errors
    ///
    /// As [`delete`](Self::delete).
    pub fn unblock<'a>(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        options: &UnblockOptions,
    ) -> Result<ReadyWrite<'a, StatusInput<'a>, ()>> {
        let key = options.idempotency_key.as_ref();
        ready(provider, Operation::UnblockCustomer, id, key)
    }
}

fn ready<'a>(
    provider: &'a dyn CustomerProvider,
    operation: Operation,
    id: &'a CustomerId,
    given_key: Option<&IdempotencyKey>,
) -> Result<ReadyWrite<'a, StatusInput<'a>, ()>> {
    let key = key(provider, operation, given_key, Fidelity::Strict)?;
    Ok(ReadyWrite {
        provider,
        write: StatusInput { operation, id },
        request: (),
        fields: FieldReport::default(),
        key,
    })
}

/// What a deletion, restoration or lifted block is about.
#[derive(Debug)]
pub struct StatusInput<'a> {
    operation: Operation,
    id: &'a CustomerId,
}

impl Sealed for StatusInput<'_> {}

impl PendingSource for StatusInput<'_> {
    fn pending(&self, _fields: &FieldReport) -> PendingWrite {
        PendingWrite::to(self.operation, self.id)
    }
}

impl<T> AnsweredWrite<StatusInput<'_>, T> {
    /// Reads the customer off the response, where it has one.
    pub fn finish(self, customer: impl FnOnce(T) -> Option<Customer>) -> Changed {
        Changed::new(customer(self.response), self.fields)
    }
}
