//! The trait before every commerce system.

use std::fmt::Debug;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::fate::FieldFates;
use crate::provider::settle::{
    LookedUp, Plan, plan, settle_by_records, settle_by_retried_create, settle_by_state,
};
use crate::{
    Address, AddressId, BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId,
    CustomerUpdate, DeleteOptions, EmailAddress, Error, ErrorKind, FindOptions, GetOptions,
    ListAddressesOptions, ListQuery, NewCustomer, Operation, Page, PendingWrite, Preview,
    ProviderIdentity, RemoveAddressOptions, RemovedAddress, RestoreOptions, Result, SettleOptions,
    Settlement, UnblockOptions, WriteOptions, Written, WrittenAddress,
};

/// The customers of a commerce system: what every adapter implements, and what applications call.
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
/// [settled](Self::settle_write) and not retried. Each operation documents the kinds that it adds.
///
/// Dropping the future of a read cancels it. Dropping the future of a write leaves its outcome
/// unknown, and no error to say so: look before writing again.
///
/// # Example: reading
///
/// ```
/// use customer_core::{
///     Customer, CustomerId, CustomerProvider, EmailAddress, FindOptions, GetOptions, ListQuery, Operation, Result,
/// };
///
/// async fn read(provider: &dyn CustomerProvider, id: &CustomerId, email: &EmailAddress) -> Result<Vec<Customer>> {
///     println!("{} of {:?}", provider.identity().provider, provider.identity().account);
///     let customer = provider.get_customer(id, &GetOptions::new().with_addresses(true)).await?;
///     println!("{:?}", customer.status);
///     if !provider.capabilities().supports(Operation::FindCustomersByEmail) {
///         let page = provider.list_customers(&ListQuery::new()).await?;
///         return page.customers.into_iter().collect();
///     }
///     provider.find_customers_by_email(email, &FindOptions::new()).await
/// }
/// ```
///
/// # Example: writing
///
/// ```
/// use customer_core::{
///     CustomerId, CustomerProvider, CustomerUpdate, Fidelity, NewCustomer, Patch, PhoneNumber, Result, WriteOptions,
/// };
///
/// async fn write(provider: &dyn CustomerProvider, customer: &NewCustomer, phone: PhoneNumber) -> Result<CustomerId> {
///     provider.preview_create(customer).check(Fidelity::Strict)?; // Sends nothing.
///     let written = provider.create_customer(customer, &WriteOptions::new()).await?;
///
///     let update = CustomerUpdate::new().with_phone(Patch::Set(phone)).with_locale(Patch::Clear);
///     for loss in provider.preview_update(&update).fields.unrepresentable {
///         println!("{} cannot be changed: {}", loss.field, loss.why);
///     }
///     provider.update_customer(&written.customer.id, &update, &WriteOptions::lossy()).await?;
///     Ok(written.customer.id)
/// }
/// ```
///
/// # Example: blocking and deleting
///
/// ```
/// use customer_core::{
///     BlockRequest, CustomerId, CustomerProvider, DeleteOptions, RestoreOptions, Result, UnblockOptions, WriteOptions,
/// };
///
/// async fn block_and_delete(provider: &dyn CustomerProvider, id: &CustomerId) -> Result<()> {
///     let block = BlockRequest::new().with_reason("chargebacks");
///     provider.block_customer(id, &block, &WriteOptions::new()).await?;
///     provider.unblock_customer(id, &UnblockOptions::new()).await?;
///     provider.delete_customer(id, &DeleteOptions::new()).await?;
///     provider.restore_customer(id, &RestoreOptions::new()).await?;
///     Ok(())
/// }
/// ```
///
/// # Example: addresses
///
/// ```
/// use customer_core::{
///     Address, CustomerId, CustomerProvider, ListAddressesOptions, RemoveAddressOptions, Result, WriteOptions,
/// };
///
/// async fn replace_all(provider: &dyn CustomerProvider, id: &CustomerId, address: &Address) -> Result<()> {
///     let old = provider.list_customer_addresses(id, &ListAddressesOptions::new()).await?;
///     let added = provider.add_customer_address(id, address, &WriteOptions::new()).await?;
///     if let Some(added_id) = &added.address.id {
///         let relabelled = address.clone().with_label("home");
///         provider.update_customer_address(id, added_id, &relabelled, &WriteOptions::new()).await?;
///     }
///     for old_id in old.iter().filter_map(|address| address.id.as_ref()) {
///         provider.remove_customer_address(id, old_id, &RemoveAddressOptions::new()).await?;
///     }
///     Ok(())
/// }
/// ```
///
/// # Example: implementing
///
/// ```
/// use async_trait::async_trait;
/// use customer_core::adapter::{FieldFates, settle_by_capabilities};
/// use customer_core::{
///     Capabilities, ClockOffset, Customer, CustomerId, CustomerProvider, GetOptions, NewCustomer, Operation,
///     PendingWrite, Preview, ProviderIdentity, ProviderName, Result, SettleOptions, Settlement, WriteOptions, Written,
/// };
///
/// #[derive(Debug)]
/// struct Shop {
///     capabilities: Capabilities,
///     clock_offset: Option<ClockOffset>,
/// }
///
/// #[async_trait]
/// impl CustomerProvider for Shop {
///     fn identity(&self) -> ProviderIdentity {
///         ProviderIdentity::new(ProviderName::from_static("shop"))
///     }
///
///     fn capabilities(&self) -> &Capabilities {
///         &self.capabilities
///     }
///
///     fn clock_offset(&self) -> Option<ClockOffset> {
///         self.clock_offset
///     }
///
///     fn our_time(&self) -> std::time::SystemTime {
///         std::time::SystemTime::now() // or the clock that `clock_offset` was measured with
///     }
///
///     fn preview_create(&self, customer: &NewCustomer) -> Preview {
///         FieldFates::for_create(&self.capabilities, customer).finish()
///     }
///
///     async fn create_customer(&self, _: &NewCustomer, _: &WriteOptions) -> Result<Written> {
///         Err(self.unsupported(Operation::CreateCustomer)) // `adapter::CreateWrite` sends one.
///     }
///
///     async fn get_customer(&self, id: &CustomerId, _: &GetOptions) -> Result<Customer> {
///         Ok(Customer::new(self.identity().provider, id.clone()))
///     }
///
///     // As the default does; here a provider with a better way may use it.
///     async fn settle_write(&self, pending: &PendingWrite, options: &SettleOptions) -> Result<Settlement> {
///         settle_by_capabilities(self, pending, options).await
///     }
/// }
/// ```
#[cfg_attr(feature = "mock", mockall::automock)]
#[async_trait]
pub trait CustomerProvider: Debug + Send + Sync {
    /// Which provider this speaks to, and on whose behalf.
    ///
    /// Example: [reading](#example-reading).
    fn identity(&self) -> ProviderIdentity;

