//! Reading input: `json` reads customers, updates, addresses and faults from files, `suggest` finds the name that a typo
//! was meant to be.

pub(crate) mod json;
pub(crate) mod suggest;

pub(crate) use json::{InputError, read, read_one_or_many};
