//! The flags that choose providers, and those that say how they are called.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::providers::{PROVIDERS, Provider};

/// The value of `--provider` that means every provider.
pub(crate) const ALL: &str = "all";

/// Accepts the names of the providers, and `all`.
pub(crate) fn provider_names() -> PossibleValuesParser {
    PossibleValuesParser::new(PROVIDERS.iter().map(|provider| provider.name).chain([ALL]))
}

#[derive(Debug, Args)]
pub(crate) struct Providers {
    /// The provider; may be repeated. `all` means every provider that is configured, or with --sandbox
    /// every one that has a stand-in.
    #[arg(long = "provider", value_name = "NAME", required = true, value_parser = provider_names())]
    names: Vec<String>,
}

#[derive(Debug, Args)]
pub(crate) struct OfflineProviders {
    /// The provider; may be repeated, and `all` means every provider.
    #[arg(long = "provider", value_name = "NAME", required = true, value_parser = provider_names())]
    names: Vec<String>,
}

impl Providers {
    /// The providers, each once, in the order in which they are named.
    pub(crate) fn named(&self) -> Vec<Named> {
        named(&self.names)
    }
}

impl OfflineProviders {
    /// The providers, each once, in the order in which they are named.
    pub(crate) fn named(&self) -> Vec<&'static Provider> {
        providers_named(&self.names)
    }
}

/// A provider that the command line names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named {
    pub(crate) provider: &'static Provider,
    /// Whether only `all` stands for it.
    pub(crate) by_all: bool,
}

/// The providers of these names, each once.
fn named(names: &[String]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for name in names {
        for provider in PROVIDERS {
            let is_new = found.iter().all(|it| it.provider.name != provider.name);
            if is_new && (name == ALL || name == provider.name) {
                let by_all = names.iter().all(|name| name != provider.name);
                found.push(Named { provider, by_all });
            }
        }
    }
    found
}

/// The providers of these names, each once, whether or not they can be called.
pub(crate) fn providers_named(names: &[String]) -> Vec<&'static Provider> {
    let providers = named(names).into_iter();
    providers.map(|it| it.provider).collect()
}

/// How providers are called.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// Call the embedded sandbox instead of the providers: no credentials, no network. It keeps its
    /// state in the user's data directory.
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Keep the embedded sandbox's state in this directory.
    #[arg(long, value_name = "DIRECTORY", requires = "sandbox")]
    pub(crate) sandbox_dir: Option<PathBuf>,
    /// Allow base URLs with plain HTTP, for loopback hosts only: for local servers.
    #[arg(long, env = "CUSTOMERS_ALLOW_HTTP", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) allow_http: bool,
    /// Do not apply the providers' published rate limits: for servers without them.
    #[arg(long, env = "CUSTOMERS_NO_RATE_LIMIT", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) no_rate_limit: bool,
    /// The timeout of a call in seconds, retries included.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    /// The maximum number of attempts of a request that is safe to retry.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) attempts: Option<u32>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "expected a number of seconds above 0".to_owned())
}
