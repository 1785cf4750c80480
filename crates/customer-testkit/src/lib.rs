#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

#[macro_use]
mod list;
#[macro_use]
mod macros;

mod endpoint;
mod fixture;
mod harness;
pub mod laws;
mod leaves;
mod log;
mod outcome;
mod outgoing;
mod places;
#[cfg(feature = "http")]
mod record;
mod runtime;
mod sample;
mod scene;
#[cfg(feature = "http")]
mod server;
mod stand_in;
mod suite;

pub use async_trait::async_trait;
pub use endpoint::Endpoint;
pub use fixture::{Envelope, ErrorRow, Fixture};
pub use harness::{Harness, MakePage, Part, Received, Setting, Unsupported, Variables};
pub use outcome::{LawResult, Outcome, Violation};
pub use outgoing::Outgoing;
#[cfg(feature = "http")]
pub use record::record;
#[cfg(feature = "http")]
pub use server::{Reply, Server};
pub use stand_in::{Fault, StandIn};
pub use suite::{Law, laws};
