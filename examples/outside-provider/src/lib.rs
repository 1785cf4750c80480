#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod builder;
pub mod client;
pub mod convert;
mod cursor;
pub mod error;
mod provider;
pub mod wire;

pub use builder::{BASE_URL, LedgerlyBuilder};
pub use client::Client;
pub use convert::PROVIDER;
pub use customer_core;
pub use customer_http;
pub use provider::Ledgerly;
