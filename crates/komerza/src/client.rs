//! Komerza's own API: one method an endpoint.

use std::collections::BTreeMap;

use customer_core::adapter::setters;
use customer_core::adapter::{Record, WireValue, check};
use customer_core::{Amount, Operation, Result};
use customer_http::{Acknowledgement, Count, HttpClient, Request, Response};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::wire::{
    BlockCustomer, CreateCustomer, Customer, IpRule, PublicCustomer, PublicCustomerReference,
    SetBalance, UnblockCustomer,
};

/// Komerza's customer endpoints for one store, typed and complete, without the trait.
///
/// # Errors
///
/// Every method fails as [`CustomerProvider`](customer_core::CustomerProvider) says of all operations.
/// An id that no URL can carry (empty, `.` or `..`) is
/// [`InvalidInput`](customer_core::ErrorKind::InvalidInput).
#[derive(Debug, Clone)]
pub struct Client {
    http: HttpClient,
    store_id: String,
}

/// Which customers to list: Komerza's own filters. Empty takes all.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ListCustomers {
    /// E-mail addresses that contain this, in any case.
    pub email: Option<String>,
    /// IP addresses that contain this.
    pub ip_address: Option<String>,
    /// Balances of this and more.
    pub balance_from: Option<Amount>,
    /// Balances of this and less.
    pub balance_to: Option<Amount>,
    /// Exactly this Stripe customer.
    pub stripe_customer_id: Option<String>,
    /// Affiliate codes that contain this.
    pub affiliate_code: Option<String>,
    /// `Filters`, in Komerza's own language.
    pub filters: Option<String>,
    /// `Sorts`, in Komerza's own language.
    pub sorts: Option<String>,
    /// The page, from 1.
    pub page: Option<u64>,
    /// How many customers a page has.
    pub page_size: Option<u32>,
}

impl ListCustomers {
    /// All customers.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Takes e-mail addresses that contain this, in any case.
        with_email => email: String,
        /// Takes IP addresses that contain this.
        with_ip_address => ip_address: String,
        /// Takes balances of this and more.
        with_balance_from => balance_from: Amount,
        /// Takes balances of this and less.
        with_balance_to => balance_to: Amount,
        /// Takes exactly this Stripe customer.
        with_stripe_customer_id => stripe_customer_id: String,
        /// Takes affiliate codes that contain this.
        with_affiliate_code => affiliate_code: String,
        /// Sets `Filters`.
        with_filters => filters: String,
        /// Sets `Sorts`.
        with_sorts => sorts: String,
        /// Sets the page, from 1.
        with_page => page: u64,
        /// Sets how many customers a page has.
        with_page_size => page_size: u32,
    }

    fn apply(&self, request: Request) -> Request {
        request
            .query_opt("email", self.email.as_ref())
            .query_opt("ipAddress", self.ip_address.as_ref())
            .query_opt("balanceFrom", self.balance_from.as_ref())
            .query_opt("balanceTo", self.balance_to.as_ref())
            .query_opt("stripeCustomerId", self.stripe_customer_id.as_ref())
            .query_opt("affiliateCode", self.affiliate_code.as_ref())
            .query_opt("Filters", self.filters.as_ref())
            .query_opt("Sorts", self.sorts.as_ref())
            .query_opt("Page", self.page)
            .query_opt("PageSize", self.page_size)
    }
}

impl std::fmt::Debug for ListCustomers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListCustomers")
            .field("page", &self.page)
            .field("page_size", &self.page_size)
            .finish_non_exhaustive()
    }
}

/// One page of a listing or a search.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomerPage {
    /// The customers. One that cannot be read is an error in its place.
    pub customers: Vec<Result<Record<PublicCustomerReference>>>,
    /// The number of pages in all, where it is there and can be read.
    pub pages: Option<u64>,
}

/// What the blacklist answered. The reference documents no body.
#[derive(Debug)]
#[non_exhaustive]
pub struct BlacklistAnswer {
    /// The IP rules, where the answer lists any: those that a block made, or those that there are. One
    /// that cannot be read is an error in its place. `None` where there is no list, which does not say
    /// that there is no rule.
    pub ip_rules: Option<Vec<Result<Record<IpRule>>>>,
    /// The answer as it came.
    pub response: Response,
}

