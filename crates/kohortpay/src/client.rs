//! KohortPay's own API: one method an endpoint.

use customer_core::adapter::{Checked, Record};
use customer_core::{Error, Operation, Result};
use customer_http::{Count, HttpClient, Request, Response};

use crate::wire::{CreateCustomer, Customer, UpdateCustomer};

/// KohortPay's customer endpoints, typed and complete, without the trait.
///
/// # Errors
///
/// Every method fails as [`CustomerProvider`](customer_core::CustomerProvider) says of all operations.
/// An id that no URL can carry (empty, `.` or `..`) is
/// [`InvalidInput`](customer_core::ErrorKind::InvalidInput).
#[derive(Debug, Clone)]
pub struct Client {
    http: HttpClient,
}

/// Which customers to list, and how. Empty takes the first of all.
#[derive(Clone, Default)]
#[non_exhaustive]
pub struct ListCustomers {
    /// How many customers to return at most; KohortPay returns 25 where it is left out.
    pub take: Option<u32>,
    /// How many customers to pass over.
    pub skip: Option<u64>,
    /// Field and direction: `createdAt:desc`.
    pub order_by: Option<String>,
    /// Terms joined by `~`, each of which may match in part.
    pub search: Option<String>,
    /// What to return along with each customer, by KohortPay's own names.
    pub expand: Vec<String>,
}

impl ListCustomers {
    /// The first of all customers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets how many customers to return at most.
    #[must_use]
    pub fn with_take(mut self, take: u32) -> Self {
        self.take = Some(take);
        self
    }

    /// Sets how many customers to pass over.
    #[must_use]
    pub fn with_skip(mut self, skip: u64) -> Self {
        self.skip = Some(skip);
        self
    }

    /// Sets field and direction of the order: `createdAt:desc`.
    #[must_use]
    pub fn with_order_by(mut self, order_by: impl Into<String>) -> Self {
        self.order_by = Some(order_by.into());
        self
    }

    /// Sets what to search for, in KohortPay's own form: terms joined by `~`.
    #[must_use]
    pub fn with_search(mut self, search: impl Into<String>) -> Self {
        self.search = Some(search.into());
        self
    }

    /// Sets the terms to search for. A term cannot hold a `~`: it is then two.
    #[must_use]
    pub fn with_search_terms<T: AsRef<str>>(self, terms: impl IntoIterator<Item = T>) -> Self {
        let mut search = String::new();
        for term in terms {
            for part in term.as_ref().split('~').filter(|part| !part.is_empty()) {
                if !search.is_empty() {
                    search.push('~');
                }
                search.push_str(part);
            }
        }
        self.with_search(search)
    }

    /// Adds something to return along with each customer. The fields that it brings are in
    /// [`Customer::unknown`] and in [`Record::json`].
    #[must_use]
    pub fn with_expand(mut self, name: impl Into<String>) -> Self {
        self.expand.push(name.into());
        self
    }

    fn apply(&self, request: Request) -> Request {
        let request = request
            .query_opt("take", self.take)
            .query_opt("skip", self.skip)
            .query_opt("orderBy", self.order_by.as_ref())
            .query_opt("search", self.search.as_ref());
        expanded(request, &self.expand)
    }
}

impl std::fmt::Debug for ListCustomers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ListCustomers")
            .field("take", &self.take)
            .field("skip", &self.skip)
            .field("order_by", &self.order_by)
            .field("expand", &self.expand)
            .finish_non_exhaustive()
    }
}

