//! The one error of the workspace. Callers branch on [`Error::kind`], never on text.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::{Operation, PendingWrite, ProviderName, scrub};

/// The result of an operation on a provider.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What went wrong, as far as a caller can act on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ErrorKind {
    /// What was given is not valid, or breaks a limit of the provider; [`Error::fields`] says where.
    InvalidInput,
    /// The provider has no such operation. Its capabilities said so before.
    UnsupportedOperation,
    /// A strict write was refused before anything was sent: [`Error::fields`] cannot be held.
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
    /// A write was sent and no answer tells whether it was done. Settle it; do not repeat it.
    OutcomeUnknown,
    /// The answer is not what the provider documents; [`Error::json_path`] and
    /// [`Error::excerpt`] say where and what.
    UnexpectedResponse,
    /// The provider refused for a reason of its own, in [`Error::code`].
    Rejected,
    /// The client was set up wrongly: a missing credential, a bad base URL.
    Configuration,
}

impl ErrorKind {
    /// Every kind, in the order of the documentation.
    pub const ALL: [ErrorKind; 16] = [
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

/// A field that is the reason of an error, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldProblem {
    /// The path of the field, such as `addresses[0].phone`; in a native request the provider's spelling.
    pub field: String,
    /// Why, in words that do not repeat the value.
    pub reason: String,
}

impl FieldProblem {
    /// A problem with one field. `reason` must not repeat the field's value.
    pub fn new(field: impl fmt::Display, reason: impl Into<String>) -> Self {
        Self {
            field: field.to_string(),
            reason: reason.into(),
        }
    }
}

impl fmt::Display for FieldProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.reason)
    }
}

