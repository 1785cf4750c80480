//! A provider in memory that does as it is told: the least that a provider is.

use std::collections::{HashMap, VecDeque};
use std::sync::Mutex;

use async_trait::async_trait;
use chrono::{TimeDelta, Utc};
use customer_core::adapter::{CreateWrite, FieldFates, MarkerWatch, Prepared};
use customer_core::{
    Capabilities, ClockOffset, Customer, CustomerId, CustomerProvider, Deletion, EmailAddress,
    EmailUniqueness, Error, ErrorKind, Field, FieldCapability, FindOptions, GetOptions,
    IdempotencyKey, ListQuery, Lookup, MetadataRules, NewCustomer, Operation, Page, Preview,
    ProviderIdentity, ProviderName, Result, Status, WriteOptions, Written,
};

pub(crate) const PROVIDER: ProviderName = ProviderName::from_static("memory");

/// What happens to the next creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is done, and the answer is lost.
    LostAfterCommit,
    /// It is lost before it is done.
    LostBeforeCommit,
    /// Another caller registers the customer first.
    Raced,
    /// Another caller registers the customer first, and deletes it.
    RacedByDeleted,
    /// It is refused as being there, and is not.
    Refused,
}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) customers: Mutex<Vec<Customer>>,
    pub(crate) faults: Mutex<VecDeque<Fault>>,
    pub(crate) pages: Mutex<VecDeque<Result<Page>>>,
    pub(crate) queries: Mutex<Vec<ListQuery>>,
    pub(crate) creations: Mutex<usize>,
    /// How far this provider's clock is ahead of ours, where that is to be known.
    pub(crate) clock: Option<TimeDelta>,
    capabilities: Capabilities,
    markers: MarkerWatch,
    /// The customers that were created, by their keys.
    keys: Mutex<HashMap<IdempotencyKey, Customer>>,
}

impl Memory {
    pub(crate) fn new(lookup: Lookup) -> Self {
        let capabilities = Capabilities::new()
            .with_native(Operation::CreateCustomer)
            .with_native(Operation::GetCustomer)
            .with_native(Operation::FindCustomersByEmail)
            .with_native(Operation::ListCustomers)
            .with_lookup(lookup)
            .with_field(
                FieldCapability::new(Field::Email)
                    .on_create()
                    .readable()
                    .required(),
            )
            .with_field(FieldCapability::new(Field::Phone).on_create().readable());
        Self {
            capabilities,
            clock: Some(TimeDelta::zero()),
            ..Self::default()
        }
    }

    /// Metadata is written and returned too.
    pub(crate) fn with_metadata(self) -> Self {
        self.with_metadata_rules(MetadataRules::new())
    }

    /// Metadata is written under these rules, and returned.
    pub(crate) fn with_metadata_rules(mut self, rules: MetadataRules) -> Self {
        let metadata = FieldCapability::new(Field::Metadata).on_create().readable();
        let metadata = metadata.with_metadata(rules);
        self.capabilities = self.capabilities.with_field(metadata);
        self
    }

    /// Blocks have reasons, which are returned.
    pub(crate) fn with_block_reason(mut self) -> Self {
        let reason = FieldCapability::new(Field::BlockReason).readable();
        self.capabilities = self.capabilities.with_field(reason);
        self
    }

    pub(crate) fn with_clock(mut self, clock: Option<TimeDelta>) -> Self {
        self.clock = clock;
        self
    }

    pub(crate) fn with_fault(self, fault: Fault) -> Self {
        self.faults.lock().unwrap().push_back(fault);
        self
    }

    pub(crate) fn store(&self, new: &NewCustomer) -> Customer {
        let mut customers = self.customers.lock().unwrap();
        let mut customer = Customer::new(PROVIDER, format!("c{}", customers.len() + 1));
        customer.email.clone_from(&new.email);
        customer.phone.clone_from(&new.phone);
        customer.metadata.clone_from(&new.metadata);
        customer.created = Some(Utc::now() + self.clock.unwrap_or_default());
        customers.push(customer.clone());
        customer
    }

