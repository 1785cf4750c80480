//! The adapters of one run of the command.

use std::collections::HashMap;
use std::sync::Arc;

use customer_core::CustomerProvider;
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::Sandbox;

use crate::args::Connection;
use crate::connect::sandbox;
use crate::failure::Failure;
use crate::output::call_log;
use crate::providers::Provider;

/// What one run of the command calls: the providers, or the embedded sandbox. Never both, and it never falls back
/// from one to the other.
#[derive(Debug)]
pub(crate) struct Session {
    sandbox: Option<Sandbox>,
    options: HttpOptions,
}

impl Session {
    /// Starts the sandbox if `--sandbox` is given. Sends nothing.
    ///
    /// # Errors
    ///
    /// The sandbox cannot be started.
    pub(crate) async fn open(connection: &Connection) -> Result<Self, Failure> {
        let mut options = HttpOptions::new().allow_http(connection.allow_http);
        if connection.no_rate_limit {
            options = options.no_rate_limit();
        }
        if let Some(timeout) = connection.timeout {
            options = options.total_timeout(timeout);
        }
        if let Some(attempts) = connection.attempts {
            options = options.retry(RetryPolicy::default().max_attempts(attempts));
        }
        if let Some(hook) = call_log::hook() {
            options = options.metrics(hook);
        }
        if !connection.sandbox {
            return Ok(Self {
                sandbox: None,
                options,
            });
        }
        let builder = sandbox::builder(connection.sandbox_dir.as_deref())?;
        let sandbox = sandbox::start(builder).await?;
        Ok(Self {
            sandbox: Some(sandbox),
            // The sandbox listens on loopback, and has no rate limit by default.
            options: options.allow_http(true).no_rate_limit(),
        })
    }

    /// Sets up the adapter of a provider.
    ///
    /// # Errors
    ///
    /// A credential or setting is missing or invalid.
    pub(crate) fn connect(
        &self,
        provider: &Provider,
    ) -> Result<Arc<dyn CustomerProvider>, Failure> {
        let options = self.options.clone();
        let connected = match &self.sandbox {
            None => (provider.connect)(&customer_http::environment, options),
            Some(_) if !sandbox::hosts(provider) => {
                let message = format!("{}: {}", provider.name, sandbox::NO_STAND_IN);
                return Err(Failure::Setup(message));
            }
            Some(sandbox) => {
                let variables: HashMap<_, _> = sandbox::variables(sandbox).collect();
                let variable = |name: &str| variables.get(name).map(|value| (*value).to_owned());
                (provider.connect)(&variable, options)
            }
        };
        Ok(connected?)
    }

    /// Stops the sandbox; its state stays on disk.
    pub(crate) async fn close(self) {
        if let Some(sandbox) = self.sandbox {
            sandbox.shutdown().await;
        }
    }
}
