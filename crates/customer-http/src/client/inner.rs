//! What all handles on one client share.

use std::sync::Arc;
use std::time::Duration;

use customer_core::ProviderName;
use http::header::HeaderMap;

use crate::clock::provider_clock::ProviderClock;
use crate::request::base::Base;
use crate::{
    Clock, MetricsHook, ProviderFailure, RandomSource, RateLimiter, Response, RetryPolicy,
};

pub(crate) type Decoder = Arc<dyn Fn(&Response) -> Option<ProviderFailure> + Send + Sync>;

pub(crate) struct Inner {
    pub(crate) provider: ProviderName,
    pub(crate) base: Base,
    pub(crate) headers: HeaderMap,
    pub(crate) client: reqwest::Client,
    pub(crate) decoder: Decoder,
    pub(crate) limiter: Option<RateLimiter>,
    pub(crate) retry: RetryPolicy,
    pub(crate) attempt_timeout: Duration,
    pub(crate) total_timeout: Duration,
    pub(crate) max_body_bytes: usize,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) provider_clock: ProviderClock,
    pub(crate) random: Arc<dyn RandomSource>,
    pub(crate) metrics: Option<Arc<dyn MetricsHook>>,
}