impl BlacklistAnswer {
    fn new(response: Response) -> Self {
        let listed = response.records_and::<IpRule, u64>(&[], "data", "pages");
        let ip_rules = match listed {
            Ok(list) => Some(list.records),
            Err(_) => bare_list(&response),
        };
        Self { ip_rules, response }
    }
}

/// The rules of a list that stands in no envelope.
fn bare_list(response: &Response) -> Option<Vec<Result<Record<IpRule>>>> {
    let items: Vec<Box<RawValue>> = serde_json::from_slice(response.body()).ok()?;
    let rule = |(index, json): (usize, Box<RawValue>)| match serde_json::from_str(json.get()) {
        Ok(rule) => Ok(Record::new(rule, json)),
        Err(error) => {
            let place = format!("[{index}]");
            Err(response
                .unexpected(&place, "this is no IP rule")
                .with_source(error))
        }
    };
    Some(items.into_iter().enumerate().map(rule).collect())
}

impl Client {
    pub(crate) fn new(http: HttpClient, store_id: String) -> Self {
        Self { http, store_id }
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.http
    }

    /// The store whose customers these are.
    pub fn store_id(&self) -> &str {
        &self.store_id
    }

    /// `POST /stores/{storeId}/customers`: registers a customer.
    ///
    /// # Errors
    ///
    /// [`AlreadyExists`](customer_core::ErrorKind::AlreadyExists) where the customer is linked to the store already;
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput) before anything is sent, for an e-mail address that
    /// Komerza's reference does not allow.
    pub async fn create_customer(&self, customer: &CreateCustomer) -> Result<Record<Customer>> {
        check(customer, crate::PROVIDER)?;
        let request = self
            .post(Operation::CreateCustomer, "/stores/{storeId}/customers")
            .json(customer)?;
        let response = self.http.send(request).await?;
        response.written_record(&["data"], "success")
    }

    /// `GET /stores/{storeId}/customers/{customerId}`: reads a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_customer(&self, customer_id: &str) -> Result<Record<PublicCustomer>> {
        let request = self
            .get(
                Operation::GetCustomer,
                "/stores/{storeId}/customers/{customerId}",
            )
            .path_value("customerId", customer_id);
        one(&self.http.send(request).await?)
    }

    /// `GET /stores/{storeId}/customers/{email}/email`: finds a customer by e-mail address.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn find_customer_by_email(&self, email: &str) -> Result<Record<PublicCustomer>> {
        let request = self
            .get(
                Operation::FindCustomersByEmail,
                "/stores/{storeId}/customers/{email}/email",
            )
            .path_value("email", email);
        one(&self.http.send(request).await?)
    }

    /// `GET /stores/{storeId}/customers`: lists customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method.
    pub async fn list_customers(&self, query: &ListCustomers) -> Result<CustomerPage> {
        let request = self.get(Operation::ListCustomers, "/stores/{storeId}/customers");
        page(&self.http.send(query.apply(request)).await?)
    }

    /// `GET /stores/{storeId}/customers/search/{query}`: searches customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method.
    pub async fn search_customers(
        &self,
        words: &str,
        query: &ListCustomers,
    ) -> Result<CustomerPage> {
        let request = self
            .get(
                Operation::ListCustomers,
                "/stores/{storeId}/customers/search/{query}",
            )
            .path_value("query", words);
        page(&self.http.send(query.apply(request)).await?)
    }

    /// `GET /stores/{storeId}/customers/filters`: how many customers each filter has.
    ///
    /// # Errors
    ///
    /// As every method.
    pub async fn filter_counts(&self) -> Result<BTreeMap<String, i64>> {
        let request = self.get(
            Operation::Native("filter_counts"),
            "/stores/{storeId}/customers/filters",
        );
        let response = self.http.send(request).await?;
        let nothing = || response.unexpected("data", "there is no data");
        response.value(&["data"])?.ok_or_else(nothing)
    }

    /// `PATCH /stores/{storeId}/customers/{customerId}/balance`: sets a customer's balance.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput) before anything is sent, for a balance below zero;
    /// [`NotFound`](customer_core::ErrorKind::NotFound);
    /// [`OutcomeUnknown`](customer_core::ErrorKind::OutcomeUnknown) also for a success whose envelope does not say
    /// that it was done.
    pub async fn set_balance(&self, customer_id: &str, balance: &SetBalance) -> Result<()> {
        check(balance, crate::PROVIDER)?;
        let template = "/stores/{storeId}/customers/{customerId}/balance";
        let request = Request::patch(Operation::Native("set_balance"), template)
            .path_value("storeId", &self.store_id)
            .path_value("customerId", customer_id)
            .json(balance)?;
        acknowledged(self.http.send(request).await?, OF_A_BALANCE).map(drop)
    }

    /// `POST /stores/{storeId}/blacklist/customers/{customerId}/block`: blocks a customer. Where its known
    /// addresses are blocked too, the rules that were made may be the answer; the reference documents
    /// no body.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn block_customer(
        &self,
        customer_id: &str,
        block: &BlockCustomer,
    ) -> Result<BlacklistAnswer> {
        let template = "/stores/{storeId}/blacklist/customers/{customerId}/block";
        let request = self
            .post(Operation::BlockCustomer, template)
            .path_value("customerId", customer_id)
            .json(block)?;
        acknowledged(self.http.send(request).await?, OF_A_BLOCK).map(BlacklistAnswer::new)
    }

    /// `POST /stores/{storeId}/blacklist/customers/{customerId}/unblock`: lifts a block. The body of
    /// the answer is not documented; it is returned as it came.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn unblock_customer(
        &self,
        customer_id: &str,
        unblock: &UnblockCustomer,
    ) -> Result<Response> {
        let template = "/stores/{storeId}/blacklist/customers/{customerId}/unblock";
        let request = self
            .post(Operation::UnblockCustomer, template)
            .path_value("customerId", customer_id)
            .json(unblock)?;
        acknowledged(self.http.send(request).await?, OF_A_BLOCK)
    }

    /// `GET /stores/{storeId}/blacklist/customers/{customerId}/ipRules`: the IP rules of a customer. The
    /// reference documents no body, so that there may be no list in the answer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn ip_rules(&self, customer_id: &str) -> Result<BlacklistAnswer> {
        let template = "/stores/{storeId}/blacklist/customers/{customerId}/ipRules";
        let request = self
            .get(Operation::Native("ip_rules"), template)
            .path_value("customerId", customer_id);
        self.http.send(request).await.map(BlacklistAnswer::new)
    }

    /// Sends a request to an endpoint that has no method here, under the same authorization, limits
    /// and redaction. Its template begins below the base URL.
    ///
    /// # Errors
    ///
    /// As every method.
    pub async fn send(&self, request: Request) -> Result<Response> {
        self.http.send(request).await
    }

    fn get(&self, operation: Operation, template: &'static str) -> Request {
        Request::get(operation, template).path_value("storeId", &self.store_id)
    }

    fn post(&self, operation: Operation, template: &'static str) -> Request {
        Request::post(operation, template).path_value("storeId", &self.store_id)
    }
}

/// An envelope is documented as the answer, without data in it.
const OF_A_BALANCE: Acknowledgement = Acknowledgement::Envelope;

/// The body is not documented: nothing, an envelope, and the list of the IP rules that were made are seen.
const OF_A_BLOCK: Acknowledgement = Acknowledgement::AnyRecords;

fn acknowledged(response: Response, expected: Acknowledgement) -> Result<Response> {
    response.acknowledged("success", expected)?;
    Ok(response)
}

fn one<T: WireValue + DeserializeOwned>(response: &Response) -> Result<Record<T>> {
    response.record(&["data"])
}

fn page(response: &Response) -> Result<CustomerPage> {
    let list = response.records_and::<_, Count>(&[], "data", "pages")?;
    Ok(CustomerPage {
        customers: list.records,
        pages: list.sibling.and_then(|Count(pages)| pages),
    })
}
