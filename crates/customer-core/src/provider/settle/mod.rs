//! Finding out what became of a write whose outcome is unknown: the decision over the records that a
//! look-up brought, and over the state that a customer is in. Pure functions; the calls are made by
//! [`CustomerProviderExt::settle`](crate::CustomerProviderExt::settle).

mod contents;
mod decide;
mod doubt;
mod settlement;
mod standing;
mod window;

pub use decide::{Decision, LookedUp, decide};
pub use doubt::Doubt;
pub use settlement::Settlement;
pub(crate) use standing::standing;
