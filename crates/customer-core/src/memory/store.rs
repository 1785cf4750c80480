//! What the provider keeps, and how each write changes it.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{
    Address, AddressId, AddressRole, Block, BlockRequest, Customer, CustomerId, CustomerUpdate,
    Deletion, EmailAddress, Error, ErrorKind, IdempotencyKey, NewCustomer, Operation,
    ProviderIdentity, Result, Status,
};

/// A write as it arrives.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Request {
    Create(NewCustomer),
    Update(CustomerId, CustomerUpdate),
    Delete(CustomerId),
    Restore(CustomerId),
    Block(CustomerId, BlockRequest),
    Unblock(CustomerId),
    AddAddress(CustomerId, Address),
    UpdateAddress(CustomerId, AddressId, Address),
    RemoveAddress(CustomerId, AddressId),
}

impl Request {
    pub(super) fn operation(&self) -> Operation {
        match self {
            Self::Create(_) => Operation::CreateCustomer,
            Self::Update(..) => Operation::UpdateCustomer,
            Self::Delete(_) => Operation::DeleteCustomer,
            Self::Restore(_) => Operation::RestoreCustomer,
            Self::Block(..) => Operation::BlockCustomer,
            Self::Unblock(_) => Operation::UnblockCustomer,
            Self::AddAddress(..) => Operation::AddAddress,
            Self::UpdateAddress(..) => Operation::UpdateAddress,
            Self::RemoveAddress(..) => Operation::RemoveAddress,
        }
    }
}

/// What a write left behind.
#[derive(Debug, Clone)]
pub(super) struct Response {
    /// The customer's record, whole; `None` where it was removed.
    pub(super) customer: Option<Customer>,
    /// The address that was written.
    pub(super) address: Option<Address>,
}

/// The rules that the provider keeps.
#[derive(Debug, Clone)]
pub(super) struct Rules {
    pub(super) identity: ProviderIdentity,
    pub(super) is_email_unique: bool,
    pub(super) default_address_role: Option<AddressRole>,
    /// Whether a deleted customer's record is removed.
    pub(super) removes_deleted: bool,
    /// For how long a key is known; for ever where there is none.
    pub(super) key_lifetime: Option<TimeDelta>,
}

#[derive(Debug)]
pub(super) struct Store {
    rules: Rules,
    entries: Vec<Entry>,
    keys: HashMap<(Operation, IdempotencyKey), Answered>,
    customers: u64,
    addresses: u64,
}

/// A customer. One that was removed keeps its place, after which a listing may go on.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) customer: Customer,
    pub(super) is_removed: bool,
}

/// The first request under a key, and its response.
#[derive(Debug)]
struct Answered {
    at: DateTime<Utc>,
    request: Request,
    response: Response,
}

impl Store {
    pub(super) fn new(rules: Rules) -> Self {
        Self {
            rules,
            entries: Vec::new(),
            keys: HashMap::new(),
            customers: 0,
            addresses: 0,
        }
    }

