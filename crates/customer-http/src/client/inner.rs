//! What all handles on one client share.

use std::sync::Arc;

use customer_core::ProviderName;
use reqwest::Url;

use crate::clock::provider_clock::ProviderClock;
use crate::{HttpOptions, ProviderFailure, RateLimiter, Response};

pub(crate) type Decoder = Arc<dyn Fn(&Response) -> Option<ProviderFailure> + Send + Sync>;

pub(crate) struct Inner {
    pub(crate) provider: ProviderName,
    pub(crate) base: Url,
    /// It adds the headers that every request has.
    pub(crate) client: reqwest::Client,
    pub(crate) decoder: Decoder,
    pub(crate) limiter: Option<RateLimiter>,
    pub(crate) options: HttpOptions,
    pub(crate) provider_clock: ProviderClock,
}
