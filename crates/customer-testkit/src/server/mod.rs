//! The server of canned responses: a minimal HTTP/1.1 server that records requests and answers each from a
//! function, in time or too late, whole or cut.

mod reply;
mod serve;

pub use reply::Reply;
pub use serve::Server;
