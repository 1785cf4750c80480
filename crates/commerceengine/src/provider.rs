//! Commerce Engine behind the trait: translation only.

use std::time::SystemTime;

use async_trait::async_trait;
use customer_core::adapter::{Place, UnreadableList};
use customer_core::{
    Address, AddressId, Capabilities, Changed, ClockOffset, Customer, CustomerId, CustomerProvider,
    CustomerUpdate, DeleteOptions, Error, ErrorKind, FieldProblem, FieldReport, GetOptions,
    ListAddressesOptions, Mode, NewCustomer, Operation, PendingWrite, Preview, ProviderIdentity,
    RemoveAddressOptions, RemovedAddress, Result, Unreadable, WriteMarker, WriteOptions, Written,
    WrittenAddress,
};

use crate::client::{Client, ListAddresses};
use crate::convert::BusinessChange;
use crate::pages::{Pages, Turn};
use crate::{CommerceEngineBuilder, PROVIDER, convert, wire};

/// The customers of one Commerce Engine store.
///
/// A clone shares connections and tokens.
#[derive(Debug, Clone)]
pub struct CommerceEngine {
    client: Client,
    mode: Option<Mode>,
    capabilities: Capabilities,
}

impl CommerceEngine {
    /// Begins to set one up.
    pub fn builder() -> CommerceEngineBuilder {
        CommerceEngineBuilder::new()
    }

    pub(crate) fn new(client: Client, mode: Option<Mode>) -> Self {
        Self {
            client,
            mode,
            capabilities: convert::capabilities(),
        }
    }

    /// The native client: every customer endpoint, in Commerce Engine's own types.
    pub fn client(&self) -> &Client {
        &self.client
    }

    fn in_mode(&self, mut customer: Customer) -> Customer {
        customer.mode.clone_from(&self.mode);
        customer
    }

    fn user(
        &self,
        record: customer_core::adapter::Record<wire::User>,
        addresses: Option<Vec<Address>>,
    ) -> Customer {
        self.in_mode(convert::user(self.client.store_id(), record, addresses))
    }

    /// All addresses of a customer, page by page.
    /// An entry that is none is passed over, and named beside them. What cannot be read of the others
    /// stands with each.
    async fn addresses(&self, customer_id: &str) -> Result<Addresses> {
        let (mut addresses, mut unreadable) = (Vec::new(), UnreadableList::new());
        let (mut index, mut missing) = (0, None);
        let mut pages = Pages::new();
        loop {
            let query = ListAddresses::new().with_page(pages.number);
            let page = self.client.list_addresses(customer_id, &query).await?;
            let (mut ids, mut read) = (Vec::new(), Vec::new());
            let mut found = UnreadableList::new();
            for (at, record) in page.addresses.into_iter().enumerate() {
                let place = Place::ROOT.name("addresses");
                let place = place.index(index);
                index += 1;
                match record {
                    Ok(record) => {
                        let id = record.id.filled().unwrap_or_else(|| record.json());
                        ids.push(id.to_owned());
                        read.push(convert::address_with_unreadable(&record));
                    }
                    // Nothing that could be lost.
                    Err(_) if page.nulls.contains(&at) => {}
                    Err(error) => {
                        found.add(Unreadable::new(place.to_string(), "is no address"));
                        missing.get_or_insert(error);
                    }
                }
            }
            let turn = pages.turn(ids, page.pagination.as_ref())?;
            if turn != Turn::Repeated {
                addresses.append(&mut read);
                found
                    .into_vec()
                    .into_iter()
                    .for_each(|place| unreadable.add(place));
            }
            if turn != Turn::More {
                return Ok(Addresses {
                    read: addresses,
                    unreadable: unreadable.into_vec(),
                    missing,
                });
            }
        }
    }

    /// What replaces the business. The user is read for it: it shows the business that there is, and
    /// whose it is.
    async fn plan_business(
        &self,
        id: &CustomerId,
        change: BusinessChange,
    ) -> Result<PlannedBusiness> {
        let user = self.client.get_user(id.as_str()).await?;
        let business = change
            .onto(user.business.as_ref())
            .map_err(|problems| Error::invalid_input(problems).with_provider(PROVIDER))?;
        Ok(PlannedBusiness {
            customer_id: user.customer_id.filled().unwrap_or(&user.id).to_owned(),
            request: wire::UpdateCustomer::new(business),
        })
    }
}

/// The addresses of a customer, as far as they are addresses.
struct Addresses {
    read: Vec<Address>,
    unreadable: Vec<Unreadable>,
    /// Of the first entry that is none.
    missing: Option<Error>,
}

