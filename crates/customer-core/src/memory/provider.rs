//! The provider in memory behind the trait: translation only.

use std::fmt;
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use super::convert;
use super::faults::{Calls, Fault};
use super::listing::{Listing, PageSizes};
use super::server::Server;
use super::store::{Request, Response};
use crate::adapter::{
    AddressWrite, Answers, BlockWrite, CreateWrite, MarkerWatch, ReturnedAddress, StatusWrite,
    UpdateWrite,
};
use crate::{
    Address, AddressId, BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId,
    CustomerProvider, CustomerUpdate, DeleteOptions, EmailAddress, FindOptions, GetOptions,
    ListAddressesOptions, ListQuery, NewCustomer, Operation, Page, Preview, ProviderIdentity,
    RemoveAddressOptions, RemovedAddress, RestoreOptions, Result, UnblockOptions, WriteOptions,
    Written, WrittenAddress,
};

/// A provider that keeps its customers in memory, for the tests of applications.
///
/// See the [module](crate::memory). A clone shares customers, faults and counts. `Debug` shows no customer.
#[derive(Clone)]
pub struct MemoryProvider {
    identity: ProviderIdentity,
    capabilities: Arc<Capabilities>,
    page_sizes: PageSizes,
    markers: MarkerWatch,
    server: Arc<Server>,
}

impl Default for MemoryProvider {
    fn default() -> Self {
        Self::new()
    }
}

impl MemoryProvider {
    /// With the defaults of [`MemoryProviderBuilder`](crate::memory::MemoryProviderBuilder): it can do everything, and is empty.
    pub fn new() -> Self {
        Self::builder().build()
    }

    pub(super) fn of(
        identity: ProviderIdentity,
        capabilities: Capabilities,
        page_sizes: PageSizes,
        server: Server,
    ) -> Self {
        Self {
            identity,
            capabilities: Arc::new(capabilities),
            page_sizes,
            markers: MarkerWatch::default(),
            server: Arc::new(server),
        }
    }

    /// Lets the next write go wrong. Faults that are asked for before it come first, each with a call of its own.
    pub fn fail_next_write(&self, fault: Fault) {
        self.server.faults.add(Calls::Writes, fault);
    }

    /// Lets the next read go wrong, as [`fail_next_write`](Self::fail_next_write) does a write.
    pub fn fail_next_read(&self, fault: Fault) {
        self.server.faults.add(Calls::Reads, fault);
    }

    /// Lets the next call of this operation go wrong.
    pub fn fail_next(&self, operation: Operation, fault: Fault) {
        self.server.faults.add(Calls::Of(operation), fault);
    }

    /// How many faults were asked for and have not come yet.
    pub fn faults_left(&self) -> usize {
        self.server.faults.left()
    }

    /// Forgets the faults that have not come yet.
    pub fn clear_faults(&self) {
        self.server.faults.clear();
    }

    /// How many requests of the operation were sent. A call that is refused before anything is sent is none.
    pub fn sent(&self, operation: Operation) -> u64 {
        self.server.counts.of(operation).sent
    }

    /// How often the operation acted: a write that changed something, a read that was answered. A write that is answered with an
    /// earlier response under its idempotency key did not act.
    pub fn acted(&self, operation: Operation) -> u64 {
        self.server.counts.of(operation).acted
    }

    /// The customers as they are kept, in the order of their creation: with the fields that are not returned, and with the
    /// deleted ones.
    pub fn records(&self) -> Vec<Customer> {
        self.server.store().customers().cloned().collect()
    }

    /// Adds a customer as another caller would: without checks, faults and counts, created now.
    pub fn insert(&self, customer: NewCustomer) -> CustomerId {
        let now = self.server.clock.provider_time();
        self.server.store().insert(customer, now)
    }

    /// Changes a customer's record as another caller would.
    ///
    /// # Errors
    ///
    /// [`NotFound`](crate::ErrorKind::NotFound).
    pub fn change(&self, id: &CustomerId, change: impl FnOnce(&mut Customer)) -> Result<()> {
        change(self.server.store().get_mut(id)?);
        Ok(())
    }

    fn require(&self, operation: Operation) -> Result<()> {
        if self.capabilities.supports(operation) {
            Ok(())
        } else {
            Err(self.unsupported(operation))
        }
    }

    fn shown(&self, customer: &Customer) -> Customer {
        convert::shown(&self.capabilities, customer)
    }

    /// The customer of a response that has one in any case.
    fn customer(&self, id: &CustomerId, response: &Response) -> Customer {
        let customer = response.customer.as_ref();
        customer.map_or_else(
            || Customer::new(self.identity.provider.clone(), id.clone()),
            |customer| self.shown(customer),
        )
    }

    fn changed(&self, response: &Response) -> Option<Customer> {
        let customer = response.customer.as_ref();
        customer.map(|customer| self.shown(customer))
    }

    fn returned_address(&self, response: Response, given: &Address) -> ReturnedAddress {
        let address = response.address.unwrap_or_else(|| given.clone());
        let address = convert::shown_address(&self.capabilities, &address);
        ReturnedAddress::new(address, Answers::new())
    }
}

