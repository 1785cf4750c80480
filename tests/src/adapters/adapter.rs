//! What the tests have to know of an adapter.

use std::error::Error;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use customer_core::adapter::Prepared;
use customer_core::{
    Capabilities, CustomerProvider, EmailAddress, NewCustomer, Operation, Preview,
};
use customer_http::{HttpOptions, TokenPair, TokenStore};
use customer_sandbox::{Provider, Sandbox};
use serde::Serialize;

use crate::failure_matrix::{Class, Outcome, Request};

/// What the tests have to know of an adapter.
#[derive(Debug)]
pub struct Adapter {
    /// The provider's name: that of the adapter, and of its stand-in in the sandbox.
    pub provider: Provider,
    /// The provider's name for people: `Commerce Engine`.
    pub name: &'static str,
    /// What the adapter says that the provider can do.
    pub capabilities: fn() -> Capabilities,
    /// What the adapter's converter does with a customer.
    pub prepare: fn(&NewCustomer) -> Example,
    /// What else a reader of the provider's page has to know of the operations; may be empty.
    pub remark: &'static str,
    /// A customer of this address whom the provider takes without a loss.
    pub customer: fn(EmailAddress) -> NewCustomer,
    /// Sets the adapter up for the stand-in in this sandbox, with the pair of tokens that opens it, where it needs one.
    pub connect: fn(&Sandbox, &Arc<TokenKeeper>, HttpOptions) -> Arc<dyn CustomerProvider>,
    /// The requests of the failure matrix: every operation that is claimed, one request of it at a time.
    pub requests: &'static [Request],
    /// Where the provider gives an answer a meaning of its own: what a fault of this name leads to.
    pub exception: fn(&str, Class, Operation) -> Option<Outcome>,
    /// The provider's contract: an OpenAPI document. Without one the exchanges with the stand-in are not checked.
    pub contract: Option<&'static str>,
    /// The endpoints that the provider documents, all of which the contract declares.
    pub documented: &'static [DocumentedEndpoint],
}

/// An endpoint that a provider documents: what it is called there, its method, and its path below the base URL.
pub type DocumentedEndpoint = (&'static str, &'static str, &'static str);

/// What an adapter's converter does with a customer.
#[derive(Debug)]
pub struct Example {
    /// What becomes of each field.
    pub preview: Preview,
    /// The body that would be sent, if the write may lose fields.
    pub request: Option<String>,
}

impl<T: Serialize> From<Prepared<T>> for Example {
    fn from(prepared: Prepared<T>) -> Self {
        let request = prepared.request.as_ref();
        Self {
            request: request.and_then(|body| serde_json::to_string_pretty(body).ok()),
            preview: prepared.preview,
        }
    }
}

/// Keeps the pair of tokens that opens a stand-in now: one adapter after another goes on with it.
#[derive(Debug, Default)]
pub struct TokenKeeper(Mutex<Option<TokenPair>>);

impl TokenKeeper {
    /// The pair, which is this one at first.
    pub fn pair_or(&self, first: impl FnOnce() -> TokenPair) -> TokenPair {
        let mut pair = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        pair.get_or_insert_with(first).clone()
    }
}

#[async_trait]
impl TokenStore for TokenKeeper {
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn Error + Send + Sync>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(pair.clone());
        Ok(())
    }
}
