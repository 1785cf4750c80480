//! Finding out what became of a write whose outcome is unknown: the decision over the records that a
//! look-up brought, over the state that a customer is in, and over the response to a repeated create. Pure functions;
//! the calls are made by [`settle_by_capabilities`](crate::adapter::settle_by_capabilities).

mod contents;
mod decide;
mod doubt;
mod plan;
mod repeat;
mod settlement;
mod standing;
mod window;

pub use decide::{Decision, LookedUp, decide};
pub use doubt::Doubt;
pub(crate) use plan::{Plan, by_records, plan};
pub(crate) use repeat::judge_repeat;
pub use settlement::Settlement;
pub(crate) use standing::standing;
