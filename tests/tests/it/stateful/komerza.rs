//! Komerza: an e-mail address, once for each store, and a block.

use std::sync::{Arc, OnceLock};

use customer_core::{
    Address, Capabilities, CustomerId, CustomerProvider, CustomerUpdate, NewCustomer, Preview,
    strategies,
};
use customer_sandbox::{Provider, Sandbox};
use komerza::convert;
use proptest::prelude::*;

use super::machine::World;
use super::model::{Step, Subject};
use super::strategies::email;
use crate::support;

#[derive(Clone, Debug)]
pub(super) struct Komerza;

impl Subject for Komerza {
    const PROVIDER: Provider = Provider::KOMERZA;
    const EMAIL_IS_UNIQUE: bool = true;

    fn world() -> &'static OnceLock<World> {
        static WORLD: OnceLock<World> = OnceLock::new();
        &WORLD
    }

    fn steps() -> BoxedStrategy<Step> {
        thread_local!(static STEPS: BoxedStrategy<Step> = super::strategies::steps::<Komerza>());
        STEPS.with(Clone::clone)
    }

    fn connect(sandbox: &Sandbox) -> Arc<dyn CustomerProvider> {
        Arc::new(support::komerza(sandbox))
    }

    fn capabilities() -> Capabilities {
        convert::capabilities()
    }

    fn preview_create(customer: &NewCustomer) -> Preview {
        convert::create_request(&Self::capabilities(), customer).preview
    }

    fn nobody() -> CustomerId {
        "5f6dd5a4-9f0a-4a52-8f7e-1f9f2e1f6b0c".into()
    }

    fn customers() -> BoxedStrategy<NewCustomer> {
        email()
            .prop_map(|email| NewCustomer::new().with_email(email))
            .boxed()
    }

    fn updates() -> BoxedStrategy<CustomerUpdate> {
        strategies::customer_update().boxed()
    }

    fn addresses() -> BoxedStrategy<Address> {
        strategies::address().boxed()
    }
}
