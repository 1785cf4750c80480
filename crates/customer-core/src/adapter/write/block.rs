//! Blocks.

use super::ready::{AnsweredWrite, PendingSource, ReadyWrite, sealed::Sealed};
use crate::fate::Prepared;
use crate::{
    BlockRequest, Changed, Customer, CustomerId, CustomerProvider, FieldReport, Operation,
    PendingWrite, Result, WriteOptions,
};

const OPERATION: Operation = Operation::BlockCustomer;

/// A block.
#[must_use = "nothing is prepared yet"]
#[derive(Debug)]
pub struct BlockWrite<'a> {
    provider: &'a dyn CustomerProvider,
    id: &'a CustomerId,
    block: &'a BlockRequest,
    options: &'a WriteOptions,
}

impl<'a> BlockWrite<'a> {
    /// The block of this customer.
    pub fn new(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        block: &'a BlockRequest,
        options: &'a WriteOptions,
    ) -> Self {
        Self {
            provider,
            id,
            block,
            options,
        }
    }

    /// Checks the write.
    ///
    /// # Errors
    ///
    /// As [`Preview::check`](crate::Preview::check), and [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where the
    /// write is strict and the provider has no idempotency keys for it.
    pub fn prepare<R>(self, prepared: Prepared<R>) -> Result<ReadyWrite<'a, BlockInput<'a>, R>> {
        let Self {
            provider,
            id,
            block,
            options,
        } = self;
        let write = BlockInput { id, block };
        ReadyWrite::checked(provider, OPERATION, options, prepared, write)
    }
}

/// What a block is about.
#[derive(Debug)]
pub struct BlockInput<'a> {
    id: &'a CustomerId,
    block: &'a BlockRequest,
}

impl Sealed for BlockInput<'_> {}

impl PendingSource for BlockInput<'_> {
    fn pending(&self, fields: &FieldReport) -> PendingWrite {
        PendingWrite::to(OPERATION, self.id)
            .with_report(fields)
            .with_reason(self.block.reason.clone())
    }
}

impl<T> AnsweredWrite<BlockInput<'_>, T> {
    /// Reads the customer off the response, where it has one, and compares the report with it.
    pub fn reconcile(self, customer: impl FnOnce(T) -> Option<Customer>) -> Changed {
        let customer = customer(self.response);
        let fields = match &customer {
            Some(customer) => self.fields.reconciled_block(self.write.block, customer),
            None => self.fields,
        };
        Changed::new(customer, fields)
    }
}
