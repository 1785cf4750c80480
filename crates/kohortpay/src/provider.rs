//! KohortPay behind the trait: translation only.

use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{BlockWrite, CreateWrite, MarkerWatch, StatusWrite};
use customer_core::{
    BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId, CustomerProvider,
    DeleteOptions, EmailAddress, FindOptions, GetOptions, ListQuery, Mode, NewCustomer, Operation,
    Page, Preview, ProviderIdentity, RestoreOptions, Result, UnblockOptions, WriteOptions, Written,
};

use crate::client::Client;
use crate::cursor::Listing;
use crate::{PROVIDER, convert, wire};

/// The customers of one KohortPay organization, in the mode of the key.
///
/// A clone shares connections and the credentials.
#[derive(Debug, Clone)]
pub struct Kohortpay {
    client: Client,
    mode: Option<Mode>,
    capabilities: Capabilities,
    markers: MarkerWatch,
}

impl Kohortpay {
    pub(crate) fn new(client: Client, mode: Option<Mode>) -> Self {
        Self {
            client,
            mode,
            capabilities: convert::capabilities(),
            markers: MarkerWatch::default(),
        }
    }

    /// The native client: every customer endpoint, in KohortPay's own types.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

#[async_trait]
impl CustomerProvider for Kohortpay {
    fn identity(&self) -> ProviderIdentity {
        let identity = ProviderIdentity::new(PROVIDER);
        match &self.mode {
            Some(mode) => identity.with_mode(mode.clone()),
            None => identity,
        }
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
        let answered = CreateWrite::new(self, customer, options)
            .marked_by(&self.markers, convert::add_marker)
            .prepare(convert::create_request(&self.capabilities, customer))?
            .send(|outgoing| async move { self.client.create_customer(&outgoing.request).await })
            .await?;
        let mut written = answered.reconcile(convert::customer);
        written.fields =
            convert::without_lost_addresses(written.fields, customer, &written.customer);
        Ok(written)
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        let record = self.client.get_customer(id.as_str()).await?;
        Ok(convert::customer(record))
    }

    /// Searches newest first, as the reference prints it: a customer that is added meanwhile may bring
    /// one a second time, which is left out here, and never hides one.
    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        _options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        let mut found: Vec<Customer> = Vec::new();
        // How KohortPay compares addresses is not documented.
        for spelling in email.spellings() {
            self.search(&spelling, email, &mut found).await?;
            if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    /// Lists the oldest customers first, so that one who is added comes at the end and moves none from
    /// one page to another. One who leaves the listing while pages are read moves those behind, so that
    /// one of them may be passed over: KohortPay has no cursor that would hold the place.
    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        let listing = Listing::of(self.identity(), query)?;
        let page = self.client.list_customers(&listing.filters()).await?;
        let next = listing.after(&page)?;
        let customers = page.customers.into_iter();
        let customers = customers.map(|record| record.map(convert::customer));
        Ok(Page::new(customers.collect())
            .with_next(next)
            .with_total(page.count))
    }

    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        let answered = StatusWrite::delete(self, id, options)?
            .send(|_| self.client.delete_customer(id.as_str()))
            .await?;
        Ok(answered.finish(|record| Some(convert::customer(record))))
    }

    async fn restore_customer(&self, id: &CustomerId, options: &RestoreOptions) -> Result<Changed> {
        let answered = StatusWrite::restore(self, id, options)?
            .send(|_| async move {
                let update = wire::UpdateCustomer::restore();
                self.client
                    .update(Operation::RestoreCustomer, id.as_str(), &update)
                    .await
            })
            .await?;
        Ok(answered.finish(|record| Some(convert::customer(record))))
    }

    async fn block_customer(
        &self,
        id: &CustomerId,
        block: &BlockRequest,
        options: &WriteOptions,
    ) -> Result<Changed> {
        let answered = BlockWrite::new(self, id, block, options)
            .prepare(convert::block_request(&self.capabilities, block))?
            .send(|_| self.client.block_customer(id.as_str()))
            .await?;
        Ok(answered.reconcile(|record| Some(convert::customer(record))))
    }

    async fn unblock_customer(&self, id: &CustomerId, options: &UnblockOptions) -> Result<Changed> {
        let answered = StatusWrite::unblock(self, id, options)?
            .send(|_| self.client.unblock_customer(id.as_str()))
            .await?;
        Ok(answered.finish(|record| Some(convert::customer(record))))
    }
}
