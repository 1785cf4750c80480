//! What the tests share.

use commerceengine::CommerceEngine;
use customer_core::adapter::Record;
use customer_core::{
    Address, AddressId, AddressRole, Business, Country, EmailAddress, FieldPath, FieldProblem,
    FieldReport, NewCustomer, PersonName, PhoneNumber, TaxIdKind, TaxIds, strategies,
};
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::Sandbox;
use proptest::option;
use proptest::prelude::*;
use serde::Serialize;

pub(crate) const CREATE_REQUEST: &str = include_str!("../fixtures/create-customer.request.json");
pub(crate) const CREATE_RESPONSE: &str = include_str!("../fixtures/create-customer.response.json");

pub(crate) const STORE: &str = "01K0TESTST0RE0000000000001";
pub(crate) const ID: &str = "01K0TESTC0ST0MER0000000001";
pub(crate) const ACCESS: &str = "secret-access-token-of-the-tests";
pub(crate) const REFRESH: &str = "secret-refresh-token-of-the-tests";
pub(crate) const KEY: &str = "secret-store-key-of-the-tests";

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

pub(crate) fn phone(text: &str) -> PhoneNumber {
    PhoneNumber::parse(text).unwrap()
}

/// Over plain HTTP on loopback, without waits: what is tested here is not the network.
pub(crate) fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .retry(RetryPolicy::none())
}

/// With an access token alone.
pub(crate) fn provider(base_url: &str, access_token: &str) -> CommerceEngine {
    CommerceEngine::builder()
        .base_url(base_url)
        .store_id(STORE)
        .access_token(access_token.to_owned())
        .api_key(KEY.to_owned())
        .http_options(options())
        .build()
        .unwrap()
}

/// As the logged-in user that the sandbox begins with.
pub(crate) fn in_sandbox(sandbox: &Sandbox) -> CommerceEngine {
    let access = sandbox.commerceengine();
    CommerceEngine::builder()
        .base_url(&access.base_url)
        .token_pair(access.access_token.clone(), access.refresh_token.clone())
        .api_key(access.api_key.clone())
        .http_options(options())
        .build()
        .unwrap()
}

/// A record as if it had come from the provider.
pub(crate) fn record<T: Serialize>(typed: T) -> Record<T> {
    let json = serde_json::value::to_raw_value(&typed).unwrap();
    Record::new(typed, json)
}

/// An address in Mumbai that says nobody's name.
pub(crate) fn marine_drive() -> Address {
    Address::new()
        .with_lines(["12 Marine Drive", "Flat 4"])
        .with_city("Mumbai")
        .with_region("Maharashtra")
        .with_postal_code("400020")
        .with_country(Country::parse("India").unwrap())
}

/// The same with all that an address needs to stand by itself.
pub(crate) fn office() -> Address {
    marine_drive()
        .with_name(PersonName::new().with_given("Ravi").with_family("Menon"))
        .with_phone(phone("+919812345678"))
        .with_email(email("ravi.menon@example.com"))
}

/// A customer with one address that carries who it is.
pub(crate) fn asha() -> NewCustomer {
    NewCustomer::new()
        .with_email(email("asha.rao@example.com"))
        .with_phone(phone("+919876543210"))
        .with_name(PersonName::new().with_given("Asha").with_family("Rao"))
        .with_address(marine_drive().with_role(AddressRole::Billing))
}

pub(crate) fn traders() -> Business {
    Business::new()
        .with_business_type("private_limited")
        .with_name("Rao Traders")
        .with_tax_ids(
            TaxIds::new()
                .with(TaxIdKind::Pan, "AAEPM0111C")
                .with(TaxIdKind::Gstin, "27AAEPM0111C1ZQ"),
        )
}

pub(crate) fn paths<'a>(paths: impl IntoIterator<Item = &'a FieldPath>) -> Vec<String> {
    paths.into_iter().map(ToString::to_string).collect()
}

pub(crate) fn sent(report: &FieldReport) -> Vec<String> {
    paths(&report.sent)
}

pub(crate) fn altered(report: &FieldReport) -> Vec<String> {
    paths(report.altered.iter().map(|alteration| &alteration.field))
}

pub(crate) fn lost(report: &FieldReport) -> Vec<String> {
    paths(report.unrepresentable.iter().map(|loss| &loss.field))
}

pub(crate) fn named(problems: &[FieldProblem]) -> Vec<&str> {
    problems.iter().map(|problem| &*problem.field).collect()
}

/// A calling code of two digits and ten digits behind it.
pub(crate) fn ten_digit_phone() -> impl Strategy<Value = PhoneNumber> {
    ("(91|91|44|61|33)", "[2-9][0-9]{9}")
        .prop_map(|(code, digits)| PhoneNumber::from_parts(&code, &digits).unwrap())
}

pub(crate) fn ulid() -> impl Strategy<Value = String> {
    "[0-7][0-9A-HJKMNP-TV-Z]{25}"
}

fn roles() -> impl Strategy<Value = Vec<AddressRole>> {
    prop_oneof![
        Just(vec![]),
        Just(vec![AddressRole::Billing]),
        Just(vec![AddressRole::Shipping]),
        Just(vec![AddressRole::Billing, AddressRole::Shipping]),
    ]
}

prop_compose! {
    /// An address that Commerce Engine takes where it has a name, a phone and an e-mail: of its own,
    /// or of the customer.
    pub(crate) fn address_in_india()(
        any in strategies::address().boxed(),
        id in option::weighted(0.2, ulid()),
        roles in roles(),
        given in strategies::line(),
        lines in prop::collection::vec(strategies::line(), 1..5),
        city in strategies::line(),
        region in strategies::line(),
        postal_code in "[1-9][0-9]{5}",
        phone in option::of(ten_digit_phone()),
    ) -> Address {
        let mut address = any;
        address.id = id.map(AddressId::new);
        address.roles = roles;
        if let Some(name) = &mut address.name {
            name.given = Some(given);
        }
        address.lines = lines;
        address.city = Some(city);
        address.region = Some(region);
        address.postal_code = Some(postal_code);
        address.country = Some(Country::parse("IN").unwrap());
        address.phone = phone;
        address
    }
}

prop_compose! {
    /// An address that stands by itself.
    pub(crate) fn whole_address()(
        address in address_in_india().boxed(),
        given in strategies::line(),
        family in option::of(strategies::line()),
        phone in ten_digit_phone(),
        email in strategies::email_address(),
    ) -> Address {
        let mut name = PersonName::new().with_given(given);
        name.family = family;
        address.with_name(name).with_phone(phone).with_email(email)
    }
}

prop_compose! {
    /// A customer whose addresses can mostly be held; sometimes the address says the same of who
    /// receives there as the customer does.
    pub(crate) fn holdable_customer()(
        customer in strategies::new_customer().boxed(),
        addresses in prop_oneof![
            4 => address_in_india().boxed().prop_map(|address| vec![address]),
            1 => prop::collection::vec(address_in_india().boxed(), 0..3),
        ],
        phone in ten_digit_phone(),
        given in strategies::line(),
        repeats in any::<[bool; 3]>(),
    ) -> NewCustomer {
        let mut customer = customer.with_phone(phone);
        let mut name = customer.name.take().unwrap_or_default();
        name.given = Some(given);
        customer.name = Some(name);
        customer.addresses = addresses;
        if let Some(first) = customer.addresses.first_mut() {
            if repeats[0] {
                first.email.clone_from(&customer.email);
            }
            if repeats[1] {
                first.phone.clone_from(&customer.phone);
            }
            if repeats[2] {
                first.name.clone_from(&customer.name);
            }
        }
        customer
    }
}
