//! {=title=} behind the trait: translation only.

use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::CreateWrite;
use customer_core::{
    Capabilities, ClockOffset, Customer, CustomerId, CustomerProvider, GetOptions, NewCustomer,
    Preview, ProviderIdentity, Result, WriteOptions, Written,
};
//% if paging != "none"
use customer_core::{ListQuery, Page};
//% endif

use crate::client::Client;
//% if paging != "none"
use crate::cursor::Listing;
//% endif
use crate::{PROVIDER, convert};

/// The customers of one {=title=} account.
///
/// A clone shares connections and the credentials.
#[derive(Debug, Clone)]
pub struct {=Type=} {
    client: Client,
    capabilities: Capabilities,
}

impl {=Type=} {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            client,
            capabilities: convert::capabilities(),
        }
    }

    /// The native client.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

/// TO WRITE: the other operations that the capabilities claim. Each write goes through one of `CreateWrite`, `UpdateWrite`,
/// `BlockWrite`, `AddressWrite` and `StatusWrite` of `customer_core::adapter`.
#[async_trait]
impl CustomerProvider for {=Type=} {
    /// TO WRITE: the account and the mode (live or test), where the credentials or settings tell them.
    fn identity(&self) -> ProviderIdentity {
        ProviderIdentity::new(PROVIDER)
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
            .prepare(convert::create_request(&self.capabilities, customer))?
            .send(|outgoing| async move { self.client.create_customer(&outgoing.request).await })
            .await?;
        Ok(answered.reconcile(convert::customer))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        let record = self.client.get_customer(id.as_str()).await?;
        Ok(convert::customer(record))
    }
//% if paging != "none"

    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        let listing = Listing::of(self.identity(), query)?;
//% if paging == "offset"
        let page = self.client.list_customers(listing.limit(), listing.offset()).await?;
//% elif paging == "cursor"
        let page = self.client.list_customers(listing.limit(), listing.cursor()).await?;
//% else
        let page = self.client.list_customers(listing.limit(), listing.starting_after()).await?;
//% endif
        let next = listing.after(&page)?;
        let customers = page.customers.into_iter();
        let customers = customers.map(|record| record.map(convert::customer));
//% if paging == "offset"
        Ok(Page::new(customers.collect())
            .with_next(next)
            .with_total(page.total))
//% else
        Ok(Page::new(customers.collect()).with_next(next))
//% endif
    }
//% endif
}
