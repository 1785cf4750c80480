//! Customers, addresses and changes that a provider holds, made from what the strategies draw.

mod draw;
mod prune;

pub(crate) use draw::Samples;
pub(crate) use prune::remove;
