//! {=title=}'s own API: one method an endpoint.

//% if paging == "cursor"
use customer_core::adapter::{Checked, RawJson, Record};
//% else
use customer_core::adapter::{Checked, Record};
//% endif
use customer_core::{Error, Operation, Result};
//% if paging == "offset"
use customer_http::{Count, HttpClient, Request, Response};
//% else
use customer_http::{HttpClient, Request, Response};
//% endif

use crate::wire::{CreateCustomer, Customer};

/// {=title=}'s customer endpoints, typed, without the trait.
///
/// TO WRITE: a method for each endpoint that the documentation has.
///
/// # Errors
///
/// Every method fails as [`CustomerProvider`](customer_core::CustomerProvider) says of all operations.
#[derive(Debug, Clone)]
pub struct Client {
    http: HttpClient,
}
//% if paging != "none"

/// One page of a listing.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomerPage {
    /// The customers. One that cannot be read is an error in its place.
    pub customers: Vec<Result<Record<Customer>>>,
//% if paging == "offset"
    /// The number of customers in all, where it is there and can be read.
    pub total: Option<u64>,
//% elif paging == "cursor"
    /// What asks for the next page; `None` on the last one.
    pub next: Option<String>,
//% else
    /// Whether more customers follow.
    pub has_more: Option<bool>,
//% endif
}
//% endif

impl Client {
    pub(crate) fn new(http: HttpClient) -> Self {
        Self { http }
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.http
    }

    /// `POST /customers`: registers a customer.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput) before anything is sent, for what the documentation
    /// does not allow.
    pub async fn create_customer(&self, customer: &CreateCustomer) -> Result<Record<Customer>> {
        let problems = customer.problems();
        if !problems.is_empty() {
            return Err(Error::invalid_input(problems).with_provider(crate::PROVIDER));
        }
        let request = Request::post(Operation::CreateCustomer, "/customers").{=body=}(customer)?;
        self.one(request).await
    }

    /// `GET /customers/{id}`: reads a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_customer(&self, id: &str) -> Result<Record<Customer>> {
        let request = Request::get(Operation::GetCustomer, "/customers/{id}").path_value("id", id);
        self.one(request).await
    }
//% if paging == "offset"

    /// `GET /customers`: lists customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method. A customer that cannot be read is an error in its place, and not of the page.
    pub async fn list_customers(&self, limit: Option<u32>, offset: u64) -> Result<CustomerPage> {
        let request = Request::get(Operation::ListCustomers, "/customers")
            .query_opt("limit", limit)
            .query_opt("offset", (offset > 0).then_some(offset));
        let response = self.http.send(request).await?;
        let list = response.records_and::<_, Count>(&[], "data", "total")?;
        Ok(CustomerPage {
            customers: list.records,
            total: list.sibling.and_then(|Count(total)| total),
        })
    }
//% elif paging == "cursor"

    /// `GET /customers`: lists customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method. A customer that cannot be read is an error in its place, and not of the page.
    pub async fn list_customers(
        &self,
        limit: Option<u32>,
        cursor: Option<&str>,
    ) -> Result<CustomerPage> {
        let request = Request::get(Operation::ListCustomers, "/customers")
            .query_opt("limit", limit)
            .query_opt("cursor", cursor);
        let response = self.http.send(request).await?;
        let list = response.records_and::<_, RawJson>(&[], "data", "next_cursor")?;
        // A text or a number: what is there is never taken for the end.
        let next = match list.sibling.as_ref().map(RawJson::get) {
            None | Some("null" | "\"\"") => None,
            Some(json) => Some(json.trim_matches('"').to_owned()),
        };
        Ok(CustomerPage {
            customers: list.records,
            next,
        })
    }
//% elif paging == "last-id"

    /// `GET /customers`: lists customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method. A customer that cannot be read is an error in its place, and not of the page.
    pub async fn list_customers(
        &self,
        limit: Option<u32>,
        starting_after: Option<&str>,
    ) -> Result<CustomerPage> {
        let request = Request::get(Operation::ListCustomers, "/customers")
            .query_opt("limit", limit)
            .query_opt("starting_after", starting_after);
        let response = self.http.send(request).await?;
        let list = response.records_and::<_, bool>(&[], "data", "has_more")?;
        Ok(CustomerPage {
            customers: list.records,
            has_more: list.sibling,
        })
    }
//% endif

    /// Sends a request to an endpoint that has no method here, under the same authorization, limits and redaction.
    /// Its template begins below the base URL.
    ///
    /// # Errors
    ///
    /// As every method.
    pub async fn send(&self, request: Request) -> Result<Response> {
        self.http.send(request).await
    }

    /// A customer stands in the response as it is, without an envelope.
    async fn one(&self, request: Request) -> Result<Record<Customer>> {
        self.http.send(request).await?.record(&[])
    }
}
