//! A provider's published rate limit, kept on our side: the token bucket, and the queue of calls that wait
//! for a token.

pub(crate) mod bucket;
pub(crate) mod limiter;
pub(crate) mod rate_limit;

pub use limiter::RateLimiter;
pub use rate_limit::RateLimit;
