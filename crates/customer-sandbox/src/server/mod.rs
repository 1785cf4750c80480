//! HTTP/1.1 on loopback, one listener for each provider: accepting and refusing connections, recording requests, and
//! applying faults to them, before and after a provider's routes answer. What a fault is, is in `faults`.

mod connection;
mod front;
mod gate;
mod host;
mod listener;
mod recorder;

pub(crate) use connection::ConnectionControl;
pub(crate) use front::Front;
pub(crate) use gate::Gate;
pub(crate) use host::only_loopback;
pub(crate) use listener::{listen, origin, serve};
pub use recorder::RecordedRequest;
pub(crate) use recorder::{PrintedRequest, REMEMBERED, Recorder};
