//! [`CustomerProvider`] for pointers to a provider.

use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::{
    Address, AddressId, BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId,
    CustomerProvider, CustomerUpdate, DeleteOptions, EmailAddress, Error, FindOptions, GetOptions,
    ListAddressesOptions, ListQuery, NewCustomer, Operation, Page, PendingWrite, Preview,
    ProviderIdentity, RemoveAddressOptions, RemovedAddress, RestoreOptions, Result, SettleOptions,
    Settlement, UnblockOptions, WriteOptions, Written, WrittenAddress,
};

/// Passes every call to the provider inside, so that none falls back to a default.
macro_rules! delegate {
    ($pointer:ident) => {
        // A method that is missing here would fall back to its default: *unsupported*.
        #[deny(clippy::missing_trait_methods)]
        #[async_trait]
        impl<P: CustomerProvider + ?Sized> CustomerProvider for $pointer<P> {
            fn identity(&self) -> ProviderIdentity {
                (**self).identity()
            }

            fn capabilities(&self) -> &Capabilities {
                (**self).capabilities()
            }

            fn clock_offset(&self) -> Option<ClockOffset> {
                (**self).clock_offset()
            }

            fn our_time(&self) -> SystemTime {
                (**self).our_time()
            }

            fn preview_create(&self, customer: &NewCustomer) -> Preview {
                (**self).preview_create(customer)
            }

            async fn create_customer(
                &self,
                customer: &NewCustomer,
                options: &WriteOptions,
            ) -> Result<Written> {
                (**self).create_customer(customer, options).await
            }

            async fn get_customer(
                &self,
                id: &CustomerId,
                options: &GetOptions,
            ) -> Result<Customer> {
                (**self).get_customer(id, options).await
            }

            async fn find_customers_by_email(
                &self,
                email: &EmailAddress,
                options: &FindOptions,
            ) -> Result<Vec<Customer>> {
                (**self).find_customers_by_email(email, options).await
            }

            async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
                (**self).list_customers(query).await
            }

            fn preview_update(&self, update: &CustomerUpdate) -> Preview {
                (**self).preview_update(update)
            }

            async fn update_customer(
                &self,
                id: &CustomerId,
                update: &CustomerUpdate,
                options: &WriteOptions,
            ) -> Result<Written> {
                (**self).update_customer(id, update, options).await
            }

            async fn delete_customer(
                &self,
                id: &CustomerId,
                options: &DeleteOptions,
            ) -> Result<Changed> {
                (**self).delete_customer(id, options).await
            }

            async fn restore_customer(
                &self,
                id: &CustomerId,
                options: &RestoreOptions,
            ) -> Result<Changed> {
                (**self).restore_customer(id, options).await
            }

            async fn block_customer(
                &self,
                id: &CustomerId,
                block: &BlockRequest,
                options: &WriteOptions,
            ) -> Result<Changed> {
                (**self).block_customer(id, block, options).await
            }

            async fn unblock_customer(
                &self,
                id: &CustomerId,
                options: &UnblockOptions,
            ) -> Result<Changed> {
                (**self).unblock_customer(id, options).await
            }

            async fn list_customer_addresses(
                &self,
                id: &CustomerId,
                options: &ListAddressesOptions,
            ) -> Result<Vec<Address>> {
                (**self).list_customer_addresses(id, options).await
            }

            async fn add_customer_address(
                &self,
                id: &CustomerId,
                address: &Address,
                options: &WriteOptions,
            ) -> Result<WrittenAddress> {
                (**self).add_customer_address(id, address, options).await
            }

            async fn update_customer_address(
                &self,
                id: &CustomerId,
                address_id: &AddressId,
                address: &Address,
                options: &WriteOptions,
            ) -> Result<WrittenAddress> {
                (**self)
                    .update_customer_address(id, address_id, address, options)
                    .await
            }

            async fn remove_customer_address(
                &self,
                id: &CustomerId,
                address_id: &AddressId,
                options: &RemoveAddressOptions,
            ) -> Result<RemovedAddress> {
                (**self)
                    .remove_customer_address(id, address_id, options)
                    .await
            }

            async fn settle_write(
                &self,
                pending: &PendingWrite,
                options: &SettleOptions,
            ) -> Result<Settlement> {
                (**self).settle_write(pending, options).await
            }

            fn unsupported(&self, operation: Operation) -> Error {
                (**self).unsupported(operation)
            }
        }
    };
}

delegate!(Arc);
delegate!(Box);
