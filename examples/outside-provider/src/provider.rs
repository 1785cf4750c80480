//! Ledgerly behind the trait: translation only.

use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{CreateWrite, MarkerWatch, StatusWrite, UpdateWrite};
use customer_core::{
    Capabilities, Changed, ClockOffset, Customer, CustomerId, CustomerProvider, CustomerUpdate,
    DeleteOptions, EmailAddress, FindOptions, GetOptions, ListQuery, NewCustomer, Page, Preview,
    ProviderIdentity, Result, WriteOptions, Written,
};

use crate::client::{Client, ListCustomers};
use crate::convert;
use crate::cursor::{LARGEST_PAGE, Listing};

/// The customers of one Ledgerly account.
///
/// A clone shares connections and the credentials.
#[derive(Debug, Clone)]
pub struct Ledgerly {
    client: Client,
    identity: ProviderIdentity,
    capabilities: Capabilities,
    markers: MarkerWatch,
}

impl Ledgerly {
    pub(crate) fn new(client: Client, identity: ProviderIdentity) -> Self {
        Self {
            client,
            identity,
            capabilities: convert::capabilities(),
            markers: MarkerWatch::default(),
        }
    }

    /// The native client.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Every customer of the address as Ledgerly compares it, page by page.
    async fn find(&self, email: &EmailAddress) -> Result<Vec<Customer>> {
        let mut found = Vec::new();
        let mut query = ListQuery::new().with_page_size(LARGEST_PAGE);
        loop {
            let listing = Listing::of(self.identity(), &query)?;
            let list = ListCustomers {
                email: Some(email.as_str()),
                ..listing.page()
            };
            let page = self.client.list_customers(list).await?;
            let next = listing.after(&page)?;
            for record in page.customers {
                found.push(convert::customer(record?));
            }
            match next {
                Some(cursor) => query.cursor = Some(cursor),
                None => return Ok(found),
            }
        }
    }
}

#[async_trait]
impl CustomerProvider for Ledgerly {
    fn identity(&self) -> ProviderIdentity {
        self.identity.clone()
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
            .marked_by(&self.markers, convert::mark)
            .prepare(convert::create_request(&self.capabilities, customer))?
            .send(|outgoing| async move {
                let key = outgoing.idempotency_key.as_ref();
                self.client.create_customer(&outgoing.request, key).await
            })
            .await?;
        Ok(answered.reconcile(convert::customer))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        let record = self.client.get_customer(id.as_str()).await?;
        Ok(convert::customer(record))
    }

    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        let listing = Listing::of(self.identity(), query)?;
        let page = self.client.list_customers(listing.page()).await?;
        let next = listing.after(&page)?;
        let customers = page.customers.into_iter();
        let customers = customers.map(|record| record.map(convert::customer));
        Ok(Page::new(customers.collect()).with_next(next))
    }

    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        _options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        for spelling in email.spellings() {
            let mut found = self.find(&spelling).await?;
            found.retain(|customer| {
                let other = customer.email.as_ref();
                other.is_none_or(|other| other.same_mailbox(email))
            });
            if !found.is_empty() {
                return Ok(found);
            }
        }
        Ok(Vec::new())
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
        let answered = UpdateWrite::new(self, id, update, options)
            .prepare(convert::update_request(&self.capabilities, update))?
            .send(|outgoing| async move {
                let key = outgoing.idempotency_key.as_ref();
                let update = &outgoing.request;
                self.client.update_customer(id.as_str(), update, key).await
            })
            .await?;
        Ok(answered.reconcile(convert::customer))
    }

    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        let answered = StatusWrite::delete(self, id, options)?
            .send(|outgoing| async move {
                let key = outgoing.idempotency_key.as_ref();
                self.client.delete_customer(id.as_str(), key).await
            })
            .await?;
        Ok(answered.finish(|()| None))
    }
}
