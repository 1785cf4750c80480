//! What the tests share.

use customer_core::EmailAddress;
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::Sandbox;
use komerza::Komerza;

/// Over plain HTTP on loopback, without waits: what is tested here is not the network.
pub(crate) fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .no_rate_limit()
        .retry(RetryPolicy::none())
}

pub(crate) fn komerza_at(base_url: &str) -> Komerza {
    Komerza::builder()
        .base_url(base_url)
        .store_id(customer_sandbox::KOMERZA_STORE_ID)
        .api_key(customer_sandbox::KOMERZA_API_KEY.to_owned())
        .http_options(options())
        .build()
        .unwrap()
}

pub(crate) fn komerza(sandbox: &Sandbox) -> Komerza {
    komerza_at(&sandbox.komerza().base_url)
}

pub(crate) fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}
