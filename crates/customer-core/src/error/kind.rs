//! What went wrong, by kind, and what an outer loop may do then.

use std::fmt;

use serde::{Serialize, Serializer};

/// What went wrong, as far as a caller can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was given is not valid, or breaks a limit of the provider; [`Error::fields`](crate::Error::fields) says where.
    InvalidInput,
    /// The provider has no such operation. Its capabilities said so before.
    UnsupportedOperation,
    /// A strict write was refused before anything was sent: [`Error::fields`](crate::Error::fields) cannot be held.
    UnrepresentableFields,
    /// The credentials were not accepted.
    Unauthenticated,
    /// The credentials are good, but not for this.
    PermissionDenied,
    /// There is no such customer, address or account.
    NotFound,
    /// The customer exists already.
    AlreadyExists,
    /// Several customers fit where one was expected.
    Ambiguous,
    /// The provider asks to slow down, or our own limiter would have to wait too long.
    RateLimited,
    /// The provider says that it cannot serve now; it has not acted.
    Unavailable,
    /// No answer to a read in the time allowed.
    TimedOut,
    /// The connection could not be made, or broke during a read.
    ConnectionFailed,
    /// A write was sent and no response says whether it was done. Settle it; do not retry it.
    OutcomeUnknown,
    /// The answer is not what the provider documents; [`Error::json_path`](crate::Error::json_path) and
    /// [`Error::excerpt`](crate::Error::excerpt) say where and what.
    UnexpectedResponse,
    /// The provider refused for a reason of its own, in [`Error::code`](crate::Error::code).
    Rejected,
    /// The client was set up wrongly: a missing credential, a bad base URL.
    Configuration,
}

impl ErrorKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: &'static [ErrorKind] = &[
        Self::InvalidInput,
        Self::UnsupportedOperation,
        Self::UnrepresentableFields,
        Self::Unauthenticated,
        Self::PermissionDenied,
        Self::NotFound,
        Self::AlreadyExists,
        Self::Ambiguous,
        Self::RateLimited,
        Self::Unavailable,
        Self::TimedOut,
        Self::ConnectionFailed,
        Self::OutcomeUnknown,
        Self::UnexpectedResponse,
        Self::Rejected,
        Self::Configuration,
    ];

    /// The kind in `snake_case`, stable: machines may compare it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidInput => "invalid_input",
            Self::UnsupportedOperation => "unsupported_operation",
            Self::UnrepresentableFields => "unrepresentable_fields",
            Self::Unauthenticated => "unauthenticated",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::AlreadyExists => "already_exists",
            Self::Ambiguous => "ambiguous",
            Self::RateLimited => "rate_limited",
            Self::Unavailable => "unavailable",
            Self::TimedOut => "timed_out",
            Self::ConnectionFailed => "connection_failed",
            Self::OutcomeUnknown => "outcome_unknown",
            Self::UnexpectedResponse => "unexpected_response",
            Self::Rejected => "rejected",
            Self::Configuration => "configuration",
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.as_str().replace('_', " "))
    }
}

impl Serialize for ErrorKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// What an outer loop may do with a failed call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryAdvice {
    /// The provider cannot have acted, or acting again changes nothing: the same call may be made
    /// later.
    SafeToRetry,
    /// The same call would fail again.
    DoNotRetry,
    /// The provider may have acted: settle first.
    OutcomeUnknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let mut names: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ErrorKind::ALL.len());
    }
}
