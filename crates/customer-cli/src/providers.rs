//! The providers that the command knows: the one place that names their adapters.

use std::sync::Arc;

use customer_core::{Capabilities, CustomerProvider, NewCustomer, Preview, Result};
use customer_http::HttpOptions;

/// A provider: its name, and what its adapter does for the command.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// What it can do, without credentials.
    pub(crate) capabilities: fn() -> Capabilities,
    /// What registering a customer would do, without credentials.
    pub(crate) preview: fn(&NewCustomer) -> Preview,
    /// Sets the adapter up from variables, which may be those of the environment.
    pub(crate) connect: fn(Variables<'_>, HttpOptions) -> Result<Arc<dyn CustomerProvider>>,
}

/// Where an adapter's settings are looked up by name.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// An entry for an adapter whose rooms have the usual names: `convert::capabilities`,
/// `convert::create_request`, and a builder with `from_variables`.
macro_rules! provider {
    ($adapter:ident, $builder:ident) => {
        Provider {
            name: stringify!($adapter),
            capabilities: $adapter::convert::capabilities,
            preview: |customer| {
                $adapter::convert::create_request(&$adapter::convert::capabilities(), customer)
                    .preview
            },
            connect: |variables, options| {
                let builder = $adapter::$builder::from_variables(lasting(variables));
                Ok(Arc::new(builder.http_options(options).build()?))
            },
        }
    };
}

/// Secrets that are spent by being used. One run of the command has nowhere to keep what it gets in
/// their place, so the next run would be without: none uses them.
const SPENT_BY_USE: [&str; 1] = ["COMMERCEENGINE_REFRESH_TOKEN"];

/// The variables but for those that are spent by being used.
fn lasting(variables: Variables<'_>) -> impl Fn(&str) -> Option<String> {
    |name| variables(name).filter(|_| !SPENT_BY_USE.contains(&name))
}

/// Every provider, in the order in which tables show them.
pub(crate) static PROVIDERS: &[Provider] = &[
    provider!(komerza, KomerzaBuilder),
    provider!(commerceengine, CommerceEngineBuilder),
    provider!(kohortpay, KohortpayBuilder),
];
