//! The adapter: client and provider in one file, since the shop is small.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{
    AddressWrite, Answers, BlockWrite, CreateWrite, LastIdPosition, MarkerWatch, Record,
    ReturnedAddress, StatusWrite, UpdateWrite, check,
};
use customer_core::{
    Address, BlockRequest, Capabilities, Changed, ClockOffset, Customer, CustomerId,
    CustomerProvider, CustomerUpdate, DeleteOptions, EmailAddress, Error, ErrorKind, FieldProblem,
    FindOptions, GetOptions, ListAddressesOptions, ListQuery, NewCustomer, Operation, Page,
    Preview, ProviderIdentity, Result, UnblockOptions, WriteOptions, Written, WrittenAddress,
};
use customer_http::{
    BearerKey, Effect, ErrorBody, HttpClient, HttpOptions, Method, ProviderFailure, Request,
    Response, Secret,
};
use serde_json::value::RawValue;

use super::convert::{self, PROVIDER};
use super::slip::Slip;
use super::wire;

/// The codes that the shop documents.
const CODES: &[(&str, ErrorKind)] = &[
    ("bad_key", ErrorKind::Unauthenticated),
    ("forbidden", ErrorKind::PermissionDenied),
    ("not_found", ErrorKind::NotFound),
    ("email_taken", ErrorKind::AlreadyExists),
    ("invalid", ErrorKind::InvalidInput),
    ("slow_down", ErrorKind::RateLimited),
    ("maintenance", ErrorKind::Unavailable),
];

fn decode(response: &Response, slip: Slip) -> Option<ProviderFailure> {
    if response.status().is_success() {
        return None;
    }
    let failure = ErrorBody::read(&response.lossy_text()).failure("was refused by the shop");
    let code = failure.code.clone();
    let mut codes = CODES.iter();
    let known = codes.find(|(known, _)| code.as_deref() == Some(*known));
    let kind = match (known, slip) {
        (Some((_, ErrorKind::AlreadyExists)), Slip::ConflictWithoutRow) => None,
        (None, Slip::EveryRefusalIsNotFound) => Some(ErrorKind::NotFound),
        (known, _) => known.map(|(_, kind)| *kind),
    };
    let is_proxy = slip == Slip::ProxyCountsAsRefusal && response.status() == 503;
    let is_internal = slip == Slip::InternalErrorCountsAsRefusal && response.status() == 500;
    let kind = if is_proxy || is_internal {
        Some(ErrorKind::Unavailable)
    } else {
        kind
    };
    let is_refusal = code.as_deref() == Some("maintenance") || is_proxy || is_internal;
    let failure = match slip {
        Slip::FieldsNotNamed => failure.with_fields(Vec::new()),
        _ => failure,
    };
    Some(
        failure
            .with_kind(kind)
            .with_refused_before_acting(is_refusal),
    )
}

/// The adapter.
pub(super) struct Shop {
    http: HttpClient,
    account: String,
    key: String,
    capabilities: Capabilities,
    markers: MarkerWatch,
    is_busy: AtomicBool,
    slip: Slip,
}

impl Shop {
    pub(super) fn new(
        base_url: &str,
        account: &str,
        key: &str,
        options: HttpOptions,
        slip: Slip,
    ) -> Self {
        let http = HttpClient::builder(PROVIDER, base_url)
            .user_agent(match slip {
                Slip::SenderNotNamed => "shop",
                _ => "shop-tests/0.1",
            })
            .authorization(BearerKey::new(Secret::from(key)))
            .options(options)
            .error_decoder(move |response: &Response| decode(response, slip))
            .build()
            .unwrap();
        Self {
            http,
            account: account.to_owned(),
            key: key.to_owned(),
            capabilities: convert::capabilities(slip),
            markers: MarkerWatch::default(),
            is_busy: AtomicBool::new(false),
            slip,
        }
    }

    async fn send(&self, request: Request) -> Result<Response> {
        if self.slip != Slip::LockedByDroppedCall {
            return self.http.send(request).await;
        }
        while self.is_busy.swap(true, Ordering::SeqCst) {
            tokio::task::yield_now().await;
        }
        let response = self.http.send(request).await;
        self.is_busy.store(false, Ordering::SeqCst);
        response
    }