    /// What the provider does with a create: `given`, of which `request` is what was sent.
    fn register(
        &self,
        given: &NewCustomer,
        request: &NewCustomer,
        key: Option<IdempotencyKey>,
    ) -> Result<Customer> {
        *self.creations.lock().unwrap() += 1;
        let lost = || Error::new(ErrorKind::OutcomeUnknown, "the answer was lost");
        let exists = || Error::new(ErrorKind::AlreadyExists, "").with_status(409);
        let fault = self.faults.lock().unwrap().pop_front();
        match fault {
            Some(Fault::LostBeforeCommit) => return Err(lost()),
            Some(Fault::Raced) => drop(self.store(given)),
            Some(Fault::RacedByDeleted) => {
                self.store(given);
                self.change(|customer| customer.status = Some(Status::Deleted(Deletion::new())));
            }
            Some(Fault::Refused) => return Err(exists()),
            _ => {}
        }
        let known = key.as_ref().and_then(|key| self.known(key));
        let stored = match known {
            Some(stored) => stored,
            None if self.is_taken(given) => return Err(exists()),
            None => self.store(request),
        };
        if let Some(key) = key {
            self.keys.lock().unwrap().insert(key, stored.clone());
        }
        if fault == Some(Fault::LostAfterCommit) {
            return Err(lost());
        }
        Ok(stored)
    }

    fn known(&self, key: &IdempotencyKey) -> Option<Customer> {
        self.keys.lock().unwrap().get(key).cloned()
    }

    fn is_taken(&self, given: &NewCustomer) -> bool {
        let may_repeat = self.capabilities.email_uniqueness == EmailUniqueness::MayRepeat;
        let customers = self.customers.lock().unwrap();
        !may_repeat && customers.iter().any(|other| other.email == given.email)
    }

    /// These writes take an idempotency key.
    pub(crate) fn with_idempotency_keys<const N: usize>(mut self, writes: [Operation; N]) -> Self {
        self.capabilities = self.capabilities.with_idempotency_keys(writes);
        self
    }

    /// Several customers may have the same e-mail address.
    pub(crate) fn with_repeated_emails(mut self) -> Self {
        let repeated = EmailUniqueness::MayRepeat;
        self.capabilities = self.capabilities.with_email_uniqueness(repeated);
        self
    }

    /// Changes the customer that was stored last.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Customer)) {
        change(self.customers.lock().unwrap().last_mut().unwrap());
    }

    pub(crate) fn len(&self) -> usize {
        self.customers.lock().unwrap().len()
    }
}

#[async_trait]
impl CustomerProvider for Memory {
    fn identity(&self) -> ProviderIdentity {
        ProviderIdentity::new(PROVIDER)
    }

    fn capabilities(&self) -> &Capabilities {
        &self.capabilities
    }

    fn clock_offset(&self) -> Option<ClockOffset> {
        let second = TimeDelta::seconds(1);
        let clock = self.clock?;
        Some(ClockOffset::new(clock - second, clock + second))
    }

    fn preview_create(&self, customer: &NewCustomer) -> Preview {
        FieldFates::for_create(&self.capabilities, customer).finish()
    }

    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written> {
        let preview = self.preview_create(customer);
        let answered = CreateWrite::new(self, customer, options)
            .marked_by(&self.markers, |new: &mut NewCustomer, marker| {
                let metadata = new.metadata.take().unwrap_or_default();
                new.metadata = Some(metadata.with(marker.key(), marker.value()));
            })
            .prepare(Prepared::new(Some(customer.clone()), preview))?
            .send(|outgoing| async move {
                self.register(customer, &outgoing.request, outgoing.idempotency_key)
            })
            .await?;
        Ok(answered.reconcile(|stored| stored))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        let customers = self.customers.lock().unwrap();
        customers
            .iter()
            .find(|customer| &customer.id == id)
            .cloned()
            .ok_or_else(|| Error::new(ErrorKind::NotFound, ""))
    }

    async fn find_customers_by_email(
        &self,
        email: &EmailAddress,
        _options: &FindOptions,
    ) -> Result<Vec<Customer>> {
        let customers = self.customers.lock().unwrap();
        Ok(customers
            .iter()
            .filter(|customer| {
                let found = customer.email.as_ref();
                found.is_none_or(|found| found.same_mailbox(email))
            })
            .cloned()
            .collect())
    }

    async fn list_customers(&self, query: &ListQuery) -> Result<Page> {
        self.queries.lock().unwrap().push(query.clone());
        // As over a network: not at once.
        tokio::task::yield_now().await;
        self.pages
            .lock()
            .unwrap()
            .pop_front()
            .unwrap_or_else(|| Ok(Page::new(Vec::new())))
    }
}
