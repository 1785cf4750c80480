//! A sandbox as a whole: how it is started, what it consists of while it runs, its handle, and the control API by which
//! other processes drive it.

mod control;
mod handle;

pub use handle::{Sandbox, SandboxBuilder};