/// A change of a business, ready to be sent.
struct PlannedBusiness {
    customer_id: String,
    request: wire::UpdateCustomer,
}

#[async_trait]
impl CustomerProvider for CommerceEngine {
    fn identity(&self) -> ProviderIdentity {
        let mut identity = ProviderIdentity::new(PROVIDER);
        identity.account = self.client.store_id().map(Into::into);
        identity.mode.clone_from(&self.mode);
        identity
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
        let (request, fields) = convert::create_request(&self.capabilities, customer).accept(
            options,
            &PROVIDER,
            Operation::CreateCustomer,
        )?;
        // There is no metadata to write it into.
        WriteMarker::for_create(options, &self.capabilities, customer).map_err(|error| {
            error
                .with_provider(PROVIDER)
                .with_operation(Operation::CreateCustomer)
        })?;
        let start = self.client.http().write_start();
        let record = self
            .client
            .create_customer(&request)
            .await
            .map_err(|error| {
                let pending = PendingWrite::create(customer);
                error.settled_by(pending.with_report(&fields).with_start(start))
            })?;
        let created = self.in_mode(convert::customer_detail(self.client.store_id(), record));
        let fields = fields.reconciled(customer, &created);
        Ok(Written::new(created, fields))
    }

    /// Reads the customer's user; most stores have one user per customer, with the same id. The
    /// addresses are read where they are asked for.
    async fn get_customer(&self, id: &CustomerId, options: &GetOptions) -> Result<Customer> {
        let user = self.client.get_user(id.as_str()).await?;
        let addresses = if options.addresses {
            let customer_id = user.customer_id.filled().unwrap_or(&user.id);
            let addresses = self.addresses(customer_id).await;
            Some(addresses.map_err(|error| error.with_operation(Operation::GetCustomer))?)
        } else {
            None
        };
        Ok(match addresses {
            None => self.user(user, None),
            Some(listed) => self
                .user(user, Some(listed.read))
                .with_unreadable(listed.unreadable),
        })
    }

    fn preview_update(&self, update: &CustomerUpdate) -> Preview {
        convert::update_request(&self.capabilities, update).preview
    }

    /// Changes the user, the customer's business, or both. Of both, the user is changed first; when
    /// the business then fails, the error says so, and names the fields that are not changed. The
    /// same update may be retried: it sets values, and sets them to the same once more.
    async fn update_customer(
        &self,
        id: &CustomerId,
        update: &CustomerUpdate,
        options: &WriteOptions,
    ) -> Result<Written> {
        let operation = Operation::UpdateCustomer;
        let (request, fields) = convert::update_request(&self.capabilities, update)
            .accept(options, &PROVIDER, operation)?;
        let pending = || PendingWrite::to(operation, id);
        let planned = match request.business {
            None => None,
            Some(change) => Some(
                self.plan_business(id, change)
                    .await
                    .map_err(|error| error.with_operation(operation))?,
            ),
        };
        let user = match &request.user {
            None => None,
            Some(user) => {
                let written = self.client.update_user(id.as_str(), user).await;
                Some(written.map_err(|error| error.settled_by(pending()))?)
            }
        };
        let Some(planned) = planned else {
            let user =
                user.ok_or_else(|| Error::new(ErrorKind::InvalidInput, "nothing to change"))?;
            let customer = self.user(user, None);
            let fields = fields.reconciled_update(update, &customer);
            return Ok(Written::new(customer, fields));
        };
        let changed = self
            .client
            .update_customer(&planned.customer_id, &planned.request)
            .await
            .map_err(|error| {
                if user.is_some() {
                    half_done(error, update).settled_by(pending())
                } else {
                    error.settled_by(pending())
                }
            })?;
        let mut changed = self.in_mode(convert::customer_detail(self.client.store_id(), changed));
        // In a business store the customer's own id is another one.
        changed.id.clone_from(id);
        // Each half is held against its own record: the user's may show the business that was there.
        let (person, business) = halves(update);
        let fields = fields.reconciled_update(&business, &changed);
        let Some(user) = user else {
            return Ok(Written::new(changed, fields));
        };
        let mut customer = self.user(user, None);
        let fields = fields.reconciled_update(&person, &customer);
        customer.business = changed.business;
        Ok(Written::new(customer, fields))
    }

