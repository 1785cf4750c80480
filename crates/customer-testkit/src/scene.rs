//! An operation on a customer in the state where it can be done.

use customer_core::{
    Address, AddressId, BlockRequest, Customer, CustomerId, CustomerProvider, CustomerProviderExt,
    CustomerUpdate, DeleteOptions, ErrorKind, GetOptions, IdempotencyKey, ListQuery, NewCustomer,
    Operation, RemoveAddressOptions, RestoreOptions, Result, Status, UnblockOptions, WriteOptions,
};

use crate::Harness;
use crate::outcome::{Checked, broken};
use crate::sample::Samples;

/// A customer, and what each operation takes.
#[derive(Debug, Clone)]
pub(crate) struct Scene {
    pub(crate) customer: NewCustomer,
    pub(crate) id: CustomerId,
    pub(crate) address_id: AddressId,
    pub(crate) address: Address,
    pub(crate) update: CustomerUpdate,
    addresses: usize,
}

impl Scene {
    /// With ids of nobody.
    pub(crate) fn without_state(
        harness: &dyn Harness,
        provider: &dyn CustomerProvider,
        samples: &mut Samples<'_>,
    ) -> Checked<Self> {
        let supports = |operation| provider.capabilities().supports(operation);
        let has_addresses = supports(Operation::AddAddress) || supports(Operation::UpdateAddress);
        Ok(Self {
            customer: samples.customer(provider)?,
            id: harness.unknown_id(),
            address_id: harness.unknown_address_id(),
            address: if has_addresses {
                samples.address(provider)?
            } else {
                Address::new().with_city("Pune")
            },
            update: if supports(Operation::UpdateCustomer) {
                samples.update(provider)?
            } else {
                CustomerUpdate::new().with_given_name("Asha")
            },
            addresses: 0,
        })
    }

    /// Makes the customer, in the state in which the operation can be done.
    pub(crate) async fn prepare(
        harness: &dyn Harness,
        provider: &dyn CustomerProvider,
        samples: &mut Samples<'_>,
        operation: Operation,
    ) -> Checked<Self> {
        let mut scene = Self::without_state(harness, provider, samples)?;
        if operation == Operation::CreateCustomer {
            return Ok(scene);
        }
        let prepared = scene.state(provider, operation).await;
        if let Err(error) = prepared {
            return broken(
                format!(
                    "what comes before {operation} failed: {error} ({:?})",
                    error.fields()
                ),
                "provider.rs: create_customer, and what brings a customer into the state for the operation",
            );
        }
        if operation == Operation::FindCustomersByEmail && scene.customer.email.is_none() {
            return broken(
                "customers are found by an e-mail address that none can be created with",
                "convert.rs: capabilities()",
            );
        }
        Ok(scene)
    }

    async fn state(&mut self, provider: &dyn CustomerProvider, operation: Operation) -> Result<()> {
        let written = provider.create(&self.customer).await?;
        self.id = written.customer.id;
        match operation {
            Operation::RestoreCustomer => drop(provider.delete(&self.id).await?),
            Operation::UnblockCustomer => {
                provider.block(&self.id, &BlockRequest::new()).await?;
            }
            Operation::UpdateAddress | Operation::RemoveAddress => {
                let added = provider.add_address(&self.id, &self.address).await?;
                if let Some(id) = added.address.id {
                    self.address_id = id;
                }
            }
            _ => {}
        }
        if matches!(operation, Operation::AddAddress | Operation::RemoveAddress)
            && provider.capabilities().supports(Operation::ListAddresses)
        {
            self.addresses = provider.list_addresses(&self.id).await?.len();
        }
        Ok(())
    }

