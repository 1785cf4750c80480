//! The faults that still apply, and which of them a request meets.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::effect::Effect;
use super::fault::Fault;
use crate::provider::Provider;
use crate::server::Gate;

/// The faults of a sandbox: `push` adds one, `clear` removes all.
#[derive(Debug)]
pub struct Faults {
    queue: Mutex<Queue>,
    gates: [Arc<Gate>; 3],
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
    pub(crate) fn new(gates: [Arc<Gate>; 3]) -> Self {
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
    pub fn push(&self, fault: Fault) {
        let Effect::RefuseConnections { milliseconds } = fault.effect else {
            if fault.times != Some(0) {
                self.queue().waiting.push(fault);
            }
            return;
        };
        let gates = || {
            Provider::ALL
                .into_iter()
                .filter(|provider| fault.provider.is_none_or(|wanted| wanted == *provider))
                .map(|provider| &self.gates[provider.index()])
        };
        let time = milliseconds.map(Duration::from_millis);
        gates().for_each(|gate| gate.close(time));
        gates().for_each(|gate| gate.wait_until_closed());
    }

    /// The faults that still apply, with the rest of their counts, and one for each provider that refuses connections.
    pub fn list(&self) -> Vec<Fault> {
        let refused = Provider::ALL
            .into_iter()
            .filter(|provider| self.gates[provider.index()].is_closed())
            .map(|provider| Fault::refuse_connections(None).provider(provider));
        let mut faults: Vec<Fault> = refused.collect();
        faults.extend(self.queue().waiting.iter().cloned());
        faults
    }

    /// Removes every fault and accepts connections again. It returns once that is so.
    pub fn clear(&self) {
        self.queue().waiting.clear();
        for gate in &self.gates {
            gate.open();
        }
        for gate in &self.gates {
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
    use super::*;

    fn faults() -> Faults {
        Faults::new(std::array::from_fn(|_| Arc::new(Gate::default())))
    }

    fn taken(faults: &Faults) -> Option<Effect> {
        let taken = faults.take(Provider::Komerza, "POST", "/customers");
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
        faults.push(Fault::cut_body().provider(Provider::KohortPay));
        faults.push(Fault::cut_body().method("GET"));
        faults.push(Fault::cut_body().route("/customers/{id}"));
        faults.push(Fault::cut_body().path_prefix("/stores"));
        assert_eq!(taken(&faults), None);
        assert_eq!(faults.list().len(), 4);
        assert!(faults.take(Provider::Komerza, "get", "/x").is_some());
        assert!(
            faults
                .take(Provider::Komerza, "POST", "/customers/1")
                .is_some()
        );
        assert!(
            faults
                .take(Provider::Komerza, "POST", "/stores/1")
                .is_some()
        );
        assert!(faults.take(Provider::KohortPay, "POST", "/x").is_some());
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
