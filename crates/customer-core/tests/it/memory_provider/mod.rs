//! `customer_core::memory`: what an application sees of it, its faults, its listings, and the laws of every adapter.

mod faults;
mod keys;
mod laws;
mod listing;
mod narrow;
mod writes;

use std::sync::{Arc, Mutex};

use chrono::{DateTime, TimeDelta, Utc};
use customer_core::memory::MemoryProvider;
use customer_core::{
    Address, AddressRole, Customer, CustomerId, CustomerProviderExt, EmailAddress, NewCustomer,
    PersonName, PhoneNumber,
};
use futures_util::FutureExt;

/// A clock that a test moves.
#[derive(Debug, Clone)]
struct TestClock(Arc<Mutex<DateTime<Utc>>>);

impl TestClock {
    fn new() -> Self {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        Self(Arc::new(Mutex::new(start)))
    }

    fn time(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }

    fn pass(&self, time: TimeDelta) {
        *self.0.lock().unwrap() += time;
    }
}

/// Nothing waits in memory.
fn now<F: Future>(future: F) -> F::Output {
    future.now_or_never().expect("nothing waits")
}

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn asha() -> NewCustomer {
    NewCustomer::new()
        .with_email(email("asha@example.com"))
        .with_phone(PhoneNumber::parse("+919876543210").unwrap())
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_address(pune())
}

fn pune() -> Address {
    Address::new()
        .with_role(AddressRole::Shipping)
        .with_lines(["12 MG Road"])
        .with_city("Pune")
}

fn create(provider: &MemoryProvider, customer: &NewCustomer) -> CustomerId {
    now(provider.create(customer)).unwrap().customer.id
}

fn get(provider: &MemoryProvider, id: &CustomerId) -> Customer {
    now(provider.get(id)).unwrap()
}
