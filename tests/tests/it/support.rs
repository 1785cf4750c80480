//! What the tests share.

use commerceengine::CommerceEngine;
use customer_core::EmailAddress;
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::Sandbox;
use kohortpay::Kohortpay;
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

pub(crate) fn kohortpay_at(base_url: &str) -> Kohortpay {
    Kohortpay::builder()
        .base_url(base_url)
        .api_key(customer_sandbox::KOHORTPAY_TEST_KEY.to_owned())
        .http_options(options())
        .build()
        .unwrap()
}

pub(crate) fn kohortpay(sandbox: &Sandbox) -> Kohortpay {
    kohortpay_at(&sandbox.kohortpay().base_url)
}

pub(crate) fn commerceengine_at(base_url: &str, access_token: &str) -> CommerceEngine {
    CommerceEngine::builder()
        .base_url(base_url)
        .access_token(access_token.to_owned())
        .http_options(options())
        .build()
        .unwrap()
}

pub(crate) fn commerceengine(sandbox: &Sandbox) -> CommerceEngine {
    let access = sandbox.commerceengine();
    commerceengine_at(&access.base_url, &access.access_token)
}
