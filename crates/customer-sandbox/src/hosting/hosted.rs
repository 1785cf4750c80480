//! What a stand-in hands to the sandbox when it has started.

use std::collections::BTreeMap;
use std::fmt;

use axum::Router;

/// What a stand-in hands to the sandbox when it has started: its routes, and what clients need.
#[must_use]
pub struct Hosted {
    pub(crate) router: Router,
    pub(crate) variables: BTreeMap<String, String>,
    pub(crate) credentials: BTreeMap<String, String>,
}

impl Hosted {
    /// Routes that begin at the origin: the [base path](crate::HostedApi::base_path), where there is one, is part of them.
    pub fn new(router: Router) -> Self {
        Self {
            router,
            variables: BTreeMap::new(),
            credentials: BTreeMap::new(),
        }
    }

    /// A variable of the environment with which a client finds the stand-in, as the adapter reads it: `SHOP_BASE_URL`.
    pub fn with_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.variables.insert(name.into(), value.into());
        self
    }

    /// What opens the stand-in, by a name of its own: `api_key`. For programs that do not read the variables, and for keys that have
    /// none.
    pub fn with_credential(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.credentials.insert(name.into(), value.into());
        self
    }
}

/// The values are keys and tokens: this shows the names.
impl fmt::Debug for Hosted {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<Vec<_>>();
        formatter
            .debug_struct("Hosted")
            .field("variables", &names(&self.variables))
            .field("credentials", &names(&self.credentials))
            .finish_non_exhaustive()
    }
}
