//! The sandbox as the conformance suite's stand-in. Every exchange is held to the provider's contract: that is what this adds to
//! `customer_sandbox::testkit`.
//!
//! ```
//! use std::sync::Arc;
//!
//! use customer_sandbox::Provider;
//! use customer_tests::stand_in::sandboxed;
//! use kohortpay::Kohortpay;
//!
//! # async fn example() -> Option<Box<dyn customer_testkit::StandIn>> {
//! sandboxed(Provider::KOHORTPAY, |sandbox, endpoint| {
//!     let access = sandbox.kohortpay();
//!     let built = Kohortpay::builder()
//!         .base_url(&access.base_url)
//!         .api_key(access.test_key.clone())
//!         .http_options(endpoint.http_options())
//!         .build();
//!     Arc::new(built.unwrap_or_else(|error| panic!("{error}")))
//! })
//! .await
//! # }
//! ```

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use customer_core::CustomerProvider;
use customer_sandbox::testkit::{strike, turn_clock};
use customer_sandbox::{Provider, Sandbox};
use customer_testkit::{Endpoint, Fault, StandIn};

use crate::checked::CheckedSandbox;

type Connect = Box<dyn Fn(&Sandbox, &Endpoint) -> Arc<dyn CustomerProvider> + Send + Sync>;

struct Sandboxed {
    sandbox: CheckedSandbox,
    provider: Provider,
    connect: Connect,
    /// Of the requests that were forgotten since.
    requests: AtomicU64,
}

/// A sandbox of its own, of which one provider's stand-in is used.
///
/// # Panics
///
/// Where the sandbox cannot be started.
pub async fn sandboxed(
    provider: Provider,
    connect: impl Fn(&Sandbox, &Endpoint) -> Arc<dyn CustomerProvider> + Send + Sync + 'static,
) -> Option<Box<dyn StandIn>> {
    let sandbox = CheckedSandbox::start()
        .await
        .unwrap_or_else(|error| panic!("no sandbox: {error}"));
    Some(Box::new(Sandboxed {
        sandbox,
        provider,
        connect: Box::new(connect),
        requests: AtomicU64::new(0),
    }))
}

impl StandIn for Sandboxed {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        (self.connect)(&self.sandbox, endpoint)
    }

    fn requests(&self) -> u64 {
        let count = self.sandbox.request_count(self.provider);
        if count < 2000 {
            return count + self.requests.load(Ordering::SeqCst);
        }
        // The sandbox remembers about twice as many, to check them.
        self.sandbox.check();
        self.requests.fetch_add(count, Ordering::SeqCst) + count
    }

    fn acted(&self) -> u64 {
        self.sandbox.carried_out(self.provider)
    }

    fn strike(&self, fault: Fault) -> bool {
        strike(&self.sandbox, self.provider, fault)
    }

    fn heal(&self) {
        self.sandbox.faults().clear();
    }

    fn turn_clock(&self, seconds: i64) -> bool {
        turn_clock(&self.sandbox, seconds)
    }
}
