//! What a run of the command is connected to: the providers with the credentials of the environment, or the embedded
//! sandbox.

pub(crate) mod sandbox;
pub(crate) mod session;