/// An error of any provider.
///
/// `Display` is one line and does not repeat its [`source`](StdError::source). Neither it nor
/// `Debug` holds personal data or secrets: what a provider wrote goes through [`scrub`].
#[derive(Debug)]
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    message: String,
    provider: Option<ProviderName>,
    operation: Option<Operation>,
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    fields: Vec<FieldProblem>,
    json_path: Option<String>,
    excerpt: Option<String>,
    retry_advice: Option<RetryAdvice>,
    retry_after: Option<Duration>,
    attempts: u32,
    exhausted: bool,
    pending: Option<Box<PendingWrite>>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// An error of this kind. `message` is our own text, or a provider's; it is [scrubbed](scrub).
    pub fn new(kind: ErrorKind, message: impl AsRef<str>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: scrub(message.as_ref()),
            provider: None,
            operation: None,
            status: None,
            code: None,
            request_id: None,
            fields: Vec::new(),
            json_path: None,
            excerpt: None,
            retry_advice: None,
            retry_after: None,
            attempts: 0,
            exhausted: false,
            pending: None,
            source: None,
        }))
    }

    /// [`ErrorKind::InvalidInput`] for these fields.
    pub fn invalid_input(fields: Vec<FieldProblem>) -> Self {
        Self::new(ErrorKind::InvalidInput, "").with_fields(fields)
    }

    /// [`ErrorKind::UnsupportedOperation`] of a provider.
    pub fn unsupported(provider: ProviderName, operation: Operation) -> Self {
        Self::new(
            ErrorKind::UnsupportedOperation,
            "the provider has no such operation",
        )
        .with_provider(provider)
        .with_operation(operation)
    }

    /// [`ErrorKind::InvalidInput`] for a cursor that this listing did not make.
    pub fn bad_cursor(provider: ProviderName) -> Self {
        Self::invalid_input(vec![FieldProblem::new(
            "cursor",
            "is not a cursor of this listing",
        )])
        .with_provider(provider)
        .with_operation(Operation::ListCustomers)
    }

    /// [`ErrorKind::Configuration`].
    pub fn configuration(message: impl AsRef<str>) -> Self {
        Self::new(ErrorKind::Configuration, message)
    }

    /// What went wrong.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What went wrong in words, without the context that `Display` adds.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The provider that was spoken to.
    pub fn provider(&self) -> Option<&ProviderName> {
        self.0.provider.as_ref()
    }

    /// What was asked of it.
    pub fn operation(&self) -> Option<Operation> {
        self.0.operation
    }

    /// The HTTP status of the answer, kept also when its body could not be read.
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The provider's own error code.
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// The id under which the provider's support finds the request.
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The fields that are the reason, where fields are.
    pub fn fields(&self) -> &[FieldProblem] {
        &self.0.fields
    }

    /// Where in a JSON answer the unexpected stands.
    pub fn json_path(&self) -> Option<&str> {
        self.0.json_path.as_deref()
    }

    /// The beginning of an unexpected answer, bounded and without personal data.
    pub fn excerpt(&self) -> Option<&str> {
        self.0.excerpt.as_deref()
    }

    /// What an outer loop may do.
    pub fn retry_advice(&self) -> RetryAdvice {
        if let Some(advice) = self.0.retry_advice {
            return advice;
        }
        match self.0.kind {
            ErrorKind::OutcomeUnknown => RetryAdvice::OutcomeUnknown,
            ErrorKind::RateLimited
            | ErrorKind::Unavailable
            | ErrorKind::TimedOut
            | ErrorKind::ConnectionFailed => RetryAdvice::SafeToRetry,
            _ => RetryAdvice::DoNotRetry,
        }
    }

    /// The longest wait that [`retry_after`](Self::retry_after) tells, whatever was asked for: a
    /// day. It can be added to any instant.
    pub const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

    /// How long the provider asks to wait before the next call; at most
    /// [`LONGEST_RETRY_AFTER`](Self::LONGEST_RETRY_AFTER).
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many requests were sent for this call; 0 when it failed before the first.
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// Whether retries were made and used up: an outer loop should stop too.
    pub fn is_exhausted(&self) -> bool {
        self.0.exhausted
    }

    /// Of an [`ErrorKind::OutcomeUnknown`]: the write that has to be settled.
    pub fn pending(&self) -> Option<&PendingWrite> {
        self.0.pending.as_deref()
    }

    /// Sets the provider.
    #[must_use]
    pub fn with_provider(mut self, provider: ProviderName) -> Self {
        self.0.provider = Some(provider);
        self
    }

    /// Sets the operation.
    #[must_use]
    pub fn with_operation(mut self, operation: Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Sets the HTTP status.
    #[must_use]
    pub fn with_status(mut self, status: u16) -> Self {
        self.0.status = Some(status);
        self
    }

    /// Sets the provider's own error code; it is [scrubbed](scrub).
    #[must_use]
    pub fn with_code(mut self, code: impl AsRef<str>) -> Self {
        self.0.code = Some(scrub(code.as_ref()));
        self
    }

    /// Sets the request id.
    #[must_use]
    pub fn with_request_id(mut self, request_id: impl Into<String>) -> Self {
        self.0.request_id = Some(request_id.into());
        self
    }

    /// Sets the fields that are the reason.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.0.fields = fields;
        self
    }

    /// Sets the place in a JSON answer.
    #[must_use]
    pub fn with_json_path(mut self, path: impl Into<String>) -> Self {
        self.0.json_path = Some(path.into());
        self
    }

    /// Sets the beginning of an unexpected answer; it is [scrubbed](scrub).
    #[must_use]
    pub fn with_excerpt(mut self, excerpt: impl AsRef<str>) -> Self {
        self.0.excerpt = Some(scrub(excerpt.as_ref()));
        self
    }

    /// Sets another advice than the kind's own.
    #[must_use]
    pub fn with_retry_advice(mut self, advice: RetryAdvice) -> Self {
        self.0.retry_advice = Some(advice);
        self
    }

    /// Sets how long to wait before the next call; a wait that is longer than
    /// [`LONGEST_RETRY_AFTER`](Self::LONGEST_RETRY_AFTER) becomes that.
    #[must_use]
    pub fn with_retry_after(mut self, wait: Duration) -> Self {
        self.0.retry_after = Some(wait.min(Self::LONGEST_RETRY_AFTER));
        self
    }

    /// Sets how many requests were sent, and whether the retries are used up.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32, exhausted: bool) -> Self {
        self.0.attempts = attempts;
        self.0.exhausted = exhausted;
        self
    }

    /// Sets the write that has to be settled, if that is what the error asks for; any other error
    /// stays as it is. For adapters, around every write.
    #[must_use]
    pub fn settled_by(mut self, pending: PendingWrite) -> Self {
        if self.kind() == ErrorKind::OutcomeUnknown {
            self.0.pending = Some(Box::new(pending));
        }
        self
    }

    /// Sets the cause. Its own text must hold no personal data and no secret.
    #[must_use]
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(source.into());
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner {
            kind,
            message,
            provider,
            operation,
            status,
            code,
            fields,
            json_path,
            ..
        } = &*self.0;
        match (provider, operation) {
            (Some(provider), Some(operation)) => write!(f, "{provider} {operation}: ")?,
            (Some(provider), None) => write!(f, "{provider}: ")?,
            (None, Some(operation)) => write!(f, "{operation}: ")?,
            (None, None) => {}
        }
        write!(f, "{kind}")?;
        match (status, code) {
            (Some(status), Some(code)) => write!(f, " ({status} {code})")?,
            (Some(status), None) => write!(f, " ({status})")?,
            (None, Some(code)) => write!(f, " ({code})")?,
            (None, None) => {}
        }
        if !message.is_empty() {
            write!(f, ": {message}")?;
        }
        if let Some(path) = json_path {
            write!(f, " at {path}")?;
        }
        for (index, problem) in fields.iter().enumerate() {
            f.write_str(if index == 0 { ": " } else { "; " })?;
            write!(f, "{problem}")?;
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn display_is_one_line_and_leaves_the_source_to_its_own() {
        let error = Error::new(ErrorKind::AlreadyExists, "jane@example.com\nexists")
            .with_provider(ProviderName::from_static("komerza"))
            .with_operation(Operation::CreateCustomer)
            .with_status(409)
            .with_code("ObjectConflict")
            .with_source("the cause");
        assert_eq!(
            error.to_string(),
            "komerza create_customer: already exists (409 ObjectConflict): <e-mail> exists"
        );
        assert_eq!(
            error.source().map(ToString::to_string).as_deref(),
            Some("the cause")
        );
    }

    #[test]
    fn every_kind_has_a_name_of_its_own() {
        let mut names: Vec<_> = ErrorKind::ALL.iter().map(|kind| kind.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), ErrorKind::ALL.len());
    }

    #[test]
    fn only_an_unknown_outcome_asks_for_settling() {
        for kind in ErrorKind::ALL {
            let advice = Error::new(kind, "").retry_advice();
            assert_eq!(
                advice == RetryAdvice::OutcomeUnknown,
                kind == ErrorKind::OutcomeUnknown,
                "{kind}"
            );
        }
    }
}
