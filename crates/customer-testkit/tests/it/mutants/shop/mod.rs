//! A shop's REST API of our own invention, a small adapter for it, and a stand-in.
//!
//! JSON bodies, pages that go on after the last id, errors in an envelope `{"error": {"code", "message"}}`. It has customers and
//! blocks; deletions are for good; there are no addresses.

mod convert;
mod harness;
mod provider;
mod slip;
mod stand_in;
mod wire;

pub(crate) use harness::ShopHarness;
pub(crate) use slip::Slip;
