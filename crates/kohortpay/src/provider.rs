//! KohortPay behind the trait: translation only.

use std::collections::HashSet;
use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{BlockWrite, CreateWrite, MarkerWatch, StandingWrite};
use customer_core::{
    BlockRequest, Capabilities, Changed, ClockOffset, Cursor, Customer, CustomerId,
    CustomerProvider, DeleteOptions, EmailAddress, Error, ErrorKind, FieldProblem, FindOptions,
    GetOptions, ListQuery, Mode, NewCustomer, Operation, Page, Preview, ProviderIdentity,
    RestoreOptions, Result, UnblockOptions, WriteOptions, Written,
};

use crate::client::{Client, ListCustomers};
use crate::cursor::{Position, next_position};
use crate::{KohortpayBuilder, PROVIDER, convert, wire};

/// A customer that is added then comes after the place that a listing has reached. The reference prints
/// `createdAt:desc` alone; that `asc` is the other direction is an assumption.
const OLDEST_FIRST: &str = "createdAt:asc";

/// The order that the reference prints.
const NEWEST_FIRST: &str = "createdAt:desc";

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
    /// Begins to set one up.
    pub fn builder() -> KohortpayBuilder {
        KohortpayBuilder::new()
    }

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

impl Kohortpay {
    /// Searches for one spelling of an address, and adds those of the same mailbox. The search matches in part, so it brings others too.
    async fn search(
        &self,
        spelling: &EmailAddress,
        email: &EmailAddress,
        found: &mut Vec<Customer>,
    ) -> Result<()> {
        let mut query = ListCustomers::new()
            .with_order_by(NEWEST_FIRST)
            .with_search_terms([spelling.as_str()]);
        let mut seen = HashSet::new();
        let mut skip = 0;
        let mut empty = EmptyPages::default();
        loop {
            let page = self
                .client
                .list(Operation::FindCustomersByEmail, &query)
                .await?;
            let next = next_position(skip, page.customers.len(), page.count, true);
            if page.customers.is_empty() && empty.must_ask_again(skip, page.count)? {
                continue;
            }
            let before = seen.len();
            for (place, record) in page.customers.into_iter().enumerate() {
                let record = match record {
                    Ok(record) => record,
                    Err(_) if page.nulls.contains(&place) => continue,
                    // One that cannot be read may be the one that is looked for.
                    Err(error) => return Err(error),
                };
                if !seen.insert(record.id.clone()) {
                    continue;
                }
                let customer = convert::customer(record);
                let its_email = customer.email.as_ref();
                if its_email.is_none_or(|its_email| its_email.same_mailbox(email)) {
                    found.push(customer);
                }
            }
            let Some(next) = next else {
                return Ok(());
            };
            if seen.len() == before && (page.nulls.is_empty() || empty.are_too_many()) {
                return Err(repeated());
            }
            skip = next;
            query.skip = Some(next);
        }
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
        if query.page_size == Some(0) {
            let problem = FieldProblem::new("page_size", "takes 1 or more");
            return Err(Error::invalid_input(vec![problem])
                .with_provider(PROVIDER)
                .with_operation(Operation::ListCustomers));
        }
        let identity = self.identity();
        let (mut query, mut position) = Position::of(&identity, query)?;
        // A cursor has no part in the next one.
        query.cursor = None;
        let mut filters = ListCustomers::new().with_order_by(OLDEST_FIRST);
        filters.take = query.page_size;
        filters.skip = (position.skip > 0).then_some(position.skip);
        filters.search.clone_from(&query.search);
        let page = self.client.list_customers(&filters).await?;
        let mut records = page.customers.iter().flatten();
        // The key does not tell whose customers these are; they do.
        if let Some(organization) = records.find_map(|record| record.organization_id.filled()) {
            position.trail.add_account(&PROVIDER, organization)?;
        }
        let ids = page.customers.iter();
        let ids = ids.map(|record| record.as_ref().ok().map(|record| record.id.as_str()));
        position.trail.add(&PROVIDER, ids)?;
        let is_search = query.search.is_some();
        let next = next_position(position.skip, page.customers.len(), page.count, is_search);
        let next = next.map(|skip| {
            let position = Position { skip, ..position };
            Cursor::new(&identity, &query, &position.to_string())
        });
        let customers = page
            .customers
            .into_iter()
            .map(|record| record.map(convert::customer));
        Ok(Page::new(customers.collect())
            .with_next(next)
            .with_total(page.count))
    }

    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        let answered = StandingWrite::delete(self, id, options)?
            .send(|_| self.client.delete_customer(id.as_str()))
            .await?;
        Ok(answered.finish(|record| Some(convert::customer(record))))
    }

    async fn restore_customer(&self, id: &CustomerId, options: &RestoreOptions) -> Result<Changed> {
        let answered = StandingWrite::restore(self, id, options)?
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
        let answered = StandingWrite::unblock(self, id, options)?
            .send(|_| self.client.unblock_customer(id.as_str()))
            .await?;
        Ok(answered.finish(|record| Some(convert::customer(record))))
    }
}

/// A search ends with an error after so many pages that bring nothing.
const MOST_EMPTY: u32 = 10;

/// The empty pages of a search.
#[derive(Debug, Default)]
struct EmptyPages {
    number: u32,
    count: Option<u64>,
}

impl EmptyPages {
    /// Counts one more, of which nothing was new.
    fn are_too_many(&mut self) -> bool {
        self.number += 1;
        self.number > MOST_EMPTY
    }

    /// Whether an empty page that speaks of more customers has to be asked for again: its total is that
    /// of all customers, and ends the search, where it stays the same.
    fn must_ask_again(&mut self, skip: u64, count: Option<u64>) -> Result<bool> {
        let count = count.filter(|count| *count > skip);
        if count.is_none() || self.count == count {
            return Ok(false);
        }
        self.count = count;
        if self.are_too_many() {
            return Err(unending(
                "the search brings nothing, and its total keeps growing",
            ));
        }
        Ok(true)
    }
}

/// A search whose pages bring nothing new would never end.
fn repeated() -> Error {
    unending("the search came back to customers that it had already given")
}

fn unending(message: &'static str) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, message)
        .with_provider(PROVIDER)
        .with_operation(Operation::FindCustomersByEmail)
}
