//! Connecting to providers: `session` sets up adapters for the providers or for the embedded sandbox, `sandbox` starts
//! the embedded sandbox and knows where its state is, `choice` decides which providers are called. Which providers exist is in `providers.rs` beside this folder.

pub(crate) mod choice;
pub(crate) mod sandbox;
pub(crate) mod session;
