//! Commerce Engine behind the trait: translation only.

use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{
    AddressWrite, CreateWrite, Place, ReturnedAddress, StatusWrite, UnreadableList, UpdateWrite,
};
use customer_core::{
    Address, AddressId, Capabilities, Changed, ClockOffset, Customer, CustomerId, CustomerProvider,
    CustomerUpdate, DeleteOptions, Error, GetOptions, ListAddressesOptions, Mode, NewCustomer,
    Operation, Preview, ProviderIdentity, RemoveAddressOptions, RemovedAddress, Result, Unreadable,
    WriteOptions, Written, WrittenAddress,
};

use crate::client::{Client, ListAddresses};
use crate::pages::{Pages, Turn};
use crate::{PROVIDER, convert, wire};

/// The customers of one Commerce Engine store.
///
/// A clone shares connections and tokens.
#[derive(Debug, Clone)]
pub struct CommerceEngine {
    client: Client,
    mode: Option<Mode>,
    capabilities: Capabilities,
}

impl CommerceEngine {
    pub(crate) fn new(client: Client, mode: Option<Mode>) -> Self {
        Self {
            client,
            mode,
            capabilities: convert::capabilities(),
        }
    }

    /// The native client: every customer endpoint, in Commerce Engine's own types.
    pub fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn in_mode(&self, mut customer: Customer) -> Customer {
        customer.mode.clone_from(&self.mode);
        customer
    }

    pub(crate) fn user(
        &self,
        record: customer_core::adapter::Record<wire::User>,
        addresses: Option<Vec<Address>>,
    ) -> Customer {
        self.in_mode(convert::user(self.client.store_id(), record, addresses))
    }

    /// All addresses of a customer, page by page.
    /// An entry that is no address is skipped, and named in the result. What cannot be read of the others
    /// stands with each.
    async fn addresses(&self, customer_id: &str) -> Result<Addresses> {
        let (mut addresses, mut unreadable) = (Vec::new(), UnreadableList::new());
        let (mut index, mut missing) = (0, None);
        let mut pages = Pages::new();
        loop {
            let query = ListAddresses::new().with_page(pages.number);
            let page = self.client.list_addresses(customer_id, &query).await?;
            let (mut ids, mut read) = (Vec::new(), Vec::new());
            let mut found = UnreadableList::new();
            for (at, record) in page.addresses.into_iter().enumerate() {
                let place = Place::ROOT.name("addresses");
                let place = place.index(index);
                index += 1;
                match record {
                    Ok(record) => {
                        let id = record.id.filled().unwrap_or_else(|| record.json());
                        ids.push(id.to_owned());
                        read.push(convert::address_with_unreadable(&record));
                    }
                    // Nothing that could be lost.
                    Err(_) if page.nulls.contains(&at) => {}
                    Err(error) => {
                        found.add(Unreadable::new(place.to_string(), "is no address"));
                        missing.get_or_insert(error);
                    }
                }
            }
            let turn = pages.turn(ids, page.pagination.as_ref())?;
            if turn != Turn::Repeated {
                addresses.append(&mut read);
                found
                    .into_vec()
                    .into_iter()
                    .for_each(|place| unreadable.add(place));
            }
            if turn != Turn::More {
                return Ok(Addresses {
                    read: addresses,
                    unreadable: unreadable.into_vec(),
                    missing,
                });
            }
        }
    }
}

/// The addresses of a customer, as far as they are addresses.
struct Addresses {
    read: Vec<Address>,
    unreadable: Vec<Unreadable>,
    /// Of the first entry that is none.
    missing: Option<Error>,
}