/// One page of a listing.
#[derive(Debug)]
#[non_exhaustive]
pub struct CustomerPage {
    /// The customers. One that cannot be read is an error in its place.
    pub customers: Vec<Result<Record<Customer>>>,
    /// The number of customers in all, where it is there and can be read.
    pub count: Option<u64>,
    /// The places at which null stands: nothing that could be lost.
    pub(crate) nulls: Vec<usize>,
}

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
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput) before anything is sent, for what
    /// KohortPay's reference does not allow: a phone without its country code, a shipping address
    /// without a city.
    pub async fn create_customer(&self, customer: &CreateCustomer) -> Result<Record<Customer>> {
        valid(customer)?;
        let request = Request::post(Operation::CreateCustomer, "/customers").json(customer)?;
        self.one(request).await
    }

    /// `GET /customers/{id}`: reads a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_customer(&self, id: &str) -> Result<Record<Customer>> {
        self.get_customer_expanded(id, &[]).await
    }

    /// `GET /customers/{id}` with `expand`: reads a customer, and along with it what the names ask
    /// for. The reference does not list the names; the fields that they bring are in
    /// [`Customer::unknown`] and in [`Record::json`].
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_customer_expanded(
        &self,
        id: &str,
        expand: &[&str],
    ) -> Result<Record<Customer>> {
        let request = Request::get(Operation::GetCustomer, "/customers/{id}").path_value("id", id);
        self.one(expanded(request, expand)).await
    }

    /// `GET /customers`: lists customers, page by page.
    ///
    /// # Errors
    ///
    /// As every method. A customer that cannot be read is an error in its place, and not of the page.
    pub async fn list_customers(&self, query: &ListCustomers) -> Result<CustomerPage> {
        self.list(Operation::ListCustomers, query).await
    }

    /// A listing, on behalf of the operation that is put together from it.
    pub(crate) async fn list(
        &self,
        operation: Operation,
        query: &ListCustomers,
    ) -> Result<CustomerPage> {
        let request = query.apply(Request::get(operation, "/customers"));
        let response = self.http.send(request).await?;
        let list = response.records_and::<_, Count>(&[], "data", "count")?;
        Ok(CustomerPage {
            customers: list.records,
            count: list.sibling.and_then(|Count(count)| count),
            nulls: list.nulls,
        })
    }

    /// `PATCH /customers/{id}`: deletes a customer softly, or restores it. The reference documents no
    /// other change.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound);
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput) before anything is sent, for what is
    /// no instant.
    pub async fn update_customer(
        &self,
        id: &str,
        update: &UpdateCustomer,
    ) -> Result<Record<Customer>> {
        self.update(Operation::UpdateCustomer, id, update).await
    }

    /// An update, on behalf of the operation that is put together from it.
    pub(crate) async fn update(
        &self,
        operation: Operation,
        id: &str,
        update: &UpdateCustomer,
    ) -> Result<Record<Customer>> {
        valid(update)?;
        let request = Request::patch(operation, "/customers/{id}")
            .path_value("id", id)
            .json(update)?;
        self.one(request).await
    }

    /// `DELETE /customers/{id}`: deletes a customer softly; `deletedAt` is then set.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn delete_customer(&self, id: &str) -> Result<Record<Customer>> {
        let request = Request::delete(Operation::DeleteCustomer, "/customers/{id}");
        self.one(request.path_value("id", id)).await
    }

    /// `PATCH /customers/{id}/block`: blocks a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn block_customer(&self, id: &str) -> Result<Record<Customer>> {
        let request = Request::patch(Operation::BlockCustomer, "/customers/{id}/block");
        self.one(request.path_value("id", id)).await
    }

    /// `PATCH /customers/{id}/unblock`: lifts a block.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn unblock_customer(&self, id: &str) -> Result<Record<Customer>> {
        let request = Request::patch(Operation::UnblockCustomer, "/customers/{id}/unblock");
        self.one(request.path_value("id", id)).await
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

    /// A customer stands in the answer as it is, without an envelope.
    async fn one(&self, request: Request) -> Result<Record<Customer>> {
        self.http.send(request).await?.record(&[])
    }
}

/// How the list of names is spelt is not documented; one parameter a name is what OpenAPI assumes.
fn expanded<T: AsRef<str>>(request: Request, names: &[T]) -> Request {
    names.iter().fold(request, |request, name| {
        request.query("expand", name.as_ref())
    })
}

fn valid(request: &impl Checked) -> Result<()> {
    let mut problems = request.problems();
    if problems.is_empty() {
        return Ok(());
    }
    for problem in &mut problems {
        problem.field = camel_case_path(&problem.field);
    }
    Err(Error::invalid_input(problems).with_provider(crate::PROVIDER))
}

/// `validator` names fields as Rust does: `shipping_address.postal_code` is
/// `shippingAddress.postalCode`.
fn camel_case_path(path: &str) -> String {
    let mut spelt = String::with_capacity(path.len());
    let mut begins_word = false;
    for character in path.chars() {
        match character {
            '_' => begins_word = true,
            _ if begins_word => {
                spelt.push(character.to_ascii_uppercase());
                begins_word = false;
            }
            _ => spelt.push(character),
        }
    }
    spelt
}
