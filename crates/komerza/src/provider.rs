//! Komerza behind the trait: translation only.

use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{BlockWrite, CreateWrite, StatusWrite};
use customer_core::{
    AccountId, BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId,
    CustomerProvider, EmailAddress, ErrorKind, FindOptions, GetOptions, ListQuery, NewCustomer,
    Page, Preview, ProviderIdentity, Result, UnblockOptions, WriteOptions, Written,
};

use crate::client::Client;
use crate::cursor::Listing;
use crate::{PROVIDER, convert, wire};

/// The customers of one Komerza store.
///
/// A clone shares connections, the rate limit and the credentials.
#[derive(Debug, Clone)]
pub struct Komerza {
    client: Client,
    account: AccountId,
    capabilities: Capabilities,
}

impl Komerza {
    pub(crate) fn new(client: Client) -> Self {
        Self {
            account: client.store_id().into(),
            client,
            capabilities: convert::capabilities(),
        }
    }

    /// The native client: every customer endpoint, in Komerza's own types.
    pub fn client(&self) -> &Client {
        &self.client
    }
}

#[async_trait]
impl CustomerProvider for Komerza {
    fn identity(&self) -> ProviderIdentity {
        ProviderIdentity::new(PROVIDER).with_account(self.account.clone())
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
        Ok(answered.reconcile(|record| convert::created_customer(&self.account, record)))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        let record = self.client.get_customer(id.as_str()).await?;
        Ok(convert::public_customer(&self.account, record))
    }

    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        _options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        // How Komerza compares addresses is not documented.
        for spelling in email.spellings() {
            let record = match self.client.find_customer_by_email(spelling.as_str()).await {
                Ok(record) => record,
                // Without Komerza's code it may be the answer of something on the way, which proves nothing.
                Err(error) if error.kind() == ErrorKind::NotFound && error.code().is_some() => {
                    continue;
                }
                Err(error) => return Err(error),
            };
            let customer = convert::public_customer(&self.account, record);
            let its_email = customer.email.as_ref();
            if its_email.is_none_or(|its_email| its_email.same_mailbox(email)) {
                return Ok(vec![customer]);
            }
        }
        Ok(Vec::new())
    }

    /// Komerza documents no order of a listing. A customer that is registered or removed while pages
    /// are read may move others from one page to the next, so that one is passed over or given twice.
    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        let listing = Listing::of(self.identity(), query)?;
        let filters = listing.filters();
        let page = match &query.search {
            Some(words) => self.client.search_customers(words, &filters).await?,
            None => self.client.list_customers(&filters).await?,
        };
        let next = listing.after(&page)?;
        let customers = page.customers.into_iter();
        let customers = customers
            .map(|record| record.map(|record| convert::listed_customer(&self.account, record)));
        Ok(Page::new(customers.collect()).with_next(next))
    }

    async fn block_customer(
        &self,
        id: &CustomerId,
        block: &BlockRequest,
        options: &WriteOptions,
    ) -> Result<Changed> {
        let answered = BlockWrite::new(self, id, block, options)
            .prepare(convert::block_request(&self.capabilities, block))?
            .send(|outgoing| async move {
                let request = &outgoing.request;
                self.client.block_customer(id.as_str(), request).await
            })
            .await?;
        // No body is documented that would show the customer.
        Ok(answered.reconcile(|_| None))
    }

    async fn unblock_customer(&self, id: &CustomerId, options: &UnblockOptions) -> Result<Changed> {
        let answered = StatusWrite::unblock(self, id, options)?
            .send(|_| async move {
                let request = wire::UnblockCustomer::new();
                self.client.unblock_customer(id.as_str(), &request).await
            })
            .await?;
        Ok(answered.finish(|_| None))
    }
}