    /// What the provider can do.
    ///
    /// Example: [reading](#example-reading).
    fn capabilities(&self) -> &Capabilities;

    /// How far the provider's clock is from ours, by the `Date` of its responses so far. `None` where that
    /// is not known: then no record can be told from an older one by its time.
    ///
    /// Example: [implementing](#example-implementing).
    fn clock_offset(&self) -> Option<ClockOffset> {
        None
    }

    /// The time by our clock, which [`clock_offset`](Self::clock_offset) is measured against.
    ///
    /// Example: [implementing](#example-implementing).
    fn our_time(&self) -> SystemTime {
        SystemTime::now()
    }

    /// What [`create_customer`](Self::create_customer) would do with each field. Sends nothing.
    ///
    /// Example: [writing](#example-writing).
    fn preview_create(&self, customer: &NewCustomer) -> Preview;

    /// Registers a customer.
    ///
    /// Example: [writing](#example-writing).
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
    /// Example: [reading](#example-reading).
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
    /// one of the [spellings](EmailAddress::spellings) after the other until it has a customer. A customer that was returned
    /// without a readable e-mail address is among the results, since it may be the right one: its [`email`](Customer::email)
    /// is `None`.
    ///
    /// Example: [reading](#example-reading).
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
    /// Example: [reading](#example-reading).
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
    ///
    /// Example: [writing](#example-writing).
    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        FieldFates::for_update(self.capabilities(), update).finish()
    }

    /// Changes fields of a customer.
    ///
    /// Example: [writing](#example-writing).
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
    /// Example: [blocking and deleting](#example-blocking-and-deleting).
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
    /// Example: [blocking and deleting](#example-blocking-and-deleting).
    ///
    /// # Errors
    ///
    /// [`UnsupportedOperation`](crate::ErrorKind::UnsupportedOperation),
    /// [`NotFound`](crate::ErrorKind::NotFound).
    async fn restore_customer(&self, id: &CustomerId, options: &RestoreOptions) -> Result<Changed> {
        let _ = (id, options);
        Err(self.unsupported(Operation::RestoreCustomer))
    }

    /// Blocks a customer from buying.
    ///
    /// Example: [blocking and deleting](#example-blocking-and-deleting).
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
    /// Example: [blocking and deleting](#example-blocking-and-deleting).
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
    /// Example: [addresses](#example-addresses).
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
    /// Example: [addresses](#example-addresses).
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
    /// Example: [addresses](#example-addresses).
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
    /// Example: [addresses](#example-addresses).
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

    /// Finds out what became of a write whose outcome is unknown. *Done* and *not done* are always proved; all else is
    /// *still unknown*.
    ///
    /// The default follows the [capabilities](Capabilities):
    ///
    /// - A create is looked up as [`Lookup`](crate::Lookup) says. By its e-mail address it is done where one live record
    ///   agrees with what was given and cannot have been there before, by the provider's own clock; it is not
    ///   done where no record can be of it and the look-up is exact for the address. With a
    ///   [marker](WriteOptions::with_marker) the token decides; without one, nothing is proved where several customers
    ///   [may have the same address](crate::EmailUniqueness::MayRepeat). See [`decide`](crate::adapter::decide).
    /// - By its idempotency key it is sent again with the same contents, while the provider surely knows the
    ///   key by our clock, and unless the settling is [read-only](SettleOptions::with_read_only): a success is done, all
    ///   else is still unknown.
    /// - A deletion, restoration, block or unblock is read off the customer: whether the customer is
    ///   deleted or blocked *now*, by this write or by another's. That a deleted customer is not found
    ///   proves it where the provider says so with a code of its own. A block with a reason is done where
    ///   the block has that reason.
    /// - Other writes stay unknown; those that set values may be retried.
    ///
    /// Example: [`settle`](crate::CustomerProviderExt::settle).
    ///
    /// The result is what the provider shows now. A provider may still be at work on a request whose
    /// connection broke, so give it a moment before taking [`Settlement::NotDone`] for final.
    ///
    /// # Errors
    ///
    /// As the calls it makes, and [`Ambiguous`](crate::ErrorKind::Ambiguous) where several live records may
    /// each be of a create.
    async fn settle_write(
        &self,
        pending: &PendingWrite,
        options: &SettleOptions,
    ) -> Result<Settlement> {
        settle_by_capabilities(self, pending, options).await
    }

    /// The error of an operation that the provider does not have.
    ///
    /// Example: [implementing](#example-implementing).
    fn unsupported(&self, operation: Operation) -> Error {
        Error::unsupported(self.identity().provider, operation)
    }
}

