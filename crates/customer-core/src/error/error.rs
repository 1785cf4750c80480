//! The one error of the workspace. Callers branch on [`Error::kind`], never on text.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use crate::adapter::scrub;
use crate::{
    ErrorKind, FieldProblem, Operation, ParseError, PendingWrite, ProviderName, RetryAdvice,
};

/// The result of an operation on a provider.
pub type Result<T, E = Error> = std::result::Result<T, E>;

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

/// [`ErrorKind::InvalidInput`]. It names no field: [`FieldProblem`] does.
impl From<ParseError> for Error {
    fn from(error: ParseError) -> Self {
        let mut invalid = Self::new(ErrorKind::InvalidInput, "");
        // Our own words, with nothing in them to scrub.
        invalid.0.message = error.to_string();
        invalid
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::EmailAddress;

    #[test]
    fn display_is_one_line_without_the_source() {
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
    fn no_error_asks_to_wait_for_longer_than_a_day() {
        const DAY: Duration = Duration::from_secs(86_400);
        for (given, kept) in [
            (Duration::ZERO, Duration::ZERO),
            (DAY, DAY),
            (DAY + Duration::from_nanos(1), DAY),
            (Duration::MAX, DAY),
        ] {
            let error = Error::new(ErrorKind::RateLimited, "").with_retry_after(given);
            assert_eq!(error.retry_after(), Some(kept));
        }
    }

    #[test]
    fn a_parse_error_becomes_invalid_input() {
        fn email(text: &str) -> Result<EmailAddress> {
            Ok(EmailAddress::parse(text)?)
        }
        let error = email("ada.example.com").unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(
            error.to_string(),
            "invalid input: not an e-mail address: there is no @"
        );
    }

    #[test]
    fn only_an_unknown_outcome_advises_settling() {
        for &kind in ErrorKind::ALL {
            let advice = Error::new(kind, "").retry_advice();
            assert_eq!(
                advice == RetryAdvice::OutcomeUnknown,
                kind == ErrorKind::OutcomeUnknown,
                "{kind}"
            );
        }
    }
}
