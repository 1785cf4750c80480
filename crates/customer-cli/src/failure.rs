//! Why a call or a command failed, and how that is shown.

use std::fmt::Write as _;

use customer_core::{Error, ErrorKind, FieldProblem};
use serde::Serialize;

use crate::exit::Exit;
use crate::input::InputError;
use crate::next_step::next_step;

/// Why a call or a command failed.
#[derive(Debug)]
pub(crate) enum Failure {
    /// An error of the adapter.
    Provider(Error),
    /// The input cannot be read.
    Input(InputError),
    /// A setting is missing or invalid, or the sandbox cannot be started.
    Setup(String),
}

impl Failure {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Provider(error) => error.kind(),
            Self::Input(_) => ErrorKind::InvalidInput,
            Self::Setup(_) => ErrorKind::Configuration,
        }
    }

    pub(crate) fn exit(&self) -> Exit {
        self.kind().into()
    }

    /// The message with its causes, in one line.
    pub(crate) fn message(&self) -> String {
        match self {
            Self::Provider(error) => describe(error),
            Self::Input(error) => error.to_string(),
            Self::Setup(message) => message.clone(),
        }
    }

    /// What to do next about it, where something is known that helps.
    pub(crate) fn next_step(&self) -> Option<String> {
        match self {
            Self::Provider(error) => next_step(error),
            Self::Input(_) | Self::Setup(_) => None,
        }
    }

    /// The fields that caused the failure.
    pub(crate) fn fields(&self) -> Vec<&str> {
        match self {
            Self::Provider(error) => error
                .fields()
                .iter()
                .map(|problem| problem.field.as_str())
                .collect(),
            Self::Input(error) => error.field().into_iter().collect(),
            Self::Setup(_) => Vec::new(),
        }
    }
}

/// An error with its causes and the time to wait, in one line.
pub(crate) fn describe(error: &Error) -> String {
    let mut message = with_causes(error);
    if let Some(seconds) = retry_after_seconds(error) {
        // Writing to a string does not fail.
        let _ = write!(message, "; wait {seconds} s before the next call");
    }
    message
}

/// How long to wait before the next call, in seconds, rounded up.
fn retry_after_seconds(error: &Error) -> Option<u64> {
    let wait = error.retry_after()?;
    Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0))
}

/// An error and its causes, in one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        // Writing to a string does not fail.
        let _ = write!(message, ": {cause}");
        source = cause.source();
    }
    message
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Provider(error)
    }
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Self {
        Self::Input(error)
    }
}

/// A failure in the JSON output.
#[derive(Debug, Serialize)]
pub(crate) struct ErrorEntry {
    kind: ErrorKind,
    message: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fields: Vec<String>,
    /// The fields with what is wrong with each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<FieldProblem>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_after_seconds: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_step: Option<String>,
}

impl From<&Failure> for ErrorEntry {
    fn from(failure: &Failure) -> Self {
        let provider = match failure {
            Failure::Provider(error) => Some(error),
            Failure::Input(_) | Failure::Setup(_) => None,
        };
        Self {
            kind: failure.kind(),
            message: failure.message(),
            fields: failure.fields().into_iter().map(str::to_owned).collect(),
            problems: provider.map_or_else(Vec::new, |error| error.fields().to_vec()),
            status: provider.and_then(Error::status),
            code: provider.and_then(Error::code).map(str::to_owned),
            request_id: provider.and_then(Error::request_id).map(str::to_owned),
            retry_after_seconds: provider.and_then(retry_after_seconds),
            next_step: failure.next_step(),
        }
    }
}