    /// Every customer, also those that were removed, in the order of their creation.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub(super) fn customers(&self) -> impl Iterator<Item = &Customer> {
        let entries = self.entries.iter().filter(|entry| !entry.is_removed);
        entries.map(|entry| &entry.customer)
    }

    pub(super) fn get(&self, id: &CustomerId) -> Result<&Customer> {
        let mut customers = self.customers();
        let customer = customers.find(|customer| &customer.id == id);
        customer.ok_or_else(|| not_found("no customer has this id"))
    }

    pub(super) fn get_mut(&mut self, id: &CustomerId) -> Result<&mut Customer> {
        let mut entries = self.entries.iter_mut();
        let entry = entries.find(|entry| !entry.is_removed && &entry.customer.id == id);
        let customer = entry.map(|entry| &mut entry.customer);
        customer.ok_or_else(|| not_found("no customer has this id"))
    }

    /// The response under the key, where the same request was answered before.
    pub(super) fn replay(
        &self,
        request: &Request,
        key: Option<&IdempotencyKey>,
        now: DateTime<Utc>,
    ) -> Result<Option<Response>> {
        let answered = key.and_then(|key| self.keys.get(&(request.operation(), key.clone())));
        let Some(answered) = answered else {
            return Ok(None);
        };
        let age = now.signed_duration_since(answered.at);
        if self
            .rules
            .key_lifetime
            .is_some_and(|lifetime| age > lifetime)
        {
            return Ok(None);
        }
        if &answered.request != request {
            let message = "the idempotency key was used for another request";
            return Err(Error::new(ErrorKind::Rejected, message)
                .with_status(422)
                .with_code("idempotency_key_reused"));
        }
        Ok(Some(answered.response.clone()))
    }

    /// Acts on a request.
    pub(super) fn act(
        &mut self,
        request: Request,
        key: Option<IdempotencyKey>,
        now: DateTime<Utc>,
    ) -> Result<Response> {
        let kept = key.map(|key| ((request.operation(), key), request.clone()));
        let response = self.change(request, now)?;
        if let Some((key, request)) = kept {
            let answered = Answered {
                at: now,
                request,
                response: response.clone(),
            };
            self.keys.insert(key, answered);
        }
        Ok(response)
    }

    fn change(&mut self, request: Request, now: DateTime<Utc>) -> Result<Response> {
        let mut written = None;
        let id = match request {
            Request::Create(new) => self.create(new, now)?,
            Request::Update(id, update) => {
                self.get(&id)?;
                self.refuse_taken(update.email.value(), Some(&id))?;
                update.apply_to(self.get_mut(&id)?);
                id
            }
            Request::Delete(id) => {
                delete(&mut self.get_mut(&id)?.status, now);
                if self.rules.removes_deleted {
                    let mut entries = self.entries.iter_mut();
                    if let Some(entry) = entries.find(|entry| entry.customer.id == id) {
                        entry.is_removed = true;
                    }
                    return Ok(Response {
                        customer: None,
                        address: None,
                    });
                }
                id
            }
            Request::Restore(id) => {
                restore(&mut self.get_mut(&id)?.status);
                id
            }
            Request::Block(id, request) => {
                let mut block = Block::new().with_at(now);
                block.reason = request.reason;
                set_block(&mut self.get_mut(&id)?.status, Some(block));
                id
            }
            Request::Unblock(id) => {
                set_block(&mut self.get_mut(&id)?.status, None);
                id
            }
            Request::AddAddress(id, address) => {
                self.get(&id)?;
                let address = self.placed(address);
                written = Some(address.clone());
                let customer = self.get_mut(&id)?;
                customer.addresses.get_or_insert_default().push(address);
                id
            }
            Request::UpdateAddress(id, address_id, address) => {
                let mut address = self.with_role(address);
                address.id = Some(address_id.clone());
                *self.address_mut(&id, &address_id)? = address.clone();
                written = Some(address);
                id
            }
            Request::RemoveAddress(id, address_id) => {
                self.address_mut(&id, &address_id)?;
                let addresses = &mut self.get_mut(&id)?.addresses;
                if let Some(addresses) = addresses {
                    addresses.retain(|address| address.id.as_ref() != Some(&address_id));
                }
                id
            }
        };
        let customer = self.get_mut(&id)?;
        customer.updated = Some(now);
        Ok(Response {
            customer: Some(customer.clone()),
            address: written,
        })
    }

    fn create(&mut self, new: NewCustomer, now: DateTime<Utc>) -> Result<CustomerId> {
        self.refuse_taken(new.email.as_ref(), None)?;
        Ok(self.insert(new, now))
    }

    /// Adds a customer, also where another has the e-mail address.
    pub(super) fn insert(&mut self, new: NewCustomer, now: DateTime<Utc>) -> CustomerId {
        let id = self.next_id();
        let identity = self.rules.identity.clone();
        let mut customer = Customer::new(identity.provider, id.clone());
        customer.account = identity.account;
        customer.mode = identity.mode;
        customer.email = new.email;
        customer.phone = new.phone;
        customer.name = new.name;
        let addresses = new.addresses.into_iter();
        customer.addresses = Some(addresses.map(|address| self.placed(address)).collect());
        customer.business = new.business;
        customer.locale = new.locale;
        customer.reference = new.reference;
        customer.metadata = new.metadata;
        customer.status = Some(Status::Active);
        customer.created = Some(now);
        customer.updated = Some(now);
        self.entries.push(Entry {
            customer,
            is_removed: false,
        });
        id
    }

    /// Adds a record as it is, in the place of one with its id.
    pub(super) fn insert_record(&mut self, mut customer: Customer) {
        let identity = self.rules.identity.clone();
        customer.provider = identity.provider;
        customer.account = identity.account;
        customer.mode = identity.mode;
        self.entries
            .retain(|entry| entry.customer.id != customer.id);
        self.entries.push(Entry {
            customer,
            is_removed: false,
        });
    }

    fn next_id(&mut self) -> CustomerId {
        loop {
            self.customers += 1;
            let id = CustomerId::new(format!("cus_{}", self.customers));
            if self.entries.iter().all(|entry| entry.customer.id != id) {
                return id;
            }
        }
    }

    /// The address with an id, and with the role that it is taken for.
    fn placed(&mut self, address: Address) -> Address {
        let mut address = self.with_role(address);
        self.addresses += 1;
        let number = self.addresses;
        address
            .id
            .get_or_insert_with(|| AddressId::new(format!("adr_{number}")));
        address
    }

    fn with_role(&self, mut address: Address) -> Address {
        if address.roles.is_empty() {
            address
                .roles
                .extend(self.rules.default_address_role.clone());
        }
        address
    }

    fn address_mut(&mut self, id: &CustomerId, address_id: &AddressId) -> Result<&mut Address> {
        let mut addresses = self.get_mut(id)?.addresses.iter_mut().flatten();
        let address = addresses.find(|address| address.id.as_ref() == Some(address_id));
        address.ok_or_else(|| not_found("the customer has no address of this id"))
    }

    /// Where e-mail addresses are unique: a deleted customer keeps its own, since it may be restored.
    fn refuse_taken(&self, email: Option<&EmailAddress>, own: Option<&CustomerId>) -> Result<()> {
        let (true, Some(email)) = (self.rules.is_email_unique, email) else {
            return Ok(());
        };
        let mut others = self
            .customers()
            .filter(|customer| Some(&customer.id) != own);
        let has_it = |customer: &Customer| {
            let other = customer.email.as_ref();
            other.is_some_and(|other| other.same_mailbox(email))
        };
        if !others.any(has_it) {
            return Ok(());
        }
        let message = "another customer has this e-mail address";
        Err(Error::new(ErrorKind::AlreadyExists, message)
            .with_status(409)
            .with_code("email_taken"))
    }
}

fn not_found(message: &str) -> Error {
    Error::new(ErrorKind::NotFound, message)
        .with_status(404)
        .with_code("not_found")
}

/// A customer that is deleted already keeps the time of its deletion.
fn delete(status: &mut Option<Status>, now: DateTime<Utc>) {
    let mut deletion = Deletion::new().with_at(now);
    match status.take() {
        Some(Status::Deleted(before)) => deletion = before,
        Some(Status::Blocked(block)) => deletion.blocked = Some(block),
        _ => {}
    }
    *status = Some(Status::Deleted(deletion));
}

fn restore(status: &mut Option<Status>) {
    *status = Some(match status.take() {
        Some(Status::Deleted(deletion)) => deletion.blocked.map_or(Status::Active, Status::Blocked),
        other => other.unwrap_or(Status::Active),
    });
}

fn set_block(status: &mut Option<Status>, block: Option<Block>) {
    *status = Some(match status.take() {
        Some(Status::Deleted(mut deletion)) => {
            deletion.blocked = block;
            Status::Deleted(deletion)
        }
        _ => block.map_or(Status::Active, Status::Blocked),
    });
}
