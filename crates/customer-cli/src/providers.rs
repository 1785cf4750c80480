//! The providers of the command. This is the only place that names their adapters.

use std::sync::Arc;

use customer_core::{Capabilities, CustomerProvider, NewCustomer, Preview, Result};
use customer_http::HttpOptions;

/// A provider: its name, and the functions of its adapter.
#[derive(Debug)]
pub(crate) struct Provider {
    pub(crate) name: &'static str,
    /// The environment variable with its base URL.
    pub(crate) base_url_variable: &'static str,
    /// The environment variable with the credential that calls are made with.
    pub(crate) credential_variable: &'static str,
    /// The capabilities. Needs no credentials.
    pub(crate) capabilities: fn() -> Capabilities,
    /// What creating a customer would do. Needs no credentials.
    pub(crate) preview: fn(&NewCustomer) -> Preview,
    /// Sets up the adapter from variables, such as those of the environment.
    pub(crate) connect: fn(Variables<'_>, HttpOptions) -> Result<Arc<dyn CustomerProvider>>,
}

/// Looks up an adapter's setting by name.
pub(crate) type Variables<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The entry of an adapter with the usual functions: `convert::capabilities`, `convert::create_request`, and a builder
/// with `from_variables`. The name is the command's own, whatever the crate is called.
macro_rules! provider {
    ($name:literal, $adapter:ident, $builder:ident, $base_url:literal, $credential:literal) => {
        Provider {
            name: $name,
            base_url_variable: $base_url,
            credential_variable: $credential,
            capabilities: $adapter::convert::capabilities,
            preview: |customer| {
                $adapter::convert::create_request(&$adapter::convert::capabilities(), customer)
                    .preview
            },
            connect: |variables, options| {
                let builder = $adapter::$builder::from_variables(reusable(variables));
                Ok(Arc::new(builder.http_options(options).build()?))
            },
        }
    };
}

/// Secrets that can be used once. The command ignores them: it cannot store the secret that replaces them, so the next
/// run would have none.
const SINGLE_USE: [&str; 1] = ["COMMERCEENGINE_REFRESH_TOKEN"];

/// The variables without the single-use secrets.
fn reusable(variables: Variables<'_>) -> impl Fn(&str) -> Option<String> {
    |name| variables(name).filter(|_| !SINGLE_USE.contains(&name))
}

/// Every provider, in the order in which tables show them.
pub(crate) static PROVIDERS: &[Provider] = &[
    provider!(
        "komerza",
        komerza,
        KomerzaBuilder,
        "KOMERZA_BASE_URL",
        "KOMERZA_API_KEY"
    ),
    provider!(
        "commerceengine",
        commerceengine,
        CommerceEngineBuilder,
        "COMMERCEENGINE_BASE_URL",
        "COMMERCEENGINE_ACCESS_TOKEN"
    ),
    provider!(
        "kohortpay",
        kohortpay,
        KohortpayBuilder,
        "KOHORTPAY_BASE_URL",
        "KOHORTPAY_API_KEY"
    ),
];
