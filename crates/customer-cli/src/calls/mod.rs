//! Calls to providers: several at once, an end by a signal while they are in flight, and settling a write whose outcome
//! is unknown.

pub(crate) mod concurrent;
pub(crate) mod interrupt;
pub(crate) mod settle;
