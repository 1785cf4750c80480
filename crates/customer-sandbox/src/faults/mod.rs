//! Faults on cue: what is to go wrong, for which requests, and how often. `queue` decides which fault a request meets,
//! `responses` and `scripted_body` make what it gets; `server` applies them.

mod effect;
mod fault;
mod inflating_body;
mod queue;
mod responses;
mod scripted_body;

pub use effect::{Effect, ResetPoint};
pub use fault::Fault;
pub use queue::Faults;
pub(crate) use responses::answer;
pub(crate) use scripted_body::{Script, Step};
