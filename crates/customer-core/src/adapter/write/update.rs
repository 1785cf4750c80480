//! Updates.

use super::ready::{AnsweredWrite, PendingSource, ReadyWrite, sealed::Sealed};
use crate::fate::Prepared;
use crate::{
    Customer, CustomerId, CustomerProvider, CustomerUpdate, FieldReport, Operation, PendingWrite,
    Result, WriteOptions, Written,
};

const OPERATION: Operation = Operation::UpdateCustomer;

/// An update.
#[must_use = "nothing is prepared yet"]
#[derive(Debug)]
pub struct UpdateWrite<'a> {
    provider: &'a dyn CustomerProvider,
    id: &'a CustomerId,
    update: &'a CustomerUpdate,
    options: &'a WriteOptions,
}

impl<'a> UpdateWrite<'a> {
    /// The update of this customer.
    pub fn new(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        update: &'a CustomerUpdate,
        options: &'a WriteOptions,
    ) -> Self {
        Self {
            provider,
            id,
            update,
            options,
        }
    }

    /// Checks the write.
    ///
    /// # Errors
    ///
    /// As [`Preview::check`](crate::Preview::check), and [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where the
    /// write is strict and the provider has no idempotency keys for it.
    pub fn prepare<R>(self, prepared: Prepared<R>) -> Result<ReadyWrite<'a, UpdateInput<'a>, R>> {
        let Self {
            provider,
            id,
            update,
            options,
        } = self;
        let write = UpdateInput { id, update };
        ReadyWrite::checked(provider, OPERATION, options, prepared, write)
    }
}

/// What an update is about.
#[derive(Debug)]
pub struct UpdateInput<'a> {
    id: &'a CustomerId,
    update: &'a CustomerUpdate,
}

impl Sealed for UpdateInput<'_> {}

impl PendingSource for UpdateInput<'_> {
    fn pending(&self, fields: &FieldReport) -> PendingWrite {
        PendingWrite::to(OPERATION, self.id).with_report(fields)
    }
}

impl<'a, T> AnsweredWrite<UpdateInput<'a>, T> {
    /// Reads the customer off the response, and compares the report with it.
    pub fn reconcile(self, customer: impl FnOnce(T) -> Customer) -> Written {
        self.reconcile_with(|response, update, fields| {
            let changed = customer(response);
            let fields = fields.reconciled_update(update, &changed);
            Written::new(changed, fields)
        })
    }

    /// For an update whose response is in several parts, each of which shows a part of the update: the
    /// adapter compares the report with each by
    /// [`reconciled_update`](FieldReport::reconciled_update).
    pub fn reconcile_with(
        self,
        written: impl FnOnce(T, &'a CustomerUpdate, FieldReport) -> Written,
    ) -> Written {
        written(self.response, self.write.update, self.fields)
    }
}
