#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod access;
mod clock;
mod commerceengine;
mod error;
mod faults;
mod http;
mod kohortpay;
mod komerza;
mod provider;
mod reading;
mod sandbox;
mod seeds;
mod server;
mod store;

pub use access::{
    Access, COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID, CommerceEngineAccess,
    KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY, KOMERZA_API_KEY, KOMERZA_STORE_ID, KohortPayAccess,
    KomerzaAccess,
};
pub use error::Error;
pub use faults::{Effect, Fault, Faults, ResetPoint};
pub use komerza::KomerzaScope;
pub use provider::{Provider, UnknownProvider};
pub use reading::{Reading, UnknownReading};
pub use sandbox::{Sandbox, SandboxBuilder};
pub use server::RecordedRequest;
pub use store::email_matching::EmailMatching;
