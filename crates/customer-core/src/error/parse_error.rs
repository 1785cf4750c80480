//! The one error of the parsers of values.

use std::borrow::Cow;

/// A text is not what it should be.
///
/// It says what was expected and why the text is not that. It never shows the text: e-mail
/// addresses and phone numbers are personal, and errors end up in logs.
///
/// ```
/// use customer_core::EmailAddress;
///
/// let error = EmailAddress::parse("ada.example.com").unwrap_err();
/// assert_eq!(error.to_string(), "not an e-mail address: there is no @");
/// assert_eq!(error.reason(), "there is no @");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not {what}: {reason}")]
pub struct ParseError {
    what: &'static str,
    reason: Cow<'static, str>,
}

impl ParseError {
    /// `what` with its article, as in "an e-mail address"; `reason` without the text that was refused.
    pub(crate) fn new(what: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self {
            what,
            reason: reason.into(),
        }
    }

    /// What the text should have been, with its article: "an e-mail address".
    pub fn what(&self) -> &str {
        self.what
    }

    /// Why it is not that: "there is no @".
    pub fn reason(&self) -> &str {
        &self.reason
    }
}
