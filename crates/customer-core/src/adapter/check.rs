//! The refusal of a request that breaks its rules.

use super::Checked;
use crate::{Error, ProviderName, Result};

/// Refuses a request of an adapter's native client that breaks its rules. Call it before anything is sent.
///
/// # Errors
///
/// [`InvalidInput`](crate::ErrorKind::InvalidInput), with the [problems](Checked::problems).
pub fn check(request: &impl Checked, provider: ProviderName) -> Result<()> {
    match request.problems() {
        problems if problems.is_empty() => Ok(()),
        problems => Err(Error::invalid_input(problems).with_provider(provider)),
    }
}
