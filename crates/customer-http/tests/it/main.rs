//! The transport against real sockets on loopback.
#![allow(clippy::unwrap_used, clippy::missing_panics_doc)]

customer_test_logs::collect!();

mod cancel;
mod clock_offset;
mod faults;
mod idempotency;
mod lenient;
mod privacy;
mod retry;
mod setup;
mod spans;
mod support;
mod tls;
mod token;
mod token_store;