/// What [`settle_write`](CustomerProvider::settle_write) does by default. An adapter that overrides it may
/// call this for the writes for which it knows no better way.
///
/// # Errors
///
/// As [`settle_write`](CustomerProvider::settle_write).
pub async fn settle_by_capabilities<P: CustomerProvider + ?Sized>(
    provider: &P,
    pending: &PendingWrite,
    options: &SettleOptions,
) -> Result<Settlement> {
    let capabilities = provider.capabilities();
    match plan(pending, capabilities, options, provider.our_time().into()) {
        Plan::StillUnknown(doubt) => Ok(Settlement::StillUnknown(doubt)),
        Plan::Find { email, is_exact } => {
            let options = FindOptions::new();
            let found = provider.find_customers_by_email(email, &options).await?;
            // Asked after the look-up, whose response brought the provider's time.
            let looked_up = LookedUp::new(&found)
                .with_exact(is_exact)
                .with_clock(provider.clock_offset())
                .with_time(provider.our_time().into());
            settle_by_records(pending, &looked_up, capabilities)
                .map_err(|error| error.with_provider(provider.identity().provider))
        }
        Plan::Repeat(customer, options) => {
            settle_by_retried_create(provider.create_customer(customer, &options).await)
        }
        Plan::Read(id) => match provider.get_customer(id, &GetOptions::new()).await {
            Ok(customer) => Ok(settle_by_state(pending, customer, capabilities)),
            Err(error)
                if error.kind() == ErrorKind::NotFound
                    && pending.operation == Operation::DeleteCustomer
                    && is_in_the_providers_words(&error) =>
            {
                Ok(Settlement::Gone)
            }
            Err(error) => Err(error),
        },
    }
}

/// Whether an error over HTTP has a code of the provider's: anything on the way may answer with the status.
fn is_in_the_providers_words(error: &Error) -> bool {
    error.status().is_none() || error.code().is_some()
}
