//! What is sent: a request with its route, values and body, and the base URL that it is put below. What
//! belongs here knows no connection and no response.

pub(crate) mod base;
pub(crate) mod effect;
pub(crate) mod form;
pub(crate) mod request;
pub(crate) mod route;

pub use effect::Effect;
pub use form::FormLists;
pub use request::Request;
pub use route::path_segment;
