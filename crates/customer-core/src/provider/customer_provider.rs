//! The trait before every commerce system.

use std::fmt::Debug;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::adapter::FieldFates;
use crate::{
    Address, AddressId, BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId,
    CustomerUpdate, DeleteOptions, EmailAddress, Error, FindOptions, GetOptions,
    ListAddressesOptions, ListQuery, NewCustomer, Operation, Page, Preview, ProviderIdentity,
    RemoveAddressOptions, RemovedAddress, RestoreOptions, Result, UnblockOptions, WriteOptions,
    Written, WrittenAddress,
};

/// A commerce system's customers.
///
/// An implementor writes [`identity`](Self::identity), [`capabilities`](Self::capabilities),
/// [`preview_create`](Self::preview_create), [`create_customer`](Self::create_customer) and
/// [`get_customer`](Self::get_customer); every other operation is
/// [unsupported](crate::ErrorKind::UnsupportedOperation) until it is written, and what the
/// capabilities claim must agree. Every operation takes options, so that a later need breaks no
/// implementor. Calls without options, and helpers that need no knowledge of the provider, are in
/// [`CustomerProviderExt`](crate::CustomerProviderExt).
///
/// # Errors
///
/// Every operation may fail with [`Unauthenticated`](crate::ErrorKind::Unauthenticated),
/// [`PermissionDenied`](crate::ErrorKind::PermissionDenied),
/// [`RateLimited`](crate::ErrorKind::RateLimited), [`Unavailable`](crate::ErrorKind::Unavailable),
/// [`ConnectionFailed`](crate::ErrorKind::ConnectionFailed),
/// [`UnexpectedResponse`](crate::ErrorKind::UnexpectedResponse) and
/// [`Rejected`](crate::ErrorKind::Rejected); a read with [`TimedOut`](crate::ErrorKind::TimedOut); a
/// write whose answer did not arrive with [`OutcomeUnknown`](crate::ErrorKind::OutcomeUnknown), to be
/// [settled](crate::CustomerProviderExt::settle) and not repeated. What an operation adds stands with it.
///
/// Dropping the future of a read cancels it. Dropping the future of a write leaves its outcome
/// unknown, and no error to say so: look before writing again.
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait CustomerProvider: Debug + Send + Sync {
    /// Which provider this speaks to, and on whose behalf.
    fn identity(&self) -> ProviderIdentity;

    /// What the provider can do.
    fn capabilities(&self) -> &Capabilities;

    /// How far the provider's clock is from ours, as far as its answers so far tell. `None` where that
    /// is not known: then no record can be told from an older one by its time.
    fn clock_offset(&self) -> Option<ClockOffset> {
        None
    }

    /// The time by our clock, which [`clock_offset`](Self::clock_offset) is told against.
    fn our_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// What [`create_customer`](Self::create_customer) would do with each field. Sends nothing.
    fn preview_create(&self, customer: &NewCustomer) -> Preview;

    /// Registers a customer.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) and, strict,
    /// [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) before anything is sent;
    /// [`AlreadyExists`](crate::ErrorKind::AlreadyExists).
    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written>;

    /// Reads a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn get_customer(&self, id: &CustomerId, options: &GetOptions) -> Result<Customer>;

    /// Finds the customers of this e-mail address, deleted ones too where the provider shows them. None
    /// is an empty list.
    ///
    /// Whatever the provider's own filter does, all spellings of the
    /// [same mailbox](EmailAddress::same_mailbox) count, and no other address: the provider is asked for
    /// one of the [spellings](EmailAddress::spellings) after the other until it has one. One that it returned and whose own e-mail
    /// address cannot be read is among them, since it may be the one: it has no
    /// [`email`](Customer::email).
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation).
    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        let _ = (email, options);
        Err(self.unsupported(Operation::FindCustomersByEmail))
    }

    /// Reads one page of a listing.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation);
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) for a cursor of another listing.
    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        let _ = query;
        Err(self.unsupported(Operation::ListCustomers))
    }

    /// What [`update_customer`](Self::update_customer) would do with each field. Sends nothing.
    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        FieldFates::for_update(self.capabilities(), update).finish()
    }

    /// Changes fields of a customer.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput) and, strict,
    /// [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) before anything is sent;
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn update_customer(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        options: &WriteOptions,
    ) -> Result<Written> {
        let _ = (id, update, options);
        Err(self.unsupported(Operation::UpdateCustomer))
    }

    /// Deletes a customer.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        let _ = (id, options);
        Err(self.unsupported(Operation::DeleteCustomer))
    }

    /// Brings a deleted customer back.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn restore_customer(&self, id: &CustomerId, options: &RestoreOptions) -> Result<Changed> {
        let _ = (id, options);
        Err(self.unsupported(Operation::RestoreCustomer))
    }

    /// Bars a customer from buying.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation);
    /// [`UnrepresentableFields`](crate::ErrorKind::UnrepresentableFields) where a reason is given, the
    /// write is strict and the provider keeps none; [`NotFound`](crate::ErrorKind::NotFound).
    async fn block_customer(
        &self,
        id: &CustomerId,
        block: &BlockRequest,
        options: &WriteOptions,
    ) -> Result<Changed> {
        let _ = (id, block, options);
        Err(self.unsupported(Operation::BlockCustomer))
    }

    /// Lifts a block.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn unblock_customer(&self, id: &CustomerId, options: &UnblockOptions) -> Result<Changed> {
        let _ = (id, options);
        Err(self.unsupported(Operation::UnblockCustomer))
    }

    /// Reads all addresses of a customer.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn list_customer_addresses(
        &self,
        id: &CustomerId,
        options: &ListAddressesOptions,
    ) -> Result<Vec<Address>> {
        let _ = (id, options);
        Err(self.unsupported(Operation::ListAddresses))
    }

    /// Adds an address to a customer.
    ///
    /// # Errors
    ///
    /// As [`create_customer`](Self::create_customer), and
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn add_customer_address(
        &self,
        id: &CustomerId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let _ = (id, address, options);
        Err(self.unsupported(Operation::AddAddress))
    }

    /// Replaces an address of a customer by `address`, whose own id is not looked at.
    ///
    /// # Errors
    ///
    /// As [`add_customer_address`](Self::add_customer_address).
    async fn update_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let _ = (id, address_id, address, options);
        Err(self.unsupported(Operation::UpdateAddress))
    }

    /// Removes an address from a customer.
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn remove_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        options: &RemoveAddressOptions,
    ) -> Result<RemovedAddress> {
        let _ = (id, address_id, options);
        Err(self.unsupported(Operation::RemoveAddress))
    }

    /// The error of an operation that the provider does not have.
    fn unsupported(&self, operation: Operation) -> Error {
        Error::unsupported(self.identity().provider, operation)
    }
}

/// Hands every call through to the provider inside, so that none falls back to a default.
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

            fn unsupported(&self, operation: Operation) -> Error {
                (**self).unsupported(operation)
            }
        }
    };
}

delegate!(Arc);
delegate!(Box);
