//! The stand-ins, driven over real HTTP.
#![allow(clippy::unwrap_used)]

mod commerceengine;
mod kohortpay;
mod komerza;
mod running;
mod support;
