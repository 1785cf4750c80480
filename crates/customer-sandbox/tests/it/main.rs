//! The stand-ins, driven over real HTTP.
#![allow(clippy::unwrap_used)]

customer_test_logs::collect!();

mod commerceengine;
mod commerceengine_surface;
mod faults;
mod kohortpay;
mod kohortpay_surface;
mod komerza;
mod komerza_blacklist;
mod komerza_listing;
mod newer_readings;
mod page;
mod running;
mod support;
mod token;
