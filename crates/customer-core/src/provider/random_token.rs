//! Random tokens.

use std::hash::{BuildHasher, Hasher, RandomState};

/// 128 random bits in hexadecimal digits: unique, and no secret.
pub(crate) fn random_token() -> String {
    let half = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", half(), half())
}
