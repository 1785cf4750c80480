//! Other callers, who register and delete the same addresses.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use customer_core::{
    Customer, CustomerId, CustomerProvider, CustomerProviderExt, EmailAddress, Error, ErrorKind,
    NewCustomer, PersonName, RetryAdvice, Status, WriteOptions,
};
use customer_sandbox::Provider;

use super::counts::{Counts, add};
use super::customers::{MOST_TRIES, email_of, input};

/// When another caller comes to a customer of ours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Never.
    Alone,
    /// Ten seconds before us, with the same contents.
    Before,
    /// Ten seconds before us, with other contents.
    BeforeWithOther,
    /// Ten seconds before us, and deletes it again.
    BeforeAndDeleted,
    /// While we register it.
    During,
    /// While we register it, and deletes whatever is there.
    DuringAndDeletes,
    /// After our answer was lost, and before we settle.
    After,
}

impl Role {
    pub(super) fn of(provider: Provider, number: u32) -> Self {
        let role = match number % 12 {
            0 => Self::Before,
            1 => Self::BeforeWithOther,
            2 => Self::BeforeAndDeleted,
            3 => Self::During,
            4 => Self::DuringAndDeletes,
            5 | 6 => Self::After,
            _ => Self::Alone,
        };
        match (provider, role) {
            (Provider::COMMERCEENGINE, _) => Self::Alone,
            // It has nothing but the address, and nobody can delete.
            (Provider::KOMERZA, Self::BeforeWithOther | Self::BeforeAndDeleted) => Self::Before,
            (Provider::KOMERZA, Self::DuringAndDeletes) => Self::During,
            (_, role) => role,
        }
    }
}

/// The other callers at one provider.
pub(super) struct Others {
    provider: Provider,
    adapter: Arc<dyn CustomerProvider>,
    /// What they made before us, and what they made besides, as far as they were answered.
    before: Mutex<HashSet<CustomerId>>,
    since: Mutex<HashSet<CustomerId>>,
}

fn insert(ids: &Mutex<HashSet<CustomerId>>, id: &CustomerId) {
    let mut ids = ids.lock().unwrap_or_else(PoisonError::into_inner);
    ids.insert(id.clone());
}

fn contains(ids: &Mutex<HashSet<CustomerId>>, id: &CustomerId) -> bool {
    ids.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .contains(id)
}

fn others_name() -> PersonName {
    PersonName::new().with_given("Eve")
}

impl Others {
    pub(super) fn new(provider: Provider, adapter: Arc<dyn CustomerProvider>) -> Self {
        Self {
            provider,
            adapter,
            before: Mutex::default(),
            since: Mutex::default(),
        }
    }

    /// The customer as another caller has it.
    fn with_other_contents(&self, ours: NewCustomer) -> NewCustomer {
        match self.provider {
            Provider::KOHORTPAY => ours.with_name(others_name()),
            _ => ours,
        }
    }

    /// Those who are there when we begin. Nothing fails yet.
    pub(super) async fn come_before(&self, number: u32, counts: &Counts) -> Result<(), Error> {
        let role = Role::of(self.provider, number);
        let ours = input(self.provider, number)
            .map_err(|_| Error::new(ErrorKind::InvalidInput, "no input"))?;
        let theirs = match role {
            Role::Before | Role::BeforeAndDeleted => ours,
            Role::BeforeWithOther => self.with_other_contents(ours),
            _ => return Ok(()),
        };
        let options = WriteOptions::new();
        let id = self
            .adapter
            .create_customer(&theirs, &options)
            .await?
            .customer
            .id;
        add(&counts.by_others);
        insert(&self.before, &id);
        if role == Role::BeforeAndDeleted {
            self.adapter.delete(&id).await?;
            add(&counts.by_others);
        }
        Ok(())
    }

    /// Those who come while we register.
    pub(super) async fn come_during(&self, number: u32, counts: &Counts) {
        match Role::of(self.provider, number) {
            Role::During => self.register(number, counts).await,
            Role::DuringAndDeletes => {
                self.register(number, counts).await;
                self.delete_all(number, counts).await;
            }
            _ => {}
        }
    }

    /// Those who come between our write and our look.
    pub(super) async fn come_after(&self, number: u32, counts: &Counts) {
        if Role::of(self.provider, number) == Role::After {
            self.register(number, counts).await;
        }
    }

    /// Registers the customer with other contents, if no other customer has the address. An unknown outcome is left as it is.
    async fn register(&self, number: u32, counts: &Counts) {
        let Ok(ours) = input(self.provider, number) else {
            return;
        };
        let theirs = self.with_other_contents(ours);
        for _ in 0..MOST_TRIES {
            match self
                .adapter
                .create_customer(&theirs, &WriteOptions::new())
                .await
            {
                Ok(written) => {
                    insert(&self.since, &written.customer.id);
                    add(&counts.by_others);
                    return;
                }
                Err(error) if error.retry_advice() == RetryAdvice::SafeToRetry => {}
                Err(_) => return,
            }
        }
    }

    /// Deletes every customer of the address, ours too.
    async fn delete_all(&self, number: u32, counts: &Counts) {
        let email = EmailAddress::lenient(email_of(number));
        let Ok(found) = self.adapter.find_all_by_email(&email).await else {
            return;
        };
        for customer in found {
            if self.adapter.delete(&customer.id).await.is_ok() {
                add(&counts.by_others);
            }
        }
    }

    /// Whether another caller made this customer, as far as that is known or can be seen.
    pub(super) fn is_made_by_others(&self, customer: &Customer) -> bool {
        contains(&self.before, &customer.id)
            || contains(&self.since, &customer.id)
            || customer.name == Some(others_name())
    }

    /// Why a record that was settled as ours is not. A record with the same contents and time is counted.
    pub(super) fn why_not_ours(
        &self,
        given: &NewCustomer,
        found: &Customer,
        counts: &Counts,
    ) -> Option<&'static str> {
        if contains(&self.before, &found.id) {
            return Some("a record that was there before was taken");
        }
        if matches!(found.status, Some(Status::Deleted(_))) {
            return Some("a deleted record was taken");
        }
        if found.email != given.email || found.name != given.name {
            return Some("a record with other contents was taken");
        }
        if contains(&self.since, &found.id) {
            add(&counts.same_moment);
        }
        None
    }
}
