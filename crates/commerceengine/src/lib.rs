#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod builder;
pub mod client;
pub mod convert;
pub mod error;
mod pages;
mod provider;
mod token;
mod update;
pub mod wire;

pub use builder::{CommerceEngineBuilder, Environment};
pub use client::Client;
pub use convert::PROVIDER;
pub use customer_core;
pub use customer_http;
pub use provider::CommerceEngine;
