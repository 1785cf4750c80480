//! What the tests share.

use customer_core::adapter::Record;
use customer_core::{
    Address, AddressRole, Business, Country, EmailAddress, Locale, Metadata, NewCustomer,
    PersonName, PhoneNumber, TaxIdKind, TaxIds, strategies,
};
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::Sandbox;
use kohortpay::Kohortpay;
use proptest::prelude::*;
use serde::Serialize;

pub(crate) const CREATE_REQUEST: &str = include_str!("../fixtures/create-customer.request.json");
pub(crate) const CREATE_RESPONSE: &str = include_str!("../fixtures/create-customer.response.json");

pub(crate) const KEY: &str = "sk_test_secret_of_the_tests";

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Over plain HTTP on loopback, without waits: what is tested here is not the network.
pub(crate) fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .retry(RetryPolicy::none())
}

pub(crate) fn provider(base_url: &str, key: &str) -> Kohortpay {
    Kohortpay::builder()
        .base_url(base_url)
        .api_key(key.to_owned())
        .http_options(options())
        .build()
        .unwrap()
}

pub(crate) fn in_sandbox(sandbox: &Sandbox) -> Kohortpay {
    let access = sandbox.kohortpay();
    provider(&access.base_url, &access.test_key)
}

/// A record as if it had come from the provider.
pub(crate) fn record<T: Serialize>(typed: T) -> Record<T> {
    let json = serde_json::value::to_raw_value(&typed).unwrap();
    Record::new(typed, json)
}

pub(crate) fn billing() -> Address {
    Address::new()
        .with_role(AddressRole::Billing)
        .with_lines(["123 Main St"])
        .with_city("Springfield")
        .with_region("IL")
        .with_postal_code("62701")
        .with_country(Country::parse("US").unwrap())
}

pub(crate) fn shipping() -> Address {
    Address::new()
        .with_role(AddressRole::Shipping)
        .with_lines(["Avenue des Champs-Élysées", "Appartement 4B"])
        .with_city("Paris")
        .with_region("Île-de-France")
        .with_postal_code("75014")
        .with_country(Country::parse("FR").unwrap())
}

pub(crate) fn tax_ids() -> TaxIds {
    TaxIds::new()
        .with(TaxIdKind::Vat, "FR123456789")
        .with(TaxIdKind::RegistrationNumber, "123456789")
}

pub(crate) fn google() -> Business {
    Business::new()
        .with_name("Google LLC")
        .with_tax_ids(tax_ids())
}

/// The customer of the documented example, with a real e-mail address and phone number.
pub(crate) fn documented_customer() -> NewCustomer {
    NewCustomer::new()
        .with_email(email("john.doe@example.com"))
        .with_phone(PhoneNumber::parse("+1 555 555 5555").unwrap())
        .with_name(PersonName::new().with_given("John").with_family("Doe"))
        .with_address(billing())
        .with_address(
            shipping()
                .with_company("Google LLC")
                .with_tax_ids(tax_ids()),
        )
        .with_metadata(Metadata::new().with("order_id", "ord_1JYLo8KerLxWZaQtys6ZQ1xS"))
        .with_locale(Locale::parse("fr-FR").unwrap())
        .with_reference("myclientid-1234")
}

/// A customer whose addresses KohortPay mostly holds: with what it requires, and roles that it has.
pub(crate) fn customers() -> impl Strategy<Value = NewCustomer> {
    let part = (
        prop::collection::vec(strategies::line(), 1..4),
        strategies::line(),
        "[0-9]{5}",
        strategies::country(),
    );
    let role = prop::sample::select(vec![
        vec![],
        vec![AddressRole::Billing],
        vec![AddressRole::Shipping],
        vec![AddressRole::Shipping, AddressRole::Billing],
        vec![AddressRole::Registered, AddressRole::Shipping],
    ]);
    let address = (strategies::address(), part, role).prop_map(|(mut address, part, roles)| {
        let (lines, city, postal_code, country) = part;
        address.lines = lines;
        address.roles = roles;
        address
            .with_city(city)
            .with_postal_code(postal_code)
            .with_country(country)
    });
    let addresses = prop::collection::vec(address, 0..4);
    let reads = (
        strategies::email_address(),
        strategies::new_customer(),
        addresses,
    );
    reads.prop_map(|(email, mut customer, addresses)| {
        customer.addresses = addresses;
        customer.with_email(email)
    })
}
