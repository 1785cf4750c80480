//! Finding out what became of a write whose outcome is unknown: the decision over the records that a
//! look-up brought, over the state of a customer, and over the response to a retried create. Pure functions;
//! the calls are made by [`settle_by_capabilities`](crate::adapter::settle_by_capabilities).

mod contents;
mod decide;
mod doubt;
mod keyed_retry;
mod plan;
mod settlement;
mod state;
mod window;

pub use decide::{Decision, LookedUp, decide};
pub use doubt::Doubt;
pub(crate) use keyed_retry::settle_by_retried_create;
pub(crate) use plan::{Plan, plan, settle_by_records};
pub use settlement::Settlement;
pub(crate) use state::settle_by_state;
