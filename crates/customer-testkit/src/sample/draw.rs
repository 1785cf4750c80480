//! Drawing what a provider holds.

use customer_core::{
    Address, Capabilities, CustomerProvider, CustomerUpdate, EmailAddress, Fidelity, Field,
    FieldPath, NewCustomer, Preview,
};
use proptest::strategy::{BoxedStrategy, Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, RngSeed, TestRunner};

use super::prune::{drop_empty_addresses, remove, remove_change};
use crate::Harness;
use crate::outcome::{Checked, broken};

/// How many values are drawn in search of one that the provider holds.
const TRIES: usize = 2000;

/// Draws the same samples in every run.
pub(crate) struct Samples<'a> {
    harness: &'a dyn Harness,
    runner: TestRunner,
    drawn: u32,
}

impl<'a> Samples<'a> {
    pub(crate) fn new(harness: &'a dyn Harness) -> Self {
        let config = Config {
            failure_persistence: None,
            rng_algorithm: RngAlgorithm::ChaCha,
            rng_seed: RngSeed::Fixed(7),
            ..Config::default()
        };
        Self {
            harness,
            runner: TestRunner::new(config),
            drawn: 0,
        }
    }

    fn draw<T: std::fmt::Debug>(&mut self, strategy: &BoxedStrategy<T>) -> Option<T> {
        let tree = strategy.new_tree(&mut self.runner).ok()?;
        Some(tree.current())
    }

    /// A customer that a strict create takes, with an e-mail address that no other sample has.
    pub(crate) fn customer(&mut self, provider: &dyn CustomerProvider) -> Checked<NewCustomer> {
        let strategy = self.harness.customers();
        for _ in 0..TRIES {
            let Some(mut drawn) = self.draw(&strategy) else {
                continue;
            };
            if takes_email(provider.capabilities()) {
                self.drawn += 1;
                drawn.email = email(&format!("sample-{}@example.com", self.drawn));
            }
            if let Some(held) = held_customer(provider, drawn) {
                return Ok(held);
            }
        }
        broken(
            format!("of {TRIES} customers none is taken by a strict create"),
            "Harness::customers: a strategy of customers with what the provider requires",
        )
    }

    /// A change of something that a strict update takes.
    pub(crate) fn update(&mut self, provider: &dyn CustomerProvider) -> Checked<CustomerUpdate> {
        let strategy = self.harness.updates();
        for _ in 0..TRIES {
            let Some(drawn) = self.draw(&strategy) else {
                continue;
            };
            if let Some(held) = held_update(provider, drawn)
                && held.changes().iter().any(|(_, value)| value.is_some())
            {
                return Ok(held);
            }
        }
        broken(
            format!("of {TRIES} changes none is taken by a strict update"),
            "Harness::updates: a strategy of changes that the provider can make",
        )
    }

    /// An address that a strict write takes.
    pub(crate) fn address(&mut self, provider: &dyn CustomerProvider) -> Checked<Address> {
        let strategy = self.harness.addresses();
        for _ in 0..TRIES {
            let Some(mut drawn) = self.draw(&strategy) else {
                continue;
            };
            drawn.id = None;
            if let Some(held) = held_address(self.harness, provider, drawn) {
                return Ok(held);
            }
        }
        broken(
            format!("of {TRIES} addresses none is taken by a strict write"),
            "Harness::addresses: a strategy of addresses with what the provider requires",
        )
    }
}

pub(crate) fn email(text: &str) -> Option<EmailAddress> {
    EmailAddress::parse(text).ok()
}

fn takes_email(capabilities: &Capabilities) -> bool {
    let email = capabilities.field(&Field::Email);
    email.is_some_and(|email| email.create)
}

/// The fields that keep a strict write from going ahead.
fn in_the_way(preview: &Preview) -> Vec<FieldPath> {
    let lost = preview.fields.unrepresentable.iter();
    let lost = lost.map(|loss| loss.field.clone());
    let refused = preview.problems.iter();
    let refused = refused.filter_map(|problem| problem.field.parse().ok());
    lost.chain(refused).collect()
}

/// The customer without what a strict create would refuse.
fn held_customer(
    provider: &dyn CustomerProvider,
    mut customer: NewCustomer,
) -> Option<NewCustomer> {
    for _ in 0..6 {
        let preview = provider.preview_create(&customer);
        if preview.check(Fidelity::Strict).is_ok() {
            return Some(customer);
        }
        let before = customer.clone();
        for path in in_the_way(&preview) {
            remove(&mut customer, &path);
        }
        drop_empty_addresses(&mut customer);
        if customer == before {
            return None;
        }
    }
    None
}

fn held_update(
    provider: &dyn CustomerProvider,
    mut update: CustomerUpdate,
) -> Option<CustomerUpdate> {
    for _ in 0..6 {
        let preview = provider.preview_update(&update);
        if preview.check(Fidelity::Strict).is_ok() {
            return Some(update);
        }
        let before = update.clone();
        for path in in_the_way(&preview) {
            remove_change(&mut update, &path);
        }
        if update == before {
            return None;
        }
    }
    None
}

fn held_address(
    harness: &dyn Harness,
    provider: &dyn CustomerProvider,
    address: Address,
) -> Option<Address> {
    let mut customer = NewCustomer::new().with_address(address);
    for _ in 0..6 {
        let address = customer.addresses.first()?;
        let preview = match harness.address_request(address) {
            Some(outgoing) => outgoing.preview,
            None => {
                customer_core::adapter::FieldFates::for_address(provider.capabilities(), address)
                    .finish()
            }
        };
        if preview.check(Fidelity::Strict).is_ok() {
            return customer.addresses.pop();
        }
        let before = customer.clone();
        for path in in_the_way(&preview) {
            remove(&mut customer, &path);
        }
        drop_empty_addresses(&mut customer);
        if customer == before {
            return None;
        }
    }
    None
}
