//! The handle of a running sandbox.

use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::oneshot;

use super::running::Running;
use crate::access::{Access, CommerceEngineAccess, KohortPayAccess, KomerzaAccess};
use crate::error::Error;
use crate::faults::Faults;
use crate::komerza::{self, KomerzaScope};
use crate::provider::Provider;
use crate::server::RecordedRequest;
use crate::store::database;
use crate::{clock, commerceengine};

/// Stand-ins of the three APIs, running. They stop when this is dropped.
#[derive(Debug)]
pub struct Sandbox {
    running: Arc<Running>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<()>>,
}

impl Sandbox {
    pub(super) fn new(
        running: Arc<Running>,
        stop: oneshot::Sender<()>,
        ended: oneshot::Receiver<()>,
    ) -> Self {
        Self {
            running,
            stop: Some(stop),
            ended: Some(ended),
        }
    }

    /// Komerza's stand-in.
    pub fn komerza(&self) -> &KomerzaAccess {
        &self.running.access.komerza
    }

    /// Commerce Engine's stand-in.
    pub fn commerceengine(&self) -> &CommerceEngineAccess {
        &self.running.access.commerceengine
    }

    /// KohortPay's stand-in.
    pub fn kohortpay(&self) -> &KohortPayAccess {
        &self.running.access.kohortpay
    }

    /// The control API's origin.
    pub fn control_url(&self) -> &str {
        &self.running.access.control_url
    }

    /// All of the above: what `GET /access` of the control API answers.
    pub fn access(&self) -> &Access {
        &self.running.access
    }

    /// A key for Komerza's stand-in with exactly these scopes. It is valid in every sandbox.
    pub fn komerza_key_with_scopes(&self, scopes: &[KomerzaScope]) -> String {
        komerza::key_with_scopes(scopes)
    }

    /// The last requests that reached a stand-in, with their responses, the oldest first: 4096 of them, unless
    /// [`remember`](crate::SandboxBuilder::remember) said otherwise.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.running.recorder.requests()
    }

    /// How many requests reached a provider's stand-in since the start, or since they were cleared.
    pub fn request_count(&self, provider: Provider) -> u64 {
        self.running.recorder.count(provider)
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.running.recorder.clear();
    }

    /// How many creates a provider's stand-in committed to its state since the start: how often the server acted,
    /// whether or not its response arrived.
    pub fn committed(&self, provider: Provider) -> u64 {
        self.running.commits.of(provider)
    }

    /// How many requests that are no reads a provider's stand-in carried out with success since the start, whether or not the
    /// response arrived. The renewal of a token is one too.
    pub fn carried_out(&self, provider: Provider) -> u64 {
        self.running.commits.writes_of(provider)
    }

    /// What is to go wrong: push a [`Fault`](crate::Fault) here.
    pub fn faults(&self) -> &Faults {
        &self.running.faults
    }

    /// Ends every access token of Commerce Engine's stand-in. Refresh tokens stay as they are.
    ///
    /// # Errors
    /// [`Error::State`], or [`Error::Stopped`].
    pub async fn expire_access_tokens(&self) -> Result<(), Error> {
        let pool = self.running.pool.clone();
        // On the sandbox's runtime, so that a paused clock of the caller does not matter.
        let task = async move { commerceengine::expire_all(&pool).await };
        let ended = self.running.runtime.spawn(task).await;
        Ok(ended.map_err(|_| Error::Stopped)??)
    }

    /// Sets the stand-ins' clock, as [`clock_offset`](crate::SandboxBuilder::clock_offset) does at the start.
    ///
    /// # Errors
    /// [`Error::Stopped`].
    pub async fn set_clock_offset(&self, offset: TimeDelta) -> Result<(), Error> {
        let task = async move { clock::set_offset(offset) };
        let ended = self.running.runtime.spawn(task).await;
        ended.map_err(|_| Error::Stopped)
    }

    /// Forgets every customer, its addresses and its IP rules; seeded customers are as they were at the start. Tokens, recorded
    /// requests and counts stay.
    ///
    /// # Errors
    /// [`Error::State`], or [`Error::Stopped`].
    pub async fn clear_customers(&self) -> Result<(), Error> {
        let pool = self.running.pool.clone();
        let task = async move { database::clear_customers(&pool).await };
        let ended = self.running.runtime.spawn(task).await;
        Ok(ended.map_err(|_| Error::Stopped)??)
    }

    /// Stops the sandbox and waits until its state is closed and its ports are free.
    pub async fn shutdown(mut self) {
        self.stop.take();
        if let Some(ended) = self.ended.take() {
            // The sender is dropped with the thread, which is an end too.
            let _ = ended.await;
        }
    }
}
