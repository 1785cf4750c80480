//! What the body of an error says, whatever the types of its members.
//!
//! Providers change the types of an error's members without notice, and what stands before them (a
//! gateway, a validation layer) has forms of its own. So nothing here fails: what cannot be read is
//! ignored, and the rest is reported.

mod error_body;
mod fields;
mod members;
mod message;
mod text;

pub use error_body::ErrorBody;
pub(crate) use error_body::is_empty_json;
pub use members::Flag;
