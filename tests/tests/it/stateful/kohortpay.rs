//! KohortPay: a person with metadata, who is blocked and softly deleted and never changed.

use std::sync::{Arc, OnceLock};

use customer_core::{
    Address, AddressRole, Capabilities, CustomerId, CustomerProvider, CustomerUpdate, Locale,
    NewCustomer, PersonName, Preview, strategies,
};
use customer_sandbox::{Provider, Sandbox};
use kohortpay::convert;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::machine::World;
use super::model::{Step, Subject};
use super::strategies::email;
use crate::support;

#[derive(Clone, Debug)]
pub(super) struct Kohortpay;

prop_compose! {
    fn customer()(
        email in email(),
        name in option::of(strategies::person_name()),
        phone in option::of(strategies::phone_number()),
        metadata in option::of(strategies::metadata()),
        locale in option::of(select(vec!["en-US", "fr-FR"])),
        reference in option::of("[A-Za-z0-9_-]{1,50}"),
        addresses in select(vec![vec![], vec![AddressRole::Billing], vec![AddressRole::Shipping, AddressRole::Billing]]),
        line in strategies::line(),
        city in strategies::line(),
        country in strategies::country(),
    ) -> NewCustomer {
        let mut customer = NewCustomer::new().with_email(email);
        customer.name = name.map(|mut name: PersonName| {
            // Beside its parts it may say another, which has no place.
            name.full = name.full.filter(|_| name.given.is_none() && name.family.is_none());
            name
        });
        customer.phone = phone;
        customer.metadata = metadata;
        customer.locale = locale.map(|tag| Locale::parse(tag).unwrap());
        customer.reference = reference;
        for role in addresses {
            let address = Address::new()
                .with_role(role)
                .with_lines([line.clone()])
                .with_city(city.clone())
                .with_postal_code("75002")
                .with_country(country.clone());
            customer = customer.with_address(address);
        }
        customer
    }
}

impl Subject for Kohortpay {
    const PROVIDER: Provider = Provider::KOHORTPAY;
    const DELETED_IS_MARKED: bool = true;

    fn world() -> &'static OnceLock<World> {
        static WORLD: OnceLock<World> = OnceLock::new();
        &WORLD
    }

    fn steps() -> BoxedStrategy<Step> {
        thread_local!(static STEPS: BoxedStrategy<Step> = super::strategies::steps::<Kohortpay>());
        STEPS.with(Clone::clone)
    }

    fn connect(sandbox: &Sandbox) -> Arc<dyn CustomerProvider> {
        Arc::new(support::kohortpay(sandbox))
    }

    fn capabilities() -> Capabilities {
        convert::capabilities()
    }

    fn preview_create(customer: &NewCustomer) -> Preview {
        convert::create_request(&Self::capabilities(), customer).preview
    }

    fn nobody() -> CustomerId {
        "cus_0000000000000000".into()
    }

    fn customers() -> BoxedStrategy<NewCustomer> {
        customer().boxed()
    }

    fn updates() -> BoxedStrategy<CustomerUpdate> {
        strategies::customer_update().boxed()
    }

    fn addresses() -> BoxedStrategy<Address> {
        strategies::address().boxed()
    }
}
