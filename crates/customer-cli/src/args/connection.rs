//! Which providers, and how they are reached.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::providers::{PROVIDERS, Provider};

/// The word for every provider.
pub(crate) const ALL: &str = "all";

/// Takes the names of the providers, and `all`.
pub(crate) fn provider_names() -> PossibleValuesParser {
    PossibleValuesParser::new(PROVIDERS.iter().map(|provider| provider.name).chain([ALL]))
}

#[derive(Debug, Args)]
pub(crate) struct Providers {
    /// The provider; may be repeated, and `all` stands for every one.
    #[arg(long = "provider", value_name = "NAME", required = true, value_parser = provider_names())]
    names: Vec<String>,
}

impl Providers {
    /// The providers, each once, in the order in which they were named.
    pub(crate) fn chosen(&self) -> Vec<&'static Provider> {
        chosen(&self.names)
    }
}

/// The providers of these names, each once.
pub(crate) fn chosen(names: &[String]) -> Vec<&'static Provider> {
    let mut chosen: Vec<&'static Provider> = Vec::new();
    for name in names {
        for provider in PROVIDERS {
            let is_new = chosen.iter().all(|other| other.name != provider.name);
            if is_new && (name == ALL || name == provider.name) {
                chosen.push(provider);
            }
        }
    }
    chosen
}

/// How providers are reached.
#[derive(Debug, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct Connection {
    /// Speak to the embedded sandbox, which keeps its state in the user's data directory, and not to
    /// the providers. No credentials, no network.
    #[arg(long)]
    pub(crate) sandbox: bool,
    /// Keep the embedded sandbox's state in this directory.
    #[arg(long, value_name = "DIRECTORY", requires = "sandbox")]
    pub(crate) sandbox_dir: Option<PathBuf>,
    /// Allow base URLs of plain HTTP, to loopback hosts alone: for stand-ins.
    #[arg(long, env = "CUSTOMERS_ALLOW_HTTP", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) allow_http: bool,
    /// Keep no provider's published rate limit on our side: for stand-ins that keep none.
    #[arg(long, env = "CUSTOMERS_NO_RATE_LIMIT", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) no_rate_limit: bool,
    /// Give a call up after this many seconds, its repetitions included.
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    pub(crate) timeout: Option<Duration>,
    /// Send a request at most this often, where repeating it is safe.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) attempts: Option<u32>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    text.parse()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| "a number of seconds above 0 was expected".to_owned())
}
