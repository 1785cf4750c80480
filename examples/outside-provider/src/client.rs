//! Ledgerly's own API: one method an endpoint.

use customer_core::adapter::{Checked, Record, check};
use customer_core::{IdempotencyKey, Operation, Result};
use customer_http::{Acknowledgement, HeaderName, HttpClient, Request, Response};
use serde::Serialize;

use crate::PROVIDER;
use crate::wire::{CreateCustomer, Customer, UpdateCustomer};

const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// Ledgerly's customer endpoints, typed, without the trait.
///
/// # Errors
///
/// Every method fails as [`CustomerProvider`](customer_core::CustomerProvider) says of all operations.
#[derive(Debug, Clone)]
pub struct Client {
    http: HttpClient,
}

/// Which customers a listing has.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct ListCustomers<'a> {
    /// How many a page has, 1 to 100; 20 where it is left out.
    pub limit: Option<u32>,
    /// The id of the last customer of the page before.
    pub starting_after: Option<&'a str>,
    /// Of this e-mail address alone, compared without regard to case.
    pub email: Option<&'a str>,
}

/// One page of a listing.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomerPage {
    /// The customers. One that cannot be read is an error in its place.
    pub customers: Vec<Result<Record<Customer>>>,
    /// Whether more customers follow.
    pub has_more: Option<bool>,
}

impl Client {
    pub(crate) fn new(http: HttpClient) -> Self {
        Self { http }
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.http
    }

    /// `POST /customers`: registers a customer, once under one key.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput) before anything is sent, for what the documentation
    /// does not allow.
    pub async fn create_customer(
        &self,
        customer: &CreateCustomer,
        key: Option<&IdempotencyKey>,
    ) -> Result<Record<Customer>> {
        let request = Request::post(Operation::CreateCustomer, "/customers");
        self.write(request, customer, key).await
    }

    /// `GET /customers/{id}`: reads a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_customer(&self, id: &str) -> Result<Record<Customer>> {
        let request = Request::get(Operation::GetCustomer, "/customers/{id}").path_value("id", id);
        self.http.send(request).await?.record(&[])
    }

    /// `POST /customers/{id}`: changes the members that are given, once under one key.
    ///
    /// # Errors
    ///
    /// As [`create_customer`](Self::create_customer), and [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn update_customer(
        &self,
        id: &str,
        update: &UpdateCustomer,
        key: Option<&IdempotencyKey>,
    ) -> Result<Record<Customer>> {
        let request =
            Request::post(Operation::UpdateCustomer, "/customers/{id}").path_value("id", id);
        self.write(request, update, key).await
    }

    /// `DELETE /customers/{id}`: deletes a customer for good, once under one key.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn delete_customer(&self, id: &str, key: Option<&IdempotencyKey>) -> Result<()> {
        let request =
            Request::delete(Operation::DeleteCustomer, "/customers/{id}").path_value("id", id);
        let response = self.http.send(under(request, key)?).await?;
        response.acknowledged("deleted", Acknowledgement::Envelope)
    }

    /// `GET /customers`: lists customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method. A customer that cannot be read is an error in its place, and not of the page.
    pub async fn list_customers(&self, list: ListCustomers<'_>) -> Result<CustomerPage> {
        let operation = match list.email {
            Some(_) => Operation::FindCustomersByEmail,
            None => Operation::ListCustomers,
        };
        let request = Request::get(operation, "/customers")
            .query_opt("limit", list.limit)
            .query_opt("starting_after", list.starting_after)
            .query_opt("email", list.email);
        let response = self.http.send(request).await?;
        let list = response.records_and::<_, bool>(&[], "data", "has_more")?;
        Ok(CustomerPage {
            customers: list.records,
            has_more: list.sibling,
        })
    }

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
    async fn write(
        &self,
        request: Request,
        body: &(impl Checked + Serialize + Sync),
        key: Option<&IdempotencyKey>,
    ) -> Result<Record<Customer>> {
        check(body, PROVIDER)?;
        let request = under(request.form(body)?, key)?;
        self.http.send(request).await?.record(&[])
    }
}

fn under(request: Request, key: Option<&IdempotencyKey>) -> Result<Request> {
    match key {
        Some(key) => request.idempotent_by(IDEMPOTENCY_KEY, key.as_str()),
        None => Ok(request),
    }
}
