//! The stand-ins, driven over real HTTP.
#![allow(clippy::unwrap_used)]

customer_test_logs::collect!();

mod commerceengine;
mod commerceengine_surface;
mod faults;
mod foreign;
mod host;
mod kohortpay;
mod kohortpay_surface;
mod komerza;
mod komerza_blacklist;
mod komerza_listing;
mod newer_readings;
mod page;
#[cfg(unix)]
mod private_files;
mod running;
mod support;
mod token;
