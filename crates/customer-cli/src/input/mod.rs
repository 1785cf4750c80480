//! Reading customers, changes, addresses and faults from JSON, and the messages for input that cannot be read.

pub(crate) mod json;
pub(crate) mod suggest;

pub(crate) use json::{InputError, read, read_one_or_many};
