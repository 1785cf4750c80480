//! Fault injection: what goes wrong, for which requests, and how often. `fault` says which requests a fault matches,
//! `effect` what it does, `queue` decides which fault a request meets, `responses` and `scripted_body` make the responses
//! of faults. `server` applies them.

mod effect;
mod fault;
mod inflating_body;
mod queue;
mod responses;
mod scripted_body;

pub use effect::{Effect, ResetPoint};
pub use fault::Fault;
pub use queue::Faults;
pub(crate) use responses::response;
pub(crate) use scripted_body::{Script, Step};
