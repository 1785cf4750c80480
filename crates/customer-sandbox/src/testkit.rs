//! A hosted stand-in as that of the conformance suite (feature `testkit`).
//!
//! ```
//! use std::sync::Arc;
//!
//! use customer_sandbox::{BoxError, Error, Host, Hosted, HostedApi, Provider, SandboxBuilder, axum, testkit};
//! use customer_testkit::StandIn;
//! # use customer_core::memory::MemoryProvider;
//!
//! const SHOP: Provider = Provider::from_static("shop");
//!
//! struct ShopApi;
//!
//! #[customer_testkit::async_trait]
//! impl HostedApi for ShopApi {
//!     fn provider(&self) -> Provider {
//!         SHOP
//!     }
//!
//!     async fn start(&self, host: Host) -> Result<Hosted, BoxError> {
//!         Ok(Hosted::new(axum::Router::new()).with_variable("SHOP_BASE_URL", host.base_url()))
//!     }
//! }
//!
//! /// What `Harness::stand_in` returns.
//! async fn stand_in() -> Result<Box<dyn StandIn>, Error> {
//!     let builder = SandboxBuilder::empty().stand_in(ShopApi);
//!     testkit::hosted(builder, SHOP, |access, endpoint| {
//!         let base_url = &access.variables["SHOP_BASE_URL"];
//!         // … the adapter's builder, with this base URL and `endpoint.http_options()`.
//! #       let _ = (base_url, endpoint.http_options());
//! #       Arc::new(MemoryProvider::new())
//!     })
//!     .await
//! }
//! # tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(stand_in()).unwrap();
//! ```

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use customer_core::CustomerProvider;
use customer_testkit::{Endpoint, Fault as Wanted, StandIn};

use crate::access::StandInAccess;
use crate::error::Error;
use crate::faults::{Fault, ResetPoint};
use crate::provider::Provider;
use crate::sandbox::{Sandbox, SandboxBuilder};

type Connect = Box<dyn Fn(&StandInAccess, &Endpoint) -> Arc<dyn CustomerProvider> + Send + Sync>;

struct SandboxStandIn {
    sandbox: Sandbox,
    provider: Provider,
    connect: Connect,
}

/// Starts a sandbox, of which the suite uses one provider's stand-in. `connect` makes a client of it, with the HTTP options of the
/// endpoint. The suite asks for one of these for each law.
///
/// # Errors
///
/// As [`SandboxBuilder::start`].
///
/// # Panics
///
/// Where the sandbox hosts no stand-in of the provider.
pub async fn hosted(
    builder: SandboxBuilder,
    provider: Provider,
    connect: impl Fn(&StandInAccess, &Endpoint) -> Arc<dyn CustomerProvider> + Send + Sync + 'static,
) -> Result<Box<dyn StandIn>, Error> {
    let sandbox = builder.start().await?;
    // Asked here, where the mistake is, and not in the first law.
    sandbox.stand_in(provider);
    Ok(Box::new(SandboxStandIn {
        sandbox,
        provider,
        connect: Box::new(connect),
    }))
}

/// Has the next write to a provider's stand-in meet a fault of the suite. False where the sandbox has no such fault.
///
/// # Panics
///
/// Where the sandbox hosts no stand-in of the provider.
pub fn strike(sandbox: &Sandbox, provider: Provider, fault: Wanted) -> bool {
    let fault = match fault {
        Wanted::Late => Fault::delay(Duration::from_mins(10)).after_acting(),
        Wanted::Cut => Fault::cut_body(),
        Wanted::InternalError => Fault::status(500),
        Wanted::UnavailableAfterActing => Fault::status(503).retry_after("0").after_acting(),
        Wanted::ResetBeforeActing => Fault::reset(ResetPoint::AfterReading),
        Wanted::ResetAfterActing => Fault::reset(ResetPoint::AfterCommitting),
        Wanted::RecordAndRefusal => Fault::record_and_error(),
        _ => return false,
    };
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let fault = fault.clone().provider(provider).method(method);
        sandbox.faults().push(fault);
    }
    true
}

/// Sets the sandbox's clock so many seconds ahead of ours. False where the sandbox has stopped.
pub fn turn_clock(sandbox: &Sandbox, seconds: i64) -> bool {
    let set = sandbox.set_clock_offset(TimeDelta::seconds(seconds));
    // Of the caller's runtime nothing is known, so this has one of its own.
    std::thread::scope(|scope| {
        let thread = scope.spawn(|| {
            let runtime = tokio::runtime::Builder::new_current_thread().build();
            runtime.is_ok_and(|runtime| runtime.block_on(set).is_ok())
        });
        thread.join().unwrap_or(false)
    })
}

impl StandIn for SandboxStandIn {
    fn connect(&self, endpoint: &Endpoint) -> Arc<dyn CustomerProvider> {
        (self.connect)(self.sandbox.stand_in(self.provider), endpoint)
    }

    fn requests(&self) -> u64 {
        self.sandbox.request_count(self.provider)
    }

    fn acted(&self) -> u64 {
        self.sandbox.carried_out(self.provider)
    }

    fn strike(&self, fault: Wanted) -> bool {
        strike(&self.sandbox, self.provider, fault)
    }

    fn heal(&self) {
        self.sandbox.faults().clear();
    }

    fn turn_clock(&self, seconds: i64) -> bool {
        turn_clock(&self.sandbox, seconds)
    }
}
