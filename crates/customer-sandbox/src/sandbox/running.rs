//! What a running sandbox consists of.

use std::sync::Arc;

use sqlx::SqlitePool;
use tokio::runtime::Handle;

use crate::access::{Access, CommerceEngineAccess, KohortPayAccess, KomerzaAccess};
use crate::faults::Faults;
use crate::hosting::{Host, HostedApi};
use crate::provider::{Provider, UnknownProvider};
use crate::server::Recorder;

/// A stand-in that is hosted.
#[derive(Clone)]
pub(crate) struct StandIn {
    pub(crate) api: Arc<dyn HostedApi>,
    pub(crate) host: Host,
}

/// The parts that the handle and the control API use.
pub(crate) struct Running {
    pub(crate) access: Access,
    /// In the order of their ports.
    pub(crate) stand_ins: Vec<StandIn>,
    /// Of those of this crate, as far as they are hosted.
    pub(super) komerza: Option<KomerzaAccess>,
    pub(super) commerceengine: Option<CommerceEngineAccess>,
    pub(super) kohortpay: Option<KohortPayAccess>,
    pub(crate) recorder: Arc<Recorder>,
    pub(crate) faults: Arc<Faults>,
    pub(super) pool: SqlitePool,
    pub(super) runtime: Handle,
}

impl Running {
    pub(super) fn new(
        access: Access,
        stand_ins: Vec<StandIn>,
        recorder: Arc<Recorder>,
        faults: Arc<Faults>,
        pool: SqlitePool,
    ) -> Self {
        let of = |provider| access.stand_ins.get(&provider);
        Self {
            komerza: of(Provider::KOMERZA).map(KomerzaAccess::of),
            commerceengine: of(Provider::COMMERCEENGINE).map(CommerceEngineAccess::of),
            kohortpay: of(Provider::KOHORTPAY).map(KohortPayAccess::of),
            access,
            stand_ins,
            recorder,
            faults,
            pool,
            runtime: Handle::current(),
        }
    }

    pub(super) fn providers(&self) -> impl Iterator<Item = Provider> {
        self.stand_ins.iter().map(|it| it.host.provider())
    }

    /// What belongs to a provider's stand-in.
    ///
    /// # Panics
    ///
    /// Where none was found: the sandbox hosts no stand-in of this name.
    pub(super) fn of<T>(&self, provider: Provider, found: Option<T>) -> T {
        match found {
            Some(found) => found,
            None => panic!("{}", UnknownProvider::new(provider, self.providers())),
        }
    }

    /// The stand-in of a provider.
    ///
    /// # Panics
    ///
    /// Where none is hosted.
    pub(super) fn stand_in(&self, provider: Provider) -> &StandIn {
        let mut stand_ins = self.stand_ins.iter();
        let found = stand_ins.find(|it| it.host.provider() == provider);
        self.of(provider, found)
    }
}
