//! Commerce Engine's own API: one method an endpoint.

use std::borrow::Cow;

use customer_core::adapter::setters;
use customer_core::adapter::{Member, Record, WireValue, check};
use customer_core::{Error, ErrorKind, FieldProblem, Operation, Result};
use customer_http::{Acknowledgement, HttpClient, RefreshingToken, Request, Response, TokenPair};
use serde::de::DeserializeOwned;
use serde_json::Value;
use serde_json::value::to_raw_value;

use crate::error::with_own_message;
pub use crate::token::AnonymousSession;
use crate::token::TokenEndpoints;
use crate::wire::{
    Address, AddressInput, CreateCustomer, CustomerDetail, Pagination, UpdateCustomer, UpdateUser,
    User, UserBusinessInput,
};

/// Commerce Engine's customer endpoints for one store, typed and complete, without the trait.
///
/// # Errors
///
/// Every method fails as [`CustomerProvider`](customer_core::CustomerProvider) says of all operations.
/// An id that no URL can carry (empty, `.` or `..`) is
/// [`InvalidInput`](customer_core::ErrorKind::InvalidInput), and so is a request that the reference
/// does not allow; nothing is sent then.
#[derive(Debug, Clone)]
pub struct Client {
    http: HttpClient,
    tokens: TokenEndpoints,
    token: Option<RefreshingToken>,
    store_id: Option<String>,
}

/// Which addresses to list.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListAddresses {
    /// The page, from 1.
    pub page: Option<u64>,
    /// How many addresses a page has.
    pub limit: Option<u32>,
}

impl ListAddresses {
    /// The first page, as long as Commerce Engine makes it.
    pub fn new() -> Self {
        Self::default()
    }

    setters! {
        /// Sets the page, from 1.
        with_page => page: u64,
        /// Sets how many addresses a page has.
        with_limit => limit: u32,
    }
}

/// One page of the addresses of a customer.
#[derive(Debug)]
#[non_exhaustive]
pub struct AddressPage {
    /// The addresses. One that cannot be read is an error in its place.
    pub addresses: Vec<Result<Record<Address>>>,
    /// Where the page stands.
    pub pagination: Option<Pagination>,
    /// The places at which null stands: nothing that could be lost.
    pub(crate) nulls: Vec<usize>,
}

impl Client {
    pub(crate) fn new(
        http: HttpClient,
        tokens: TokenEndpoints,
        token: Option<RefreshingToken>,
        store_id: Option<String>,
    ) -> Self {
        Self {
            http,
            tokens,
            token,
            store_id,
        }
    }

    pub(crate) fn http(&self) -> &HttpClient {
        &self.http
    }

    /// The store whose customers these are; `None` where a base URL was given that does not name it.
    pub fn store_id(&self) -> Option<&str> {
        self.store_id.as_deref()
    }

    /// The token that this client renews by itself: to read the pair as it is now, or to put another
    /// in its place after a new sign-in. `None` where an access token alone was given.
    pub fn token(&self) -> Option<&RefreshingToken> {
        self.token.as_ref()
    }

    /// `POST /auth/anonymous`: starts as a visitor without an account. The tokens that this client
    /// uses stay as they are.
    ///
    /// # Errors
    ///
    /// [`Configuration`](customer_core::ErrorKind::Configuration) where the store's API key was not
    /// given.
    pub async fn anonymous(&self) -> Result<AnonymousSession> {
        self.tokens.anonymous().await
    }

    /// `POST /auth/refresh-token`: buys a new pair of tokens. Both are new, and the old refresh token
    /// is spent: do not do it with a pair that a client renews by itself.
    ///
    /// # Errors
    ///
    /// [`Unauthenticated`](customer_core::ErrorKind::Unauthenticated) where the refresh token is refused,
    /// and, with nothing sent, where it tells an end that is past;
    /// [`OutcomeUnknown`](customer_core::ErrorKind::OutcomeUnknown) where no answer tells whether the
    /// refresh token is spent.
    pub async fn refresh(&self, pair: &TokenPair) -> Result<TokenPair> {
        self.tokens.refresh(pair.access(), pair.refresh()).await
    }

    /// `POST /customers`: registers a customer.
    ///
    /// # Errors
    ///
    /// [`InvalidInput`](customer_core::ErrorKind::InvalidInput);
    /// [`NotFound`](customer_core::ErrorKind::NotFound) where the store has no such endpoint: newer ones
    /// register customers with a one-time password.
    pub async fn create_customer(
        &self,
        customer: &CreateCustomer,
    ) -> Result<Record<CustomerDetail>> {
        check(customer, crate::PROVIDER)?;
        let mut customer = Cow::Borrowed(customer);
        if let Some(address) = customer.address.as_ref().and_then(incomplete) {
            customer.to_mut().address = address.into();
        }
        let request = Request::post(Operation::CreateCustomer, "/customers").json(&customer)?;
        let response = self.http.send(request).await.map_err(no_registration)?;
        response.written_record(&["content", "customer_detail"], "success")
    }

