//! The faults that are yet to strike.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::effect::Effect;
use super::fault::Fault;
use crate::provider::Provider;
use crate::server::Gate;

/// The faults of a sandbox: push what is to go wrong, clear what is no longer to.
#[derive(Debug)]
pub struct Faults {
    queue: Mutex<Queue>,
    gates: [Arc<Gate>; 3],
}

#[derive(Debug)]
struct Queue {
    waiting: Vec<Fault>,
    struck: u64,
    random: u64,
}

/// Where the drawing of lots begins.
const RANDOM: u64 = 0x5eed;

impl Faults {
    pub(crate) fn new(gates: [Arc<Gate>; 3]) -> Self {
        Self {
            queue: Mutex::new(Queue {
                waiting: Vec::new(),
                struck: 0,
                random: RANDOM,
            }),
            gates,
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a fault behind those that wait already. Where connections are to be refused, it returns once they are,
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

    /// The faults that are yet to strike, with what is left of their counts, and one for each provider that refuses connections.
    pub fn list(&self) -> Vec<Fault> {
        let refused = Provider::ALL
            .into_iter()
            .filter(|provider| self.gates[provider.index()].is_closed())
            .map(|provider| Fault::refuse_connections(None).provider(provider));
        let mut faults: Vec<Fault> = refused.collect();
        faults.extend(self.queue().waiting.iter().cloned());
        faults
    }

    /// Forgets every fault and accepts connections again. It returns once that is so.
    pub fn clear(&self) {
        self.queue().waiting.clear();
        for gate in &self.gates {
            gate.open();
        }
        for gate in &self.gates {
            gate.wait_until_open();
        }
    }

    /// How many requests were struck since the start.
    pub fn struck(&self) -> u64 {
        self.queue().struck
    }

    /// Begins anew with the drawing of lots for faults that strike some of a hundred.
    pub fn seed(&self, seed: u64) {
        self.queue().random = seed;
    }

    /// The effect that strikes a request, where one does, and whether the request is carried out first.
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
            fault.percent >= 100 || next(random) % 100 < u64::from(fault.percent)
        })?;
        queue.struck += 1;
        let fault = &mut queue.waiting[place];
        let struck = (fault.effect.clone(), fault.acts);
        if let Some(times) = &mut fault.times {
            *times = times.saturating_sub(1);
            if *times == 0 {
                queue.waiting.remove(place);
            }
        }
        Some(struck)
    }
}

/// `SplitMix64`: the same lots for the same seed on every machine.
fn next(state: &mut u64) -> u64 {
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
    fn faults_strike_in_order_as_often_as_they_were_told() {
        let faults = faults();
        faults.push(Fault::status(503).times(2).skip(1));
        faults.push(Fault::cut_body());
        let (status, cut) = (Fault::status(503).effect, Fault::cut_body().effect);
        assert_eq!(taken(&faults), Some(cut));
        assert_eq!(faults.list().len(), 1);
        assert_eq!(taken(&faults), Some(status.clone()));
        assert_eq!(taken(&faults), Some(status));
        assert_eq!(taken(&faults), None);
        assert_eq!(faults.struck(), 3);
        faults.push(Fault::status(500).times(0));
        assert!(faults.list().is_empty(), "what never strikes does not wait");
    }

    #[test]
    fn a_fault_is_for_what_it_names() {
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
    fn lots_are_drawn_about_as_often_as_asked_and_the_same_each_time() {
        let draw = || {
            let faults = faults();
            faults.push(Fault::cut_body().percent(30).always());
            (0..1000)
                .map(|_| taken(&faults).is_some())
                .collect::<Vec<_>>()
        };
        let drawn = draw();
        let struck = drawn.iter().filter(|struck| **struck).count();
        assert!((250..350).contains(&struck), "{struck}");
        assert_eq!(draw(), drawn);
        let faults = faults();
        faults.push(Fault::cut_body().percent(0).always());
        assert!((0..100).all(|_| taken(&faults).is_none()));
    }
}
