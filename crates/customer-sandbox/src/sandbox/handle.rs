//! The handle of a running sandbox.

use std::fmt;
use std::sync::Arc;

use chrono::TimeDelta;
use tokio::sync::oneshot;

use super::running::{Running, StandIn};
use crate::access::{Access, CommerceEngineAccess, KohortPayAccess, KomerzaAccess, StandInAccess};
use crate::clock;
use crate::error::{BoxError, Error};
use crate::faults::Faults;
use crate::komerza::{self, KomerzaScope};
use crate::provider::Provider;
use crate::server::RecordedRequest;

/// A running sandbox. Its stand-ins stop when this is dropped.
///
/// A stand-in is asked for by the provider's name. The name of one that is not hosted is a mistake in the test: the functions that take
/// a [`Provider`] panic with the list of those that are.
pub struct Sandbox {
    running: Arc<Running>,
    stop: Option<oneshot::Sender<()>>,
    ended: Option<oneshot::Receiver<()>>,
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Sandbox")
            .field("access", &self.running.access)
            .finish_non_exhaustive()
    }
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
    ///
    /// # Panics
    ///
    /// Where it is not hosted, in a sandbox that began [empty](crate::SandboxBuilder::empty).
    pub fn komerza(&self) -> &KomerzaAccess {
        let access = self.running.komerza.as_ref();
        self.running.of(Provider::KOMERZA, access)
    }

    /// Commerce Engine's stand-in.
    ///
    /// # Panics
    ///
    /// Where it is not hosted, in a sandbox that began [empty](crate::SandboxBuilder::empty).
    pub fn commerceengine(&self) -> &CommerceEngineAccess {
        let access = self.running.commerceengine.as_ref();
        self.running.of(Provider::COMMERCEENGINE, access)
    }

    /// KohortPay's stand-in.
    ///
    /// # Panics
    ///
    /// Where it is not hosted, in a sandbox that began [empty](crate::SandboxBuilder::empty).
    pub fn kohortpay(&self) -> &KohortPayAccess {
        let access = self.running.kohortpay.as_ref();
        self.running.of(Provider::KOHORTPAY, access)
    }

    /// Where the stand-in of a provider listens, and what opens it.
    ///
    /// # Panics
    ///
    /// Where none is hosted.
    pub fn stand_in(&self, provider: Provider) -> &StandInAccess {
        let access = self.running.access.stand_ins.get(&provider);
        self.running.of(provider, access)
    }

    /// The providers whose stand-ins are hosted, in the order of their ports.
    pub fn providers(&self) -> Vec<Provider> {
        self.running.providers().collect()
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
    ///
    /// # Panics
    ///
    /// Where none is hosted.
    pub fn request_count(&self, provider: Provider) -> u64 {
        let stand_in = self.running.stand_in(provider);
        self.running.recorder.count(stand_in.host.provider())
    }

    /// Forgets the requests so far.
    pub fn clear_requests(&self) {
        self.running.recorder.clear();
    }

    /// How many creates a provider's stand-in committed to its state since the start: how often the server acted,
    /// whether or not its response arrived.
    ///
    /// # Panics
    ///
    /// Where none is hosted.
    pub fn committed(&self, provider: Provider) -> u64 {
        self.running.stand_in(provider).host.commits().creates()
    }

    /// How many requests that are no reads a provider's stand-in carried out with success since the start, whether or not the
    /// response arrived. The renewal of a token is one too.
    ///
    /// # Panics
    ///
    /// Where none is hosted.
    pub fn carried_out(&self, provider: Provider) -> u64 {
        self.running.stand_in(provider).host.commits().writes()
    }

    /// What is to go wrong: push a [`Fault`](crate::Fault) here.
    pub fn faults(&self) -> &Faults {
        &self.running.faults
    }

    /// Ends every access token of the stand-ins that have some: Commerce Engine's. Refresh tokens stay as they are.
    ///
    /// # Errors
    /// [`Error::StandIn`], or [`Error::Stopped`].
    pub async fn expire_access_tokens(&self) -> Result<(), Error> {
        self.of_each(|it| async move { it.api.expire_access_tokens(&it.host).await })
            .await
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

    /// Forgets every customer, its addresses and its IP rules; seeded customers of the stand-ins of this crate are as they were at the
    /// start. Tokens, recorded requests and counts stay.
    ///
    /// # Errors
    /// [`Error::StandIn`], or [`Error::Stopped`].
    pub async fn clear_customers(&self) -> Result<(), Error> {
        self.of_each(|it| async move { it.api.clear_customers(&it.host).await })
            .await
    }

    /// Asks something of each stand-in, on the sandbox's runtime, so that a paused clock of the caller does not matter.
    async fn of_each<F, Fut>(&self, ask: F) -> Result<(), Error>
    where
        F: Fn(StandIn) -> Fut,
        Fut: Future<Output = Result<(), BoxError>> + Send + 'static,
    {
        for stand_in in &self.running.stand_ins {
            let asked = self.running.runtime.spawn(ask(stand_in.clone())).await;
            asked.map_err(|_| Error::Stopped)?.map_err(|source| {
                let provider = stand_in.host.provider();
                Error::StandIn { provider, source }
            })?;
        }
        Ok(())
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