    /// `PUT /customers/{id}`: replaces the business of a customer.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn update_customer(
        &self,
        customer_id: &str,
        update: &UpdateCustomer,
    ) -> Result<Record<CustomerDetail>> {
        check(update, crate::PROVIDER)?;
        let request = Request::put(Operation::UpdateCustomer, "/customers/{id}")
            .path_value("id", customer_id)
            .json(update)?;
        let response = self.http.send(request).await?;
        returned_record(
            &response,
            &["content", "customer_detail"],
            Some(customer_id),
        )
    }

    /// `GET /auth/user/{id}`: reads a user.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_user(&self, user_id: &str) -> Result<Record<User>> {
        let request =
            Request::get(Operation::GetCustomer, "/auth/user/{id}").path_value("id", user_id);
        self.http.send(request).await?.record(&["content", "user"])
    }

    /// `PUT /auth/user/{id}`: changes a user.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn update_user(&self, user_id: &str, update: &UpdateUser) -> Result<Record<User>> {
        check(update, crate::PROVIDER)?;
        let mut update = Cow::Borrowed(update);
        let seat = |business: &UserBusinessInput| {
            business.registered_address.as_ref().and_then(incomplete)
        };
        if let Some(seat) = update.business.as_ref().and_then(seat)
            && let Member::Value(business) = &mut update.to_mut().business
        {
            business.registered_address = seat.into();
        }
        let request = Request::put(Operation::UpdateCustomer, "/auth/user/{id}")
            .path_value("id", user_id)
            .json(&update)?;
        let response = self.http.send(request).await?;
        returned_record(&response, &["content", "user"], Some(user_id))
    }

    /// `DELETE /auth/user/{id}`: deletes a user. A primary user takes the customer along.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn delete_user(&self, user_id: &str) -> Result<()> {
        let request =
            Request::delete(Operation::DeleteCustomer, "/auth/user/{id}").path_value("id", user_id);
        done(&self.http.send(request).await?)
    }

    /// `PUT /auth/user/{id}/deactivate`: deactivates a user.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn deactivate_user(&self, user_id: &str) -> Result<()> {
        let operation = Operation::Native("deactivate_user");
        let request =
            Request::put(operation, "/auth/user/{id}/deactivate").path_value("id", user_id);
        done(&self.http.send(request).await?)
    }

    /// `GET /customers/{id}/addresses`: lists the addresses of a customer, page by page.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn list_addresses(
        &self,
        customer_id: &str,
        query: &ListAddresses,
    ) -> Result<AddressPage> {
        let request = Request::get(Operation::ListAddresses, "/customers/{id}/addresses")
            .path_value("id", customer_id)
            .query_opt("page", query.page)
            .query_opt("limit", query.limit);
        page(&self.http.send(request).await?)
    }

    /// `POST /customers/{id}/addresses`: adds an address to a customer. It must have no id.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn add_address(
        &self,
        customer_id: &str,
        address: &AddressInput,
    ) -> Result<Record<Address>> {
        check(address, crate::PROVIDER)?;
        if address.id.is_value() {
            let reason = "must be left out: Commerce Engine gives it";
            return Err(Error::invalid_input(vec![FieldProblem::new("id", reason)])
                .with_provider(crate::PROVIDER)
                .with_operation(Operation::AddAddress));
        }
        let request = Request::post(Operation::AddAddress, "/customers/{id}/addresses")
            .path_value("id", customer_id)
            .json(&completed(address))?;
        returned_record(
            &self.http.send(request).await?,
            &["content", "address"],
            None,
        )
    }

    /// `GET /customers/{id}/addresses/{address_id}`: reads an address.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn get_address(
        &self,
        customer_id: &str,
        address_id: &str,
    ) -> Result<Record<Address>> {
        let template = "/customers/{id}/addresses/{address_id}";
        let request = Request::get(Operation::Native("get_address"), template)
            .path_value("id", customer_id)
            .path_value("address_id", address_id);
        self.http
            .send(request)
            .await?
            .record(&["content", "address"])
    }

    /// `PUT /customers/{id}/addresses/{address_id}`: replaces an address.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn update_address(
        &self,
        customer_id: &str,
        address_id: &str,
        address: &AddressInput,
    ) -> Result<Record<Address>> {
        check(address, crate::PROVIDER)?;
        let template = "/customers/{id}/addresses/{address_id}";
        let request = Request::put(Operation::UpdateAddress, template)
            .path_value("id", customer_id)
            .path_value("address_id", address_id)
            .json(&completed(address))?;
        let response = self.http.send(request).await?;
        returned_record(&response, &["content", "address"], Some(address_id))
    }

    /// `DELETE /customers/{id}/addresses/{address_id}`: removes an address.
    ///
    /// # Errors
    ///
    /// [`NotFound`](customer_core::ErrorKind::NotFound).
    pub async fn remove_address(&self, customer_id: &str, address_id: &str) -> Result<()> {
        let template = "/customers/{id}/addresses/{address_id}";
        let request = Request::delete(Operation::RemoveAddress, template)
            .path_value("id", customer_id)
            .path_value("address_id", address_id);
        done(&self.http.send(request).await?)
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
}