#[async_trait]
impl CustomerProvider for MemoryProvider {
    fn identity(&self) -> ProviderIdentity {
        self.identity.clone()
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock_offset(&self) -> Option<ClockOffset> {
        self.server.clock.offset()
    }

    fn our_time(&self) -> SystemTime {
        self.server.clock.our_time().into()
    }

    fn preview_create(&self, customer: &NewCustomer) -> Preview {
        convert::create_request(&self.capabilities, customer).preview
    }

    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written> {
        self.require(Operation::CreateCustomer)?;
        let answered = CreateWrite::new(self, customer, options)
            .marked_by(&self.markers, convert::add_marker)
            .prepare(convert::create_request(&self.capabilities, customer))?
            .send(|outgoing| {
                let request = Request::Create(outgoing.request);
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.reconcile(|response| self.customer(&"".into(), &response)))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        self.require(Operation::GetCustomer)?;
        let read = self.server.read(Operation::GetCustomer, |store| {
            Ok(self.shown(store.get(id)?))
        });
        read.await
    }

    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        _options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        self.require(Operation::FindCustomersByEmail)?;
        let is_it = |customer: &&Customer| {
            let its_email = customer.email.as_ref();
            its_email.is_some_and(|its_email| its_email.same_mailbox(email))
        };
        let read = self.server.read(Operation::FindCustomersByEmail, |store| {
            let found = store.customers().filter(is_it);
            Ok(found.map(|customer| self.shown(customer)).collect())
        });
        read.await
    }

    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        self.require(Operation::ListCustomers)?;
        let listing = Listing::of(self.identity(), query)?;
        let read = self.server.read(Operation::ListCustomers, |store| {
            listing.page(store, &self.capabilities, self.page_sizes)
        });
        read.await
    }

    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        convert::update_request(&self.capabilities, update).preview
    }

    async fn update_customer(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        options: &WriteOptions,
    ) -> Result<Written> {
        self.require(Operation::UpdateCustomer)?;
        let answered = UpdateWrite::new(self, id, update, options)
            .prepare(convert::update_request(&self.capabilities, update))?
            .send(|outgoing| {
                let request = Request::Update(id.clone(), outgoing.request);
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.reconcile(|response| self.customer(id, &response)))
    }

    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        self.require(Operation::DeleteCustomer)?;
        let answered = StatusWrite::delete(self, id, options)?
            .send(|outgoing| {
                let request = Request::Delete(id.clone());
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.finish(|response| self.changed(&response)))
    }

    async fn restore_customer(&self, id: &CustomerId, options: &RestoreOptions) -> Result<Changed> {
        self.require(Operation::RestoreCustomer)?;
        let answered = StatusWrite::restore(self, id, options)?
            .send(|outgoing| {
                let request = Request::Restore(id.clone());
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.finish(|response| self.changed(&response)))
    }

    async fn block_customer(
        &self,
        id: &CustomerId,
        block: &BlockRequest,
        options: &WriteOptions,
    ) -> Result<Changed> {
        self.require(Operation::BlockCustomer)?;
        let answered = BlockWrite::new(self, id, block, options)
            .prepare(convert::block_request(&self.capabilities, block))?
            .send(|outgoing| {
                let request = Request::Block(id.clone(), outgoing.request);
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.reconcile(|response| self.changed(&response)))
    }

    async fn unblock_customer(&self, id: &CustomerId, options: &UnblockOptions) -> Result<Changed> {
        self.require(Operation::UnblockCustomer)?;
        let answered = StatusWrite::unblock(self, id, options)?
            .send(|outgoing| {
                let request = Request::Unblock(id.clone());
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.finish(|response| self.changed(&response)))
    }

    async fn list_customer_addresses(
        &self,
        id: &CustomerId,
        _options: &ListAddressesOptions,
    ) -> Result<Vec<Address>> {
        self.require(Operation::ListAddresses)?;
        let read = self.server.read(Operation::ListAddresses, |store| {
            let addresses = store.get(id)?.addresses.iter().flatten();
            let shown = |address| convert::shown_address(&self.capabilities, address);
            Ok(addresses.map(shown).collect())
        });
        read.await
    }

    async fn add_customer_address(
        &self,
        id: &CustomerId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        self.require(Operation::AddAddress)?;
        let answered = AddressWrite::add(self, id, address, options)
            .prepare(convert::address_request(&self.capabilities, None, address))?
            .send(|outgoing| {
                let request = Request::AddAddress(id.clone(), outgoing.request);
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.reconcile(|response, given| self.returned_address(response, given)))
    }

    async fn update_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        self.require(Operation::UpdateAddress)?;
        let prepared = convert::address_request(&self.capabilities, Some(address_id), address);
        let answered = AddressWrite::update(self, id, address_id, address, options)
            .prepare(prepared)?
            .send(|outgoing| {
                let request =
                    Request::UpdateAddress(id.clone(), address_id.clone(), outgoing.request);
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.reconcile(|response, given| self.returned_address(response, given)))
    }

    async fn remove_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        options: &RemoveAddressOptions,
    ) -> Result<RemovedAddress> {
        self.require(Operation::RemoveAddress)?;
        let answered = AddressWrite::remove(self, id, address_id, options)?
            .send(|outgoing| {
                let request = Request::RemoveAddress(id.clone(), address_id.clone());
                self.server.write(request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.finish())
    }
}

impl fmt::Debug for MemoryProvider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryProvider")
            .field("identity", &self.identity)
            .field("server", &self.server)
            .finish_non_exhaustive()
    }
}
