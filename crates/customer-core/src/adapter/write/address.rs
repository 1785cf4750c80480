//! Writes of addresses.

use super::ready::{AnsweredWrite, PendingSource, ReadyWrite, key, sealed::Sealed};
use crate::adapter::answers::Answers;
use crate::fate::Prepared;
use crate::{
    Address, AddressId, CustomerId, CustomerProvider, Fidelity, FieldReport, Operation,
    PendingWrite, RemoveAddressOptions, RemovedAddress, Result, WriteOptions, WrittenAddress,
};

/// An address that is added or replaced.
#[must_use = "nothing is prepared yet"]
#[derive(Debug)]
pub struct AddressWrite<'a> {
    provider: &'a dyn CustomerProvider,
    options: &'a WriteOptions,
    write: AddressInput<'a>,
}

impl<'a> AddressWrite<'a> {
    /// The address that is added to this customer.
    pub fn add(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        address: &'a Address,
        options: &'a WriteOptions,
    ) -> Self {
        Self {
            provider,
            options,
            write: AddressInput {
                id,
                replaced: None,
                address,
            },
        }
    }

    /// The address that replaces another one.
    pub fn update(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        address_id: &'a AddressId,
        address: &'a Address,
        options: &'a WriteOptions,
    ) -> Self {
        let mut write = Self::add(provider, id, address, options);
        write.write.replaced = Some(address_id);
        write
    }

    /// The removal of an address, which has nothing to prepare.
    ///
    /// # Errors
    ///
    /// [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where an idempotency key is given and the
    /// provider has none for it.
    pub fn remove(
        provider: &'a dyn CustomerProvider,
        id: &'a CustomerId,
        address_id: &'a AddressId,
        options: &RemoveAddressOptions,
    ) -> Result<ReadyWrite<'a, AddressRemoval<'a>, ()>> {
        let given_key = options.idempotency_key.as_ref();
        let key = key(
            provider,
            Operation::RemoveAddress,
            given_key,
            Fidelity::Strict,
        )?;
        Ok(ReadyWrite {
            provider,
            write: AddressRemoval { id, address_id },
            request: (),
            fields: FieldReport::default(),
            key,
        })
    }

    /// Checks the write.
    ///
    /// # Errors
    ///
    /// As [`Preview::check`](crate::Preview::check), and [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where the
    /// write is strict and the provider has no idempotency keys for it.
    pub fn prepare<R>(self, prepared: Prepared<R>) -> Result<ReadyWrite<'a, AddressInput<'a>, R>> {
        let Self {
            provider,
            options,
            write,
        } = self;
        let operation = write.operation();
        ReadyWrite::checked(provider, operation, options, prepared, write)
    }
}

/// What the write of an address is about.
#[derive(Debug)]
pub struct AddressInput<'a> {
    id: &'a CustomerId,
    replaced: Option<&'a AddressId>,
    address: &'a Address,
}

impl AddressInput<'_> {
    fn operation(&self) -> Operation {
        match self.replaced {
            None => Operation::AddAddress,
            Some(_) => Operation::UpdateAddress,
        }
    }
}

impl Sealed for AddressInput<'_> {}

impl PendingSource for AddressInput<'_> {
    fn pending(&self, fields: &FieldReport) -> PendingWrite {
        PendingWrite::to(self.operation(), self.id).with_report(fields)
    }
}

/// An address as the response has it.
#[derive(Debug)]
pub struct ReturnedAddress {
    address: Address,
    compared: Option<Address>,
    answers: Answers,
}

impl ReturnedAddress {
    /// The address, and of which of its parts the response says that they are empty or unreadable, as
    /// `addresses[0].…`.
    pub fn new(address: Address, answers: Answers) -> Self {
        Self {
            address,
            compared: None,
            answers,
        }
    }

    /// Compares what was given with this address instead, where the response's own form says less.
    #[must_use]
    pub fn with_compared(mut self, compared: Address) -> Self {
        self.compared = Some(compared);
        self
    }
}

impl<'a, T> AnsweredWrite<AddressInput<'a>, T> {
    /// Reads the address off the response, and compares the report with it. A replaced address keeps its
    /// id, where the response has none.
    pub fn reconcile(
        self,
        address: impl FnOnce(T, &'a Address) -> ReturnedAddress,
    ) -> WrittenAddress {
        let given = self.write.address;
        let ReturnedAddress {
            mut address,
            compared,
            answers,
        } = address(self.response, given);
        let compared = compared.as_ref().unwrap_or(&address);
        let fields = self.fields.reconciled_address(given, compared, &answers);
        if let Some(replaced) = self.write.replaced {
            address.id.get_or_insert_with(|| replaced.clone());
        }
        WrittenAddress::new(address, fields)
    }
}

/// What the removal of an address is about.
#[derive(Debug)]
pub struct AddressRemoval<'a> {
    id: &'a CustomerId,
    address_id: &'a AddressId,
}

impl Sealed for AddressRemoval<'_> {}

impl PendingSource for AddressRemoval<'_> {
    fn pending(&self, _fields: &FieldReport) -> PendingWrite {
        PendingWrite::to(Operation::RemoveAddress, self.id)
    }
}

impl<T> AnsweredWrite<AddressRemoval<'_>, T> {
    /// The result. The response has nothing that could be read.
    pub fn finish(self) -> RemovedAddress {
        RemovedAddress::new(self.write.address_id.clone())
    }
}
