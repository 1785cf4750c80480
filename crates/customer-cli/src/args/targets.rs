//! Which customers are meant.

use clap::Args;
use customer_core::CustomerId;

use super::connection::{ALL, provider_names};
use crate::providers::{PROVIDERS, Provider};

/// Customers, each of one provider.
#[derive(Debug, Args)]
pub(crate) struct Targets {
    /// The provider that all ids belong to.
    #[arg(long, value_name = "NAME", value_parser = provider_names())]
    provider: Option<String>,
    /// The providers' ids of the customers; without `--provider` each as PROVIDER:ID.
    #[arg(required = true, value_name = "ID")]
    ids: Vec<String>,
}

/// One customer.
#[derive(Debug, Args)]
pub(crate) struct Target {
    /// The provider that the id belongs to.
    #[arg(long, value_name = "NAME", value_parser = provider_names())]
    provider: Option<String>,
    /// The provider's id of the customer; without `--provider` as PROVIDER:ID.
    #[arg(value_name = "ID")]
    id: String,
}

/// A customer's id and whose it is.
pub(crate) type Address = (&'static Provider, CustomerId);

impl Targets {
    /// The customers, in the order in which they were named. The error is one of usage.
    pub(crate) fn resolve(&self) -> Result<Vec<Address>, String> {
        self.ids
            .iter()
            .map(|id| resolve(self.provider.as_deref(), id))
            .collect()
    }
}

impl Target {
    /// The customer. The error is one of usage.
    pub(crate) fn resolve(&self) -> Result<Address, String> {
        resolve(self.provider.as_deref(), &self.id)
    }
}

/// An id is any text: with a provider named, nothing of it is taken for a provider.
fn resolve(provider: Option<&str>, id: &str) -> Result<Address, String> {
    let (name, id) = match provider.filter(|name| *name != ALL) {
        Some(name) => (name, id),
        None => id.split_once(':').ok_or_else(|| {
            format!(
                "`{id}` does not say whose id it is: name the provider with --provider, or write \
                 PROVIDER:{id}"
            )
        })?,
    };
    let provider = PROVIDERS
        .iter()
        .find(|provider| provider.name == name)
        .ok_or_else(|| {
            let names: Vec<_> = PROVIDERS.iter().map(|provider| provider.name).collect();
            format!("`{name}` is not a provider; there are {}", names.join(", "))
        })?;
    Ok((provider, CustomerId::new(id)))
}