    /// Does the operation, strict.
    pub(crate) async fn act(
        &self,
        provider: &dyn CustomerProvider,
        operation: Operation,
    ) -> Result<()> {
        let strict = WriteOptions::new();
        let (id, address_id) = (&self.id, &self.address_id);
        match operation {
            Operation::CreateCustomer => provider.create(&self.customer).await.map(drop),
            Operation::GetCustomer => provider.get(id).await.map(drop),
            Operation::FindCustomersByEmail => match &self.customer.email {
                Some(email) => provider.find_all_by_email(email).await.map(drop),
                None => Ok(()),
            },
            Operation::ListCustomers => provider.list_customers(&ListQuery::new()).await.map(drop),
            Operation::UpdateCustomer => provider.update(id, &self.update).await.map(drop),
            Operation::DeleteCustomer => provider.delete(id).await.map(drop),
            Operation::RestoreCustomer => provider.restore(id).await.map(drop),
            Operation::BlockCustomer => provider.block(id, &BlockRequest::new()).await.map(drop),
            Operation::UnblockCustomer => provider.unblock(id).await.map(drop),
            Operation::ListAddresses => provider.list_addresses(id).await.map(drop),
            Operation::AddAddress => provider
                .add_customer_address(id, &self.address, &strict)
                .await
                .map(drop),
            Operation::UpdateAddress => provider
                .update_customer_address(id, address_id, &self.address, &strict)
                .await
                .map(drop),
            Operation::RemoveAddress => provider.remove_address(id, address_id).await.map(drop),
            other => Err(provider.unsupported(other)),
        }
    }

    /// Does a write, strict, under an idempotency key.
    pub(crate) async fn act_under(
        &self,
        provider: &dyn CustomerProvider,
        operation: Operation,
        key: IdempotencyKey,
    ) -> Result<()> {
        let (id, address_id, address) = (&self.id, &self.address_id, &self.address);
        let options = WriteOptions::new().with_idempotency_key(key.clone());
        match operation {
            Operation::CreateCustomer => provider
                .create_customer(&self.customer, &options)
                .await
                .map(drop),
            Operation::UpdateCustomer => provider
                .update_customer(id, &self.update, &options)
                .await
                .map(drop),
            Operation::DeleteCustomer => {
                let options = DeleteOptions::new().with_idempotency_key(key);
                provider.delete_customer(id, &options).await.map(drop)
            }
            Operation::RestoreCustomer => {
                let options = RestoreOptions::new().with_idempotency_key(key);
                provider.restore_customer(id, &options).await.map(drop)
            }
            Operation::BlockCustomer => provider
                .block_customer(id, &BlockRequest::new(), &options)
                .await
                .map(drop),
            Operation::UnblockCustomer => {
                let options = UnblockOptions::new().with_idempotency_key(key);
                provider.unblock_customer(id, &options).await.map(drop)
            }
            Operation::AddAddress => provider
                .add_customer_address(id, address, &options)
                .await
                .map(drop),
            Operation::UpdateAddress => provider
                .update_customer_address(id, address_id, address, &options)
                .await
                .map(drop),
            Operation::RemoveAddress => {
                let options = RemoveAddressOptions::new().with_idempotency_key(key);
                let removed = provider.remove_customer_address(id, address_id, &options);
                removed.await.map(drop)
            }
            other => Err(provider.unsupported(other)),
        }
    }

    /// Whether the operation shows as done, where that can be told from the state in which it began.
    pub(crate) async fn is_done(
        &self,
        provider: &dyn CustomerProvider,
        operation: Operation,
    ) -> Result<Option<bool>> {
        let capabilities = provider.capabilities();
        match operation {
            Operation::AddAddress | Operation::RemoveAddress
                if capabilities.supports(Operation::ListAddresses) =>
            {
                let now = provider.list_addresses(&self.id).await?.len();
                Ok(Some(now != self.addresses))
            }
            Operation::DeleteCustomer
            | Operation::RestoreCustomer
            | Operation::BlockCustomer
            | Operation::UnblockCustomer => {
                match provider.get_customer(&self.id, &GetOptions::new()).await {
                    Ok(customer) => Ok(shows(operation, &customer)),
                    Err(error) if error.kind() == ErrorKind::NotFound => {
                        Ok(Some(operation == Operation::DeleteCustomer))
                    }
                    Err(error) => Err(error),
                }
            }
            _ => Ok(None),
        }
    }
}

fn shows(operation: Operation, customer: &Customer) -> Option<bool> {
    let status = customer.status.as_ref()?;
    let is_deleted = matches!(status, Status::Deleted(_));
    match operation {
        Operation::DeleteCustomer => Some(is_deleted),
        Operation::RestoreCustomer => Some(!is_deleted),
        Operation::BlockCustomer => Some(status.is_blocked()),
        Operation::UnblockCustomer => Some(!status.is_blocked()),
        _ => None,
    }
}
