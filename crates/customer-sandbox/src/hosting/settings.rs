//! What a sandbox was started with that concerns its stand-ins.

use std::time::Duration;

use crate::reading::Reading;
use crate::store::email_matching::EmailMatching;

/// What a sandbox was started with that concerns its stand-ins.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HostSettings {
    pub(crate) reading: Reading,
    pub(crate) email_matching: EmailMatching,
    pub(crate) enforces_rate_limit: bool,
    pub(crate) access_token_lifetime: Option<Duration>,
    pub(crate) refresh_token_lifetime: Option<Duration>,
}
