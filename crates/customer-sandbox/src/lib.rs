#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod access;
mod clock;
mod commerceengine;
mod error;
mod faults;
mod hosting;
mod http;
mod kohortpay;
mod komerza;
mod provider;
mod reading;
mod sandbox;
mod seeds;
mod server;
mod store;
#[cfg(feature = "testkit")]
pub mod testkit;

pub use access::{
    Access, COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID, CommerceEngineAccess,
    KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY, KOMERZA_API_KEY, KOMERZA_STORE_ID, KohortPayAccess,
    KomerzaAccess, StandInAccess,
};
/// For the routes of a [`HostedApi`]: the version of axum that the sandbox hosts.
pub use axum;
pub use commerceengine::CommerceEngineApi;
pub use error::{BoxError, Error};
pub use faults::{Effect, Fault, Faults, ResetPoint};
pub use hosting::{Host, Hosted, HostedApi, Replayed};
pub use kohortpay::KohortPayApi;
pub use komerza::{KomerzaApi, KomerzaScope};
pub use provider::{InvalidProviderName, Provider, UnknownProvider};
pub use reading::{Reading, UnknownReading};
pub use sandbox::{Sandbox, SandboxBuilder};
pub use seeds::seeded_customer::SeededCustomer;
pub use server::RecordedRequest;
pub use store::email_matching::EmailMatching;
pub use store::records::{RecordError, RecordTransaction, Records};