    async fn one(&self, request: Request) -> Result<Customer> {
        let response = self.send(request).await?;
        read(&response, &self.account, self.slip)
    }

    /// A request to the customer of this id.
    fn to(&self, method: Method, operation: Operation, id: &CustomerId, rest: &str) -> Request {
        if self.slip == Slip::IdIntoTheRoute {
            return Request::new(method, operation, format!("/customers/{id}{rest}"));
        }
        let template = format!("/customers/{{id}}{rest}");
        Request::new(method, operation, template).path_value("id", id)
    }

    async fn create(&self, customer: &wire::CreateCustomer) -> Result<Customer> {
        check(customer, PROVIDER)?;
        if self.slip == Slip::BodyInLog {
            tracing::debug!(body = serde_json::to_string(customer).unwrap(), "create");
        }
        let request = Request::post(Operation::CreateCustomer, "/customers").json(customer)?;
        let request = match self.slip {
            Slip::CreateIsARead => request.effect(Effect::Read),
            _ => request,
        };
        let created = self.one(request).await;
        match self.slip {
            Slip::EmailInError => created.map_err(|error| {
                let text = format!("{} was refused", customer.email.as_str());
                error.with_source(text)
            }),
            _ => created,
        }
    }

    /// A page of these query parameters, and whether more are to come.
    async fn page(&self, request: Request) -> Result<(Vec<Result<Customer>>, bool)> {
        let response = self.send(request).await?;
        let list = response.records_and::<wire::Customer, bool>(&[], "customers", "has_more")?;
        let convert = |record: Result<Record<wire::Customer>>| {
            record.map(|record| convert::customer(record, &self.account, self.slip))
        };
        let mut customers: Vec<_> = list.records.into_iter().map(convert).collect();
        let mut has_more = list.sibling == Some(true);
        if self.slip == Slip::PageFailsWithItsRecord {
            customers = customers
                .into_iter()
                .collect::<Result<Vec<_>>>()?
                .into_iter()
                .map(Ok)
                .collect();
        }
        if self.slip == Slip::ListingEndsAtUnreadableRecord {
            has_more &= customers.last().is_some_and(Result::is_ok);
        }
        Ok((customers, has_more))
    }
}

/// Reads a record, with what is wrong in reading it.
fn read(response: &Response, account: &str, slip: Slip) -> Result<Customer> {
    let text = response.lossy_text();
    let is_customer = || response.record::<wire::Customer>(&[]).is_ok();
    if slip == Slip::AnyBodyIsACustomer && !is_customer() {
        return Ok(Customer::new(PROVIDER, "somebody"));
    }
    of_text(&text, account, slip, || {
        response.record::<wire::Customer>(&[])
    })
}

/// Reads the text of a record, as documented ones are read in tests.
pub(super) fn of_text(
    text: &str,
    account: &str,
    slip: Slip,
    otherwise: impl FnOnce() -> Result<Record<wire::Customer>>,
) -> Result<Customer> {
    if slip == Slip::StrictRecord {
        let json: Box<RawValue> = serde_json::from_str(text).map_err(|error| unexpected(&error))?;
        let record =
            serde_json::from_str::<wire::Customer>(text).map_err(|error| unexpected(&error))?;
        return Ok(convert::customer(Record::new(record, json), account, slip));
    }
    if slip == Slip::PanicsOnOddJson {
        assert!(text.contains('{'), "no object");
    }
    let record = otherwise();
    if slip == Slip::NeedsState && record.as_ref().is_ok_and(|record| !is_known(record)) {
        return Err(Error::new(ErrorKind::UnexpectedResponse, "no state").with_provider(PROVIDER));
    }
    match record {
        Err(_) if slip == Slip::EmptyId => Ok(Customer::new(PROVIDER, "")),
        record => Ok(convert::customer(record?, account, slip)),
    }
}

fn is_known(record: &wire::Customer) -> bool {
    let state = record.state.as_ref();
    state.is_some_and(|state| !matches!(state, wire::State::Other(_)))
        || record.state.is_unreadable()
}