    /// Deletes the customer's user. A primary user takes the customer along.
    async fn delete_customer(&self, id: &CustomerId, _options: &DeleteOptions) -> Result<Changed> {
        let pending = PendingWrite::to(Operation::DeleteCustomer, id);
        let deleted = self.client.delete_user(id.as_str()).await;
        deleted.map_err(|error| error.settled_by(pending))?;
        Ok(Changed::new(None, FieldReport::default()))
    }

    async fn list_customer_addresses(
        &self,
        id: &CustomerId,
        _options: &ListAddressesOptions,
    ) -> Result<Vec<Address>> {
        let addresses = self.addresses(id.as_str()).await;
        // Who asks for all of them is told where they are not all there.
        let all = addresses.and_then(|listed| listed.missing.map_or(Ok(listed.read), Err));
        all.map_err(|error| error.with_operation(Operation::ListAddresses))
    }

    async fn add_customer_address(
        &self,
        id: &CustomerId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let operation = Operation::AddAddress;
        let (request, fields) = convert::add_address_request(&self.capabilities, address)
            .accept(options, &PROVIDER, operation)?;
        let pending = PendingWrite::to(operation, id);
        let added = self.client.add_address(id.as_str(), &request).await;
        let record = added.map_err(|error| error.settled_by(pending))?;
        Ok(written_address(&record, address, fields))
    }

    async fn update_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        address: &Address,
        options: &WriteOptions,
    ) -> Result<WrittenAddress> {
        let operation = Operation::UpdateAddress;
        let (request, fields) =
            convert::update_address_request(&self.capabilities, address_id, address)
                .accept(options, &PROVIDER, operation)?;
        let pending = PendingWrite::to(operation, id);
        let replaced = self
            .client
            .update_address(id.as_str(), address_id.as_str(), &request)
            .await;
        let record = replaced.map_err(|error| error.settled_by(pending))?;
        let mut written = written_address(&record, address, fields);
        written.address.id.get_or_insert_with(|| address_id.clone());
        Ok(written)
    }

    async fn remove_customer_address(
        &self,
        id: &CustomerId,
        address_id: &AddressId,
        _options: &RemoveAddressOptions,
    ) -> Result<RemovedAddress> {
        let pending = PendingWrite::to(Operation::RemoveAddress, id);
        let removed = self
            .client
            .remove_address(id.as_str(), address_id.as_str())
            .await;
        removed.map_err(|error| error.settled_by(pending))?;
        Ok(RemovedAddress::new(address_id.clone()))
    }
}

/// An address that was written, with the report held against what came back.
fn written_address(record: &wire::Address, given: &Address, fields: FieldReport) -> WrittenAddress {
    let returned = convert::address_with_unreadable(record);
    let answers = convert::address_answers(record);
    let compared = convert::with_unsaid_parts(record, given, &returned);
    let fields = fields.reconciled_address(given, &compared, &answers);
    WrittenAddress::new(returned, fields)
}

/// What the user holds of an update, and what the customer holds of it.
fn halves(update: &CustomerUpdate) -> (CustomerUpdate, CustomerUpdate) {
    let mut person = update.clone();
    let business = std::mem::take(&mut person.business);
    (person, CustomerUpdate::new().with_business(business))
}

/// The error of an update whose first half, the user, is done. It keeps the kind of what went wrong,
/// and names the fields of the half that is not done.
fn half_done(error: Error, update: &CustomerUpdate) -> Error {
    let is_unknown = error.kind() == ErrorKind::OutcomeUnknown;
    let (message, reason) = if is_unknown {
        (
            "name, e-mail and phone were changed; whether the business was is not known",
            "may have been changed",
        )
    } else {
        (
            "name, e-mail and phone were changed, and the business was not",
            "was not changed",
        )
    };
    let mut fields = error.fields().to_vec();
    if fields.is_empty() {
        let of_business =
            |path: &customer_core::FieldPath| path.to_string().starts_with("business.");
        let left = update.given().into_iter().filter(of_business);
        fields = left.map(|path| FieldProblem::new(path, reason)).collect();
    }
    let mut half = Error::new(error.kind(), message)
        .with_provider(PROVIDER)
        .with_operation(Operation::UpdateCustomer)
        .with_fields(fields)
        .with_retry_advice(error.retry_advice())
        .with_attempts(error.attempts(), error.is_exhausted());
    if let Some(status) = error.status() {
        half = half.with_status(status);
    }
    if let Some(code) = error.code() {
        half = half.with_code(code);
    }
    if let Some(id) = error.request_id() {
        half = half.with_request_id(id);
    }
    if let Some(wait) = error.retry_after() {
        half = half.with_retry_after(wait);
    }
    half.with_source(error)
}
