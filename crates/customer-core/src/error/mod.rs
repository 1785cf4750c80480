//! What goes wrong: the one error of every operation, its kinds, the fields that are its reason, and the
//! error of a text that is no value.

mod error;
mod field_problem;
mod kind;
mod parse_error;

pub use error::{Error, Result};
pub use field_problem::FieldProblem;
pub use kind::{ErrorKind, RetryAdvice};
pub use parse_error::ParseError;
