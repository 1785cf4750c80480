//! What the tests share.

use customer_core::EmailAddress;
use customer_core::adapter::Record;
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::Sandbox;
use komerza::Komerza;
use serde::Serialize;

pub(crate) const CREATE_REQUEST: &str = include_str!("../fixtures/create-customer.request.json");
pub(crate) const CREATE_RESPONSE: &str = include_str!("../fixtures/create-customer.response.json");
pub(crate) const GET_RESPONSE: &str = include_str!("../fixtures/get-customer.response.json");

pub(crate) const STORE: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";
pub(crate) const KEY: &str = "secret-key-of-the-tests";

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// Over plain HTTP on loopback, without waits: what is tested here is not the network.
pub(crate) fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .no_rate_limit()
        .retry(RetryPolicy::none())
}

pub(crate) fn provider(base_url: &str, store: &str, key: &str) -> Komerza {
    Komerza::builder()
        .base_url(base_url)
        .store_id(store)
        .api_key(key.to_owned())
        .http_options(options())
        .build()
        .unwrap()
}

pub(crate) fn in_sandbox(sandbox: &Sandbox) -> Komerza {
    let access = sandbox.komerza();
    provider(&access.base_url, &access.store_id, &access.api_key)
}

/// A record as if it had come from the provider.
pub(crate) fn record<T: Serialize>(typed: T) -> Record<T> {
    let json = serde_json::value::to_raw_value(&typed).unwrap();
    Record::new(typed, json)
}
