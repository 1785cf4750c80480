//! What a provider says of a refusal, before it becomes an error.

use std::fmt;

use customer_core::{ErrorKind, FieldProblem};
use http::StatusCode;

/// What a provider says of a request that it refused, with its own code and message. An adapter's error decoder
/// reads it from a [`Response`](crate::Response); what it leaves out follows from the status.
///
/// `Debug` leaves the message out, since providers repeat in it what they were sent.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProviderFailure {
    /// Our kind, where the provider's code tells more than the status.
    pub kind: Option<ErrorKind>,
    /// The provider's code.
    pub code: Option<String>,
    /// The provider's message; it is scrubbed before it stands in an error.
    pub message: Option<String>,
    /// The fields that the provider complains about.
    pub fields: Vec<FieldProblem>,
    /// Whether this is a refusal of which the provider documents that it comes before anything is
    /// done, recognized by its envelope and its code. A write is then retried where the kind is one
    /// that passes, whatever the status. It is false by default.
    pub refused_before_acting: bool,
    /// Whether this is the stored response to an earlier request under the same idempotency key, of which the
    /// provider documents how it is known (a header, mostly). It is false by default.
    pub replayed: bool,
}

impl ProviderFailure {
    /// A refusal of which nothing is known but that it is one.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the kind, where the provider's code tells more than the status.
    #[must_use]
    pub fn with_kind(mut self, kind: impl Into<Option<ErrorKind>>) -> Self {
        self.kind = kind.into();
        self
    }

    /// Sets the provider's code.
    #[must_use]
    pub fn with_code(mut self, code: impl Into<Option<String>>) -> Self {
        self.code = code.into();
        self
    }

    /// Sets the provider's message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<Option<String>>) -> Self {
        self.message = message.into();
        self
    }

    /// Sets the fields that the provider complains about.
    #[must_use]
    pub fn with_fields(mut self, fields: Vec<FieldProblem>) -> Self {
        self.fields = fields;
        self
    }

    /// Sets the kind that this table gives to the provider's code, where there is no kind yet.
    #[must_use]
    pub fn with_kind_of_code(mut self, codes: &[(&str, ErrorKind)]) -> Self {
        let known = |(code, _): &&(&str, ErrorKind)| Some(*code) == self.code.as_deref();
        let kind = || codes.iter().find(known).map(|(_, kind)| *kind);
        self.kind = self.kind.or_else(kind);
        self
    }

    /// Sets [`refused_before_acting`](Self::refused_before_acting). A status is no proof of it, and neither is
    /// a code that anything in front of the provider may send as well.
    #[must_use]
    pub fn with_refused_before_acting(mut self, refused: bool) -> Self {
        self.refused_before_acting = refused;
        self
    }

    /// Sets [`replayed`](Self::replayed). Such a refusal answers an attempt whose outcome was unknown, which no
    /// other does; see [`Request::idempotent_by`](crate::Request::idempotent_by).
    #[must_use]
    pub fn with_replayed(mut self, replayed: bool) -> Self {
        self.replayed = replayed;
        self
    }
}

impl fmt::Debug for ProviderFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderFailure")
            .field("kind", &self.kind)
            .field(
                "code",
                &self.code.as_deref().map(customer_core::adapter::scrub),
            )
            .field("fields", &self.fields.len())
            .field("refused_before_acting", &self.refused_before_acting)
            .field("replayed", &self.replayed)
            .finish_non_exhaustive()
    }
}

/// The message where the provider gave none.
pub(crate) fn default_message(status: StatusCode, kind: ErrorKind) -> &'static str {
    if status.is_redirection() {
        return "the provider answered with a redirect, and redirects are not followed";
    }
    match kind {
        ErrorKind::OutcomeUnknown => {
            "the provider failed after the request was sent; whether it acted is not known"
        }
        ErrorKind::UnexpectedResponse => {
            "the provider answered with a status that has no meaning here"
        }
        _ => status.canonical_reason().unwrap_or(""),
    }
}

/// The message for the last attempt of a write under a key that an earlier attempt left open.
pub(crate) fn after_open_attempt(message: &str) -> String {
    format!("an earlier attempt may have been done; the last one failed: {message}")
}
