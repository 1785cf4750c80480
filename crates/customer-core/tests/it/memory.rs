//! A provider in memory that does as it is told: the least that a provider is.

use std::collections::VecDeque;
use std::sync::Mutex;

use async_trait::async_trait;
use customer_core::{
    Capabilities, Customer, CustomerId, CustomerProvider, EmailAddress, Error, ErrorKind, Field,
    FieldCapability, FieldFates, GetOptions, ListQuery, Lookup, NewCustomer, Operation, Page,
    PendingWrite, Preview, ProviderIdentity, ProviderName, Result, WriteOptions, Written,
};

pub(crate) const PROVIDER: ProviderName = ProviderName::from_static("memory");

/// What happens to the next creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// It is done, and the answer is lost.
    LostAfterCommit,
    /// It is lost before it is done.
    LostBeforeCommit,
    /// Somebody else registers the customer first.
    Raced,
}

#[derive(Debug, Default)]
pub(crate) struct Memory {
    pub(crate) customers: Mutex<Vec<Customer>>,
    pub(crate) faults: Mutex<VecDeque<Fault>>,
    pub(crate) pages: Mutex<VecDeque<Result<Page>>>,
    pub(crate) queries: Mutex<Vec<ListQuery>>,
    pub(crate) creations: Mutex<usize>,
    capabilities: Capabilities,
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
            ..Self::default()
        }
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
        customers.push(customer.clone());
        customer
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

    fn preview_create(&self, customer: &NewCustomer) -> Preview {
        FieldFates::for_create(&self.capabilities, customer).finish()
    }

    async fn create_customer(
        &self,
        customer: &NewCustomer,
        options: &WriteOptions,
    ) -> Result<Written> {
        let preview = self.preview_create(customer);
        preview.check(options.fidelity)?;
        *self.creations.lock().unwrap() += 1;
        let lost = || Error::new(ErrorKind::OutcomeUnknown, "the answer was lost");
        let pending = PendingWrite::create(customer);
        let fault = self.faults.lock().unwrap().pop_front();
        match fault {
            Some(Fault::LostBeforeCommit) => return Err(lost().settled_by(pending)),
            Some(Fault::Raced) => drop(self.store(customer)),
            _ => {}
        }
        let email = customer.email.as_ref();
        let taken = self
            .customers
            .lock()
            .unwrap()
            .iter()
            .any(|other| other.email.as_ref() == email);
        if taken {
            return Err(Error::new(ErrorKind::AlreadyExists, ""));
        }
        let stored = self.store(customer);
        if fault == Some(Fault::LostAfterCommit) {
            return Err(lost().settled_by(pending));
        }
        Ok(Written::new(stored, preview.fields))
    }

    async fn get_customer(&self, id: &CustomerId, _options: &GetOptions) -> Result<Customer> {
        let customers = self.customers.lock().unwrap();
        customers
            .iter()
            .find(|customer| &customer.id == id)
            .cloned()
            .ok_or_else(|| Error::new(ErrorKind::NotFound, ""))
    }

    async fn find_customers_by_email(&self, email: &EmailAddress) -> Result<Vec<Customer>> {
        let customers = self.customers.lock().unwrap();
        Ok(customers
            .iter()
            .filter(|customer| customer.email.as_ref() == Some(email))
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