fn unexpected(error: &serde_json::Error) -> Error {
    Error::new(ErrorKind::UnexpectedResponse, error.to_string()).with_provider(PROVIDER)
}

#[async_trait]
impl CustomerProvider for Shop {
    fn identity(&self) -> ProviderIdentity {
        let identity = ProviderIdentity::new(PROVIDER);
        match self.slip {
            Slip::CursorWithoutAccount => identity,
            _ => identity.with_account(&*self.account),
        }
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock_offset(&self) -> Option<ClockOffset> {
        self.http.clock_offset()
    }

    fn our_time(&self) -> SystemTime {
        self.http.clock().system_time()
    }

    fn preview_create(&self, customer: &NewCustomer) -> Preview {
        match self.slip {
            Slip::DefaultPreview => Preview::default(),
            Slip::PreviewOfAnotherRequest => {
                let other = Slip::AlterationNotReported;
                convert::create_request(&self.capabilities, customer, other).preview
            }
            slip => convert::create_request(&self.capabilities, customer, slip).preview,
        }
    }

    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written> {
        let answered = CreateWrite::new(self, customer, options)
            .marked_by(&self.markers, convert::add_marker)
            .prepare(convert::create_request(
                &self.capabilities,
                customer,
                self.slip,
            ))?
            .send(|outgoing| async move { self.create(&outgoing.request).await })
            .await?;
        if self.slip == Slip::ReportNotReconciled {
            let fields = self.preview_create(customer).fields;
            let customer = answered.reconcile(|customer| customer).customer;
            return Ok(Written::new(customer, fields));
        }
        Ok(answered.reconcile(|customer| customer))
    }

    async fn get_customer(&self, id: &CustomerId, _: &GetOptions) -> Result<Customer> {
        let request = self.to(Method::GET, Operation::GetCustomer, id, "");
        self.one(match self.slip {
            Slip::GetIsAWrite => request.effect(Effect::Write),
            _ => request,
        })
        .await
    }

    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        _: &FindOptions,
    ) -> Result<Vec<Customer>> {
        let mut found = Vec::new();
        let most = match self.slip {
            Slip::FindAsksForOneSpelling => 1,
            _ => usize::MAX,
        };
        for spelling in email.spellings().into_iter().take(most) {
            let mut after = None;
            loop {
                let request = Request::get(Operation::FindCustomersByEmail, "/customers")
                    .query("email", spelling.as_str())
                    .query_opt("after", after);
                let page = self.page(request).await;
                let is_nobody = |error: &Error| error.kind() == ErrorKind::NotFound;
                let (customers, has_more) = match page {
                    Err(error) if self.slip == Slip::NotFoundIsNobody && is_nobody(&error) => {
                        return Ok(Vec::new());
                    }
                    page => page?,
                };
                let mut last = None;
                for customer in customers {
                    let customer = customer?;
                    last = Some(customer.id.to_string());
                    let its_email = customer.email.as_ref();
                    let is_it = its_email.is_none_or(|its_email| its_email.same_mailbox(email));
                    if is_it || self.slip == Slip::FindTakesWhatContains {
                        found.push(customer);
                    }
                }
                after = last;
                if !has_more || after.is_none() {
                    break;
                }
            }
            if !found.is_empty() {
                break;
            }
        }
        Ok(found)
    }

    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        if query.page_size == Some(0) {
            let problem = FieldProblem::new("page_size", "takes 1 or more");
            return Err(Error::invalid_input(vec![problem])
                .with_provider(PROVIDER)
                .with_operation(Operation::ListCustomers));
        }
        let identity = self.identity();
        let (query, position) = LastIdPosition::of(&identity, query)?;
        let request = Request::get(Operation::ListCustomers, "/customers")
            .query_opt("limit", query.page_size)
            .query_opt("search", query.search.as_ref())
            .query_opt("after", position.after.as_ref());
        let (customers, has_more) = self.page(request).await?;
        let ids: Vec<_> = customers
            .iter()
            .map(|customer| customer.as_ref().ok().map(|customer| customer.id.as_str()))
            .collect();
        let fresh = || {
            let start = LastIdPosition::of(&identity, &ListQuery::new());
            start.map_or(position.clone(), |(_, start)| start)
        };
        let position = match self.slip {
            Slip::RepeatedPagesNotNoticed => fresh(),
            _ => position,
        };
        let next = position.next(&identity, &query, &ids, Some(has_more))?;
        Ok(Page::new(customers).with_next(next))
    }

    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        match self.slip {
            Slip::DefaultUpdatePreview => Preview::default(),
            slip => convert::update_request(&self.capabilities, update, slip).preview,
        }
    }

    async fn update_customer(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        options: &WriteOptions,
    ) -> Result<Written> {
        let prepared = convert::update_request(&self.capabilities, update, self.slip);
        let send = |request: wire::UpdateCustomer| async move {
            check(&request, PROVIDER)?;
            let call = self.to(Method::PATCH, Operation::UpdateCustomer, id, "");
            self.one(call.json(&request)?).await
        };
        if self.slip == Slip::UpdateBesideTheWritePath {
            let fields = prepared.preview.fields;
            let request = prepared.request.unwrap_or_default();
            let customer = send(request).await?;
            return Ok(Written::new(customer, fields));
        }
        let answered = UpdateWrite::new(self, id, update, options)
            .prepare(prepared)?
            .send(|outgoing| send(outgoing.request))
            .await?;
        Ok(answered.reconcile(|customer| customer))
    }

    async fn list_customer_addresses(
        &self,
        id: &CustomerId,
        _: &ListAddressesOptions,
    ) -> Result<Vec<Address>> {
        let request = self.to(Method::GET, Operation::ListAddresses, id, "/addresses");
        let response = self.send(request).await?;
        let list = response.records_and::<wire::Address, bool>(&[], "addresses", "has_more")?;
        let addresses = list.records.into_iter();
        addresses
            .map(|record| {
                let record = record?;
                Ok(convert::address(&record))
            })
            .collect()
    }

    async fn add_customer_address(
        &self,
        id: &CustomerId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let lossy = WriteOptions::lossy();
        let options = match self.slip {
            Slip::AddressOfStrictIsLossy if options.idempotency_key.is_none() => &lossy,
            _ => options,
        };
        let answered = AddressWrite::add(self, id, address, options)
            .prepare(convert::address_request(
                &self.capabilities,
                address,
                self.slip,
            ))?
            .send(|outgoing| async move {
                check(&outgoing.request, PROVIDER)?;
                let call = self.to(Method::POST, Operation::AddAddress, id, "/addresses");
                let response = self.send(call.json(&outgoing.request)?).await?;
                response.record::<wire::Address>(&[])
            })
            .await?;
        Ok(answered
            .reconcile(|record, _| ReturnedAddress::new(convert::address(&record), Answers::new())))
    }

    async fn delete_customer(&self, id: &CustomerId, options: &DeleteOptions) -> Result<Changed> {
        let answered = StatusWrite::delete(self, id, options)?
            .send(|_| self.send(self.to(Method::DELETE, Operation::DeleteCustomer, id, "")))
            .await?;
        Ok(answered.finish(|_| None))
    }

    async fn block_customer(
        &self,
        id: &CustomerId,
        block: &BlockRequest,
        options: &WriteOptions,
    ) -> Result<Changed> {
        let answered = BlockWrite::new(self, id, block, options)
            .prepare(convert::block_request(&self.capabilities, block, self.slip))?
            .send(|outgoing| async move {
                let call = self.to(Method::POST, Operation::BlockCustomer, id, "/block");
                self.one(call.json(&outgoing.request)?).await
            })
            .await?;
        Ok(answered.reconcile(Some))
    }

    async fn unblock_customer(&self, id: &CustomerId, options: &UnblockOptions) -> Result<Changed> {
        let answered = StatusWrite::unblock(self, id, options)?
            .send(|_| self.one(self.to(Method::POST, Operation::UnblockCustomer, id, "/unblock")))
            .await?;
        Ok(answered.finish(Some))
    }
}

impl fmt::Debug for Shop {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shop = f.debug_struct("Shop");
        if self.slip == Slip::KeyInDebug {
            shop.field("key", &self.key);
        }
        shop.field("account", &self.account).finish_non_exhaustive()
    }
}
