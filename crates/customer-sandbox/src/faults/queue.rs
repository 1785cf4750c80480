//! The faults that still apply, and which of them a request meets.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::effect::Effect;
use super::fault::Fault;
use crate::provider::{Provider, UnknownProvider};
use crate::server::Gate;

/// The faults of a sandbox: `push` adds one, `clear` removes all.
#[derive(Debug)]
pub struct Faults {
    queue: Mutex<Queue>,
    /// Of each stand-in, in the order of their ports.
    gates: Vec<(Provider, Arc<Gate>)>,
}

#[derive(Debug)]
struct Queue {
    waiting: Vec<Fault>,
    applied: u64,
    random: u64,
}

/// The default seed of the random draws.
const DEFAULT_RANDOM_SEED: u64 = 0x5eed;

impl Faults {
    pub(crate) fn new(gates: Vec<(Provider, Arc<Gate>)>) -> Self {
        Self {
            queue: Mutex::new(Queue {
                waiting: Vec::new(),
                applied: 0,
                random: DEFAULT_RANDOM_SEED,
            }),
            gates,
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a fault after those that are there. If it refuses connections, this returns once they are refused,
    /// which blocks the thread for a moment.
    ///
    /// # Panics
    ///
    /// Where the fault names a provider of which the sandbox hosts no stand-in: it could never apply.
    pub fn push(&self, fault: Fault) {
        if let Err(error) = self.try_push(fault) {
            panic!("{error}");
        }
    }

    /// As [`push`](Self::push), for names that come from elsewhere.
    ///
    /// # Errors
    ///
    /// [`UnknownProvider`] where the fault names a provider of which the sandbox hosts no stand-in. Nothing is added then.
    pub fn try_push(&self, fault: Fault) -> Result<(), UnknownProvider> {
        self.check(&fault)?;
        let Effect::RefuseConnections { milliseconds } = fault.effect else {
            if fault.times != Some(0) {
                self.queue().waiting.push(fault);
            }
            return Ok(());
        };
        let gates = || {
            let is_meant = |provider| fault.provider.is_none_or(|wanted| wanted == provider);
            let gates = self.gates.iter();
            gates.filter_map(move |(provider, gate)| is_meant(*provider).then_some(gate))
        };
        let time = milliseconds.map(Duration::from_millis);
        gates().for_each(|gate| gate.close(time));
        gates().for_each(|gate| gate.wait_until_closed());
        Ok(())
    }

    /// Whether the fault can apply to a stand-in of this sandbox.
    pub(crate) fn check(&self, fault: &Fault) -> Result<(), UnknownProvider> {
        let hosted = || self.gates.iter().map(|(provider, _)| *provider);
        match fault.provider {
            Some(asked) if hosted().all(|provider| provider != asked) => {
                Err(UnknownProvider::new(asked, hosted()))
            }
            _ => Ok(()),
        }
    }

    /// The faults that still apply, with the rest of their counts, and one for each provider that refuses connections.
    pub fn list(&self) -> Vec<Fault> {
        let closed = self.gates.iter().filter(|(_, gate)| gate.is_closed());
        let refused =
            closed.map(|(provider, _)| Fault::refuse_connections(None).provider(*provider));
        let mut faults: Vec<Fault> = refused.collect();
        faults.extend(self.queue().waiting.iter().cloned());
        faults
    }

    /// Removes every fault and accepts connections again. It returns once that is so.
    pub fn clear(&self) {
        self.queue().waiting.clear();
        for (_, gate) in &self.gates {
            gate.open();
        }
        for (_, gate) in &self.gates {
            gate.wait_until_open();
        }
    }

    /// How many requests met a fault since the start.
    pub fn applied(&self) -> u64 {
        self.queue().applied
    }

    /// Seeds the random draws of faults with a percentage.
    pub fn seed(&self, seed: u64) {
        self.queue().random = seed;
    }

    /// The effect that applies to a request, if any, and whether the request is executed first.
    pub(crate) fn take(
        &self,
        provider: Provider,
        method: &str,
        path: &str,
    ) -> Option<(Effect, bool)> {
        let mut queue = self.queue();
        let queue = &mut *queue;
        let random = &mut queue.random;
        let place = queue.waiting.iter_mut().position(|fault| {
            if !fault.matches(provider, method, path) {
                return false;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                return false;
            }
            fault.percent >= 100 || next_random(random) % 100 < u64::from(fault.percent)
        })?;
        queue.applied += 1;
        let fault = &mut queue.waiting[place];
        let applied = (fault.effect.clone(), fault.acts);
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                queue.waiting.remove(place);
            }
        }
        Some(applied)
    }
}

