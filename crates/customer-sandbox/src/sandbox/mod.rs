//! A sandbox as a whole: how it is started, what it consists of while it runs, its handle, and the control API by which
//! other processes drive it.

mod builder;
mod control;
mod handle;
mod launch;
mod running;

pub use builder::SandboxBuilder;
pub use handle::Sandbox;
