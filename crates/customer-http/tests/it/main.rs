//! The transport against real sockets on loopback.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

customer_test_logs::collect!();

mod cancel;
mod clock_offset;
mod error_body;
mod faults;
mod idempotency;
mod lenient;
mod privacy;
mod response;
mod retry;
mod retry_after;
mod setting;
mod setup;
mod spans;
mod support;
mod tls;
mod token;
mod token_store;
