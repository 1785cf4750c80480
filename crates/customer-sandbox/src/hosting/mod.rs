//! The door for stand-ins, ours and those of other crates: `hosted_api` is what a stand-in says of itself, `host` what the sandbox
//! gives it when it starts, `hosted` what it hands back, `replayed` a response that it gives once more,
//! `settings` what a sandbox was started with that concerns stand-ins.

mod host;
mod hosted;
mod hosted_api;
mod replayed;
mod settings;

pub use host::Host;
pub use hosted::Hosted;
pub use hosted_api::HostedApi;
pub use replayed::Replayed;
pub(crate) use settings::HostSettings;