/// There is nothing in a creation that could be not found, but the endpoint itself.
fn no_registration(error: Error) -> Error {
    if error.kind() != ErrorKind::NotFound {
        return error;
    }
    let message = "this store does not register customers here: newer stores do it with a one-time \
                   password, at `POST /auth/register/…`, which is not offered";
    with_own_message(
        error,
        ErrorKind::NotFound,
        Operation::CreateCustomer,
        message,
    )
}

/// The address with a null for what it does not have; `None` where it is so already.
fn incomplete(address: &AddressInput) -> Option<AddressInput> {
    let completed = address.clone().completed();
    (completed != *address).then_some(completed)
}

fn completed(address: &AddressInput) -> Cow<'_, AddressInput> {
    incomplete(address).map_or(Cow::Borrowed(address), Cow::Owned)
}

/// The record that a write returned. Where the envelope says that it was done and shows no record, that
/// is no reason to doubt it: the record then has its id alone.
fn returned_record<T: WireValue + DeserializeOwned>(
    response: &Response,
    path: &'static [&'static str],
    id: Option<&str>,
) -> Result<Record<T>> {
    let error = match response.written_record(path, "success") {
        Err(error) if has_no_record(response, path) => error,
        read => return read,
    };
    response.acknowledged("success", Acknowledgement::Envelope)?;
    let json = match id {
        Some(id) => serde_json::json!({ "id": id }),
        None => serde_json::json!({}),
    };
    let (Ok(typed), Ok(json)) = (T::deserialize(&json), to_raw_value(&json)) else {
        return Err(error);
    };
    Ok(Record::new(typed, json))
}

/// Whether nothing stands below these members: an empty object, an empty list, an empty text or null in
/// the place of what is meant, or of what holds it.
fn has_no_record(response: &Response, path: &[&str]) -> bool {
    let text = response.lossy_text();
    let Ok(body) = serde_json::from_str::<Value>(text.trim()) else {
        return false;
    };
    let mut place = &body;
    for name in path {
        let Value::Object(members) = place else {
            return is_empty_json(place);
        };
        match members.get(*name) {
            Some(inside) => place = inside,
            None => return true,
        }
    }
    is_empty_json(place)
}

fn is_empty_json(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

fn page(response: &Response) -> Result<AddressPage> {
    let list = match response.records_and(&["content"], "addresses", "pagination") {
        Ok(list) => list,
        Err(error) => {
            // A success in whose content nothing is lists no address.
            let is_empty = has_no_addresses(response)
                && response
                    .acknowledged("success", Acknowledgement::Envelope)
                    .is_ok();
            if !is_empty {
                return Err(error);
            }
            return Ok(AddressPage {
                addresses: Vec::new(),
                pagination: None,
                nulls: Vec::new(),
            });
        }
    };
    Ok(AddressPage {
        addresses: list.records,
        pagination: list.sibling,
        nulls: list.nulls,
    })
}

/// Whether the content is empty, or has a list that is null or empty. A content that is missing, or has
/// other members and no list, is none that we know.
fn has_no_addresses(response: &Response) -> bool {
    let text = response.lossy_text();
    let body: Value = serde_json::from_str(text.trim()).unwrap_or_default();
    let Some(content) = body.get("content") else {
        return false;
    };
    is_empty_json(content) || content.get("addresses").is_some_and(is_empty_json)
}

/// The response of endpoints that return "no content": nothing, an empty envelope, or an envelope that confirms the call.
fn done(response: &Response) -> Result<()> {
    response.acknowledged("success", Acknowledgement::EnvelopeOrNothing)
}
