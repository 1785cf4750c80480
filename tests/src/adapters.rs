//! The adapters that the tests across crates run over. A new provider is one entry here: a file of its own, and its line in
//! [`ADAPTERS`].

mod adapter;
mod commerceengine;
mod kohortpay;
mod komerza;

use customer_sandbox::Provider;

pub use adapter::{Adapter, DocumentedEndpoint, Example, TokenKeeper};

/// Every adapter, in the order of the sandbox's ports.
pub static ADAPTERS: &[Adapter] = &[
    komerza::ADAPTER,
    commerceengine::ADAPTER,
    kohortpay::ADAPTER,
];

/// The adapter of a provider.
pub fn adapter(provider: Provider) -> Option<&'static Adapter> {
    ADAPTERS.iter().find(|adapter| adapter.provider == provider)
}
