//! What came back: the response, reading records and lists from it, and the refusals that it may hold. What
//! belongs here reads bytes that are whole already, and never fails on what a provider wrote.

pub(crate) mod acknowledgement;
pub(crate) mod content_coding;
pub(crate) mod decode;
mod error_body;
pub(crate) mod excerpt;
pub(crate) mod failure;
mod lenient;
pub(crate) mod peek;
pub(crate) mod records;
pub(crate) mod response;

pub use acknowledgement::Acknowledgement;
pub use error_body::{ErrorBody, Flag};
pub use failure::ProviderFailure;
pub use records::{Count, RecordList};
pub use response::Response;
