//! Time: the clock that calls go by and that tests replace, timeouts, and how far the provider's clock is
//! from ours.

pub(crate) mod clock;
pub(crate) mod provider_clock;

pub use clock::{Clock, FastForwardClock, Sleep, TokioClock};
