//! How a law ends.

use std::fmt;

/// How a law ended that was not broken.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It holds.
    Passed,
    /// It was not asked.
    #[non_exhaustive]
    Skipped {
        /// Why.
        reason: String,
    },
}

/// What a provider or its harness does wrong, and what to write.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// What is wrong.
    pub fault: String,
    /// What to write.
    pub remedy: String,
}

impl Violation {
    /// A fault, and what to write.
    pub fn new(fault: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self {
            fault: fault.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}\n  write: {}", self.fault, self.remedy)
    }
}

impl std::error::Error for Violation {}

/// What a law returns.
pub type LawResult = Result<Outcome, Violation>;

/// Why a law does not go on.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It does not apply.
    Skip(String),
    /// It is broken.
    Broken(Violation),
}

impl From<Violation> for Stop {
    fn from(violation: Violation) -> Self {
        Self::Broken(violation)
    }
}

/// The end of a law's body.
pub(crate) type Checked<T = ()> = Result<T, Stop>;

pub(crate) fn law(body: impl FnOnce() -> Checked) -> LawResult {
    match body() {
        Ok(()) => Ok(Outcome::Passed),
        Err(Stop::Skip(reason)) => Ok(Outcome::Skipped { reason }),
        Err(Stop::Broken(violation)) => Err(violation),
    }
}

/// Breaks the law: the fault, then what to write.
pub(crate) fn broken<T>(fault: impl Into<String>, remedy: impl Into<String>) -> Checked<T> {
    Err(Stop::Broken(Violation::new(fault, remedy)))
}

/// Leaves the law out.
pub(crate) fn skip<T>(reason: impl Into<String>) -> Checked<T> {
    Err(Stop::Skip(reason.into()))
}
