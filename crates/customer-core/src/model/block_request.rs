//! A request to block a customer.

use std::fmt;

use crate::value::redact::presence;

/// Why to block a customer.
#[derive(Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BlockRequest {
    /// The reason to be kept with the block.
    pub reason: Option<String>,
}

impl BlockRequest {
    /// Without a reason.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets the reason.
    #[must_use]
    pub fn with_reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }
}

impl fmt::Debug for BlockRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BlockRequest")
            .field("reason", &presence(self.reason.as_ref()))
            .finish()
    }
}