/// `SplitMix64`: the same numbers for the same seed on every machine.
fn next_random(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
    let mut mixed = *state;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn faults() -> Faults {
        let hosted = [Provider::KOMERZA, Provider::KOHORTPAY];
        Faults::new(hosted.map(|provider| (provider, Arc::default())).into())
    }

    fn taken(faults: &Faults) -> Option<Effect> {
        let taken = faults.take(Provider::KOMERZA, "POST", "/customers");
        taken.map(|(effect, _)| effect)
    }

    #[test]
    fn faults_apply_in_order_and_as_often_as_they_say() {
        let faults = faults();
        faults.push(Fault::status(503).times(2).skip(1));
        faults.push(Fault::cut_body());
        let (status, cut) = (Fault::status(503).effect, Fault::cut_body().effect);
        assert_eq!(taken(&faults), Some(cut));
        assert_eq!(faults.list().len(), 1);
        assert_eq!(taken(&faults), Some(status.clone()));
        assert_eq!(taken(&faults), Some(status));
        assert_eq!(taken(&faults), None);
        assert_eq!(faults.applied(), 3);
        faults.push(Fault::status(500).times(0));
        assert!(
            faults.list().is_empty(),
            "a fault with a count of zero is not queued"
        );
    }

    #[test]
    fn a_fault_applies_only_to_requests_that_match_it() {
        let faults = faults();
        faults.push(Fault::cut_body().provider(Provider::KOHORTPAY));
        faults.push(Fault::cut_body().method("GET"));
        faults.push(Fault::cut_body().route("/customers/{id}"));
        faults.push(Fault::cut_body().path_prefix("/stores"));
        assert_eq!(taken(&faults), None);
        assert_eq!(faults.list().len(), 4);
        assert!(faults.take(Provider::KOMERZA, "get", "/x").is_some());
        assert!(
            faults
                .take(Provider::KOMERZA, "POST", "/customers/1")
                .is_some()
        );
        assert!(
            faults
                .take(Provider::KOMERZA, "POST", "/stores/1")
                .is_some()
        );
        assert!(faults.take(Provider::KOHORTPAY, "POST", "/x").is_some());
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_fault_for_a_provider_that_is_not_hosted_is_refused() {
        let faults = faults();
        for fault in [Fault::cut_body(), Fault::refuse_connections(None)] {
            let refused = faults.try_push(fault.provider(Provider::COMMERCEENGINE));
            let error = refused.unwrap_err();
            assert_eq!(error.hosted, [Provider::KOMERZA, Provider::KOHORTPAY]);
        }
        assert!(faults.list().is_empty());
    }

    #[test]
    fn a_percentage_is_drawn_from_a_fixed_seed() {
        let draw = || {
            let faults = faults();
            faults.push(Fault::cut_body().percent(30).always());
            (0..1000)
                .map(|_| taken(&faults).is_some())
                .collect::<Vec<_>>()
        };
        let drawn = draw();
        let applied = drawn.iter().filter(|applied| **applied).count();
        assert!((250..350).contains(&applied), "{applied}");
        assert_eq!(draw(), drawn);
        let faults = faults();
        faults.push(Fault::cut_body().percent(0).always());
        assert!((0..100).all(|_| taken(&faults).is_none()));
    }
}
