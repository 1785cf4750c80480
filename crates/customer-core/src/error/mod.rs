//! What goes wrong: the one error of every operation, its kinds, the fields that are its reason, and the
//! error of a text that is no value.

mod error;
mod parse_error;

pub use error::{Error, ErrorKind, FieldProblem, Result, RetryAdvice};
pub use parse_error::ParseError;
