#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod access;
mod clock;
mod commerceengine;
mod commits;
mod control;
mod database;
mod emails;
mod error;
mod faults;
mod fields;
mod forms;
mod identifiers;
mod kohortpay;
mod komerza;
mod listing;
mod private_files;
mod provider;
mod query;
mod reading;
mod recorder;
mod request;
mod respond;
mod sandbox;
mod seed;
mod seed_search;
mod server;

pub use access::{
    Access, COMMERCEENGINE_API_KEY, COMMERCEENGINE_STORE_ID, CommerceEngineAccess,
    KOHORTPAY_LIVE_KEY, KOHORTPAY_TEST_KEY, KOMERZA_API_KEY, KOMERZA_STORE_ID, KohortPayAccess,
    KomerzaAccess,
};
pub use emails::EmailMatching;
pub use error::Error;
pub use faults::{Effect, Fault, Faults, ResetPoint};
pub use komerza::KomerzaScope;
pub use provider::{Provider, UnknownProvider};
pub use reading::{Reading, UnknownReading};
pub use recorder::RecordedRequest;
pub use sandbox::{Sandbox, SandboxBuilder};