#[async_trait]
impl CustomerProvider for CommerceEngine {
    fn identity(&self) -> ProviderIdentity {
        let mut identity = ProviderIdentity::new(PROVIDER);
        identity.account = self.client.store_id().map(Into::into);
        identity.mode.clone_from(&self.mode);
        identity
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock_offset(&self) -> Option<ClockOffset> {
        self.client.http().clock_offset()
    }

    fn our_time(&self) -> SystemTime {
        self.client.http().clock().system_time()
    }

    fn preview_create(&self, customer: &NewCustomer) -> Preview {
        convert::create_request(&self.capabilities, customer).preview
    }

    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written> {
        // There is no metadata to write a marker into.
        let answered = CreateWrite::new(self, customer, options)
            .prepare(convert::create_request(&self.capabilities, customer))?
            .send(|outgoing| async move { self.client.create_customer(&outgoing.request).await })
            .await?;
        let store = self.client.store_id();
        Ok(answered.reconcile(|record| self.in_mode(convert::customer_detail(store, record))))
    }

    /// Reads the customer's user; most stores have one user per customer, with the same id. The
    /// addresses are read where they are asked for.
    async fn get_customer(&self, id: &CustomerId, options: &GetOptions) -> Result<Customer> {
        let user = self.client.get_user(id.as_str()).await?;
        let addresses = if options.addresses {
            let customer_id = user.customer_id.filled().unwrap_or(&user.id);
            let addresses = self.addresses(customer_id).await;
            Some(addresses.map_err(|error| error.with_operation(Operation::GetCustomer))?)
        } else {
            None
        };
        Ok(match addresses {
            None => self.user(user, None),
            Some(listed) => self
                .user(user, Some(listed.read))
                .with_unreadable(listed.unreadable),
        })
    }

    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        convert::update_request(&self.capabilities, update).preview
    }

    /// Changes the user, the customer's business, or both. Of both, the user is changed first; when
    /// the business then fails, the error says so, and names the fields that are not changed. The
    /// same update may be retried: it sets values, and sets them to the same once more.
    async fn update_customer(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        options: &WriteOptions,
    ) -> Result<Written> {
        let answered = UpdateWrite::new(self, id, update, options)
            .prepare(convert::update_request(&self.capabilities, update))?
            .send(|outgoing| self.change(id, update, outgoing.request))
            .await?;
        Ok(answered
            .reconcile_with(|changed, update, fields| self.written(id, update, changed, fields)))
    }

    /// Deletes the customer's user. A primary user takes the customer along.
    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        let answered = StatusWrite::delete(self, id, options)?
            .send(|_| self.client.delete_user(id.as_str()))
            .await?;
        Ok(answered.finish(|()| None))
    }

    async fn list_customer_addresses(
        &self,
        id: &CustomerId,
        _options: &ListAddressesOptions,
    ) -> Result<Vec<Address>> {
        let addresses = self.addresses(id.as_str()).await;
        // Who asks for all of them is told where they are not all there.
        let all = addresses.and_then(|listed| listed.missing.map_or(Ok(listed.read), Err));
        all.map_err(|error| error.with_operation(Operation::ListAddresses))
    }

    async fn add_customer_address(
        &self,
        id: &CustomerId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let answered = AddressWrite::add(self, id, address, options)
            .prepare(convert::add_address_request(&self.capabilities, address))?
            .send(|outgoing| async move {
                let request = &outgoing.request;
                self.client.add_address(id.as_str(), request).await
            })
            .await?;
        Ok(answered.reconcile(|record, given| returned_address(&record, given)))
    }

    async fn update_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let prepared = convert::update_address_request(&self.capabilities, address_id, address);
        let answered = AddressWrite::update(self, id, address_id, address, options)
            .prepare(prepared)?
            .send(|outgoing| async move {
                let (id, address_id) = (id.as_str(), address_id.as_str());
                let request = &outgoing.request;
                self.client.update_address(id, address_id, request).await
            })
            .await?;
        Ok(answered.reconcile(|record, given| returned_address(&record, given)))
    }

    async fn remove_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        options: &RemoveAddressOptions,
    ) -> Result<RemovedAddress> {
        let answered = AddressWrite::remove(self, id, address_id, options)?
            .send(|_| self.client.remove_address(id.as_str(), address_id.as_str()))
            .await?;
        Ok(answered.finish())
    }
}

/// The address of a response, and what it says of each part.
fn returned_address(record: &wire::Address, given: &Address) -> ReturnedAddress {
    let returned = convert::address_with_unreadable(record);
    let compared = convert::with_unsaid_parts(record, given, &returned);
    ReturnedAddress::new(returned, convert::address_answers(record)).with_compared(compared)
}
