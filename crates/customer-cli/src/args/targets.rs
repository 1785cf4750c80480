//! The arguments that name customers.

use clap::Args;
use customer_core::CustomerId;

use super::connection::{ALL, provider_names};
use crate::providers::{PROVIDERS, Provider};

/// Customers, each of one provider.
#[derive(Debug, Args)]
pub(crate) struct Targets {
    /// The provider of all ids.
    #[arg(long, value_name = "NAME", value_parser = provider_names())]
    provider: Option<String>,
    /// The ids of the customers; without `--provider` each as PROVIDER:ID.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

/// One customer.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The provider of the id.
    #[arg(long, value_name = "NAME", value_parser = provider_names())]
    provider: Option<String>,
    /// The id of the customer; without `--provider` as PROVIDER:ID.
    #[arg(value_name = "ID")]
    id: String,
}

/// A provider, and the id of a customer there.
pub(crate) type CustomerAt = (&'static Provider, CustomerId);

impl Targets {
    /// The customers, in the order in which they are named.
    ///
    /// # Errors
    ///
    /// An id does not say its provider, or the provider is not known: a usage error.
    pub(crate) fn resolve(&self) -> Result<Vec<CustomerAt>, String> {
        self.ids
            .iter()
            .map(|id| resolve(self.provider.as_deref(), id))
            .collect()
    }
}

impl Target {
    /// The customer.
    ///
    /// # Errors
    ///
    /// The id does not say its provider, or the provider is not known: a usage error.
    pub(crate) fn resolve(&self) -> Result<CustomerAt, String> {
        resolve(self.provider.as_deref(), &self.id)
    }
}

/// An id may contain a colon: with `--provider`, all of the text is the id.
fn resolve(provider: Option<&str>, id: &str) -> Result<CustomerAt, String> {
    let (name, id) = match provider.filter(|name| *name != ALL) {
        Some(name) => (name, id),
        None => id.split_once(':').ok_or_else(|| {
            format!("`{id}` does not name its provider: use --provider, or write PROVIDER:{id}")
        })?,
    };
    let provider = PROVIDERS
        .iter()
        .find(|provider| provider.name == name)
        .ok_or_else(|| {
            let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
            format!(
                "`{name}` is not a provider; known providers are {}",
                names.join(", ")
            )
        })?;
    Ok((provider, CustomerId::new(id)))
}
