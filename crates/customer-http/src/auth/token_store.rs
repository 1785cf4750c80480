//! Where renewed tokens are kept beyond the process.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use async_trait::async_trait;

use crate::TokenPair;
use crate::clock::clock::{Sleep, Timeout};

/// Keeps the pairs that renewals bring, so that another process can go on with them.
#[async_trait]
pub trait TokenStore: fmt::Debug + Send + Sync {
    /// Keeps a new pair. The previous pair is no longer valid. Calls that wait for the new
    /// pair also wait for this.
    ///
    /// It runs in a task of its own, and is dropped at its next `await` when it does not end
    /// [in time](crate::RefreshingTokenBuilder::save_timeout). Blocking work cannot be stopped: hand it to
    /// `spawn_blocking`.
    ///
    /// # Errors
    ///
    /// The pair could not be kept. It is used anyway, and a warning is logged; the
    /// error's text must hold no secret.
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn StdError + Send + Sync>>;
}

/// Saves a pair, unless that takes longer than `limit`. The error says why it is not saved.
pub(crate) async fn save_within(
    limit: impl Fn() -> Sleep,
    store: Arc<dyn TokenStore>,
    pair: TokenPair,
) -> Result<(), String> {
    // In a task of its own: a store that panics takes no renewal along.
    let mut saving = tokio::spawn(async move {
        let saved = store.save(&pair).await;
        saved.map_err(|error| customer_core::adapter::scrub(&error.to_string()))
    });
    let mut timeout = Timeout::new(limit);
    match timeout.bound(std::pin::Pin::new(&mut saving)).await {
        Some(Ok(saved)) => saved,
        Some(Err(_)) => Err("the token store panicked or was stopped".to_owned()),
        None => {
            // It must not put an old pair over a new one later.
            saving.abort();
            Err("the token store did not end in time".to_owned())
        }
    }
}
