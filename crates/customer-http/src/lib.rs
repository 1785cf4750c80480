#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod auth;
mod client;
mod clock;
mod rate_limit;
mod request;
mod response;
mod retry;
mod telemetry;

pub use auth::{
    Authorization, BearerKey, Credentials, HeaderKey, NoAuthorization, RefreshingToken,
    RefreshingTokenBuilder, Secret, TokenPair, TokenRefresher, TokenStore,
};
pub use client::{
    HttpClient, HttpClientBuilder, HttpOptions, RootCertificate, Setting, Settings, environment,
    setting,
};
pub use clock::{Clock, FastForwardClock, Sleep, TokioClock};
pub use rate_limit::{RateLimit, RateLimiter};
pub use request::{Effect, FormLists, Request, path_segment};
pub use response::{
    Acknowledgement, Count, ErrorBody, Flag, ProviderFailure, RecordList, Response,
};
pub use retry::{DefaultRandomSource, RandomSource, RetryBudget, RetryPolicy, parse_retry_after};
pub use telemetry::{AttemptMetrics, CallMetrics, MetricsHook, Outcome, WaitMetrics, WaitReason};

pub use http::header::{HeaderMap, HeaderName, HeaderValue};
pub use http::{Method, StatusCode};
/// For [`HttpOptions::configure_client`].
#[cfg(feature = "reqwest-client")]
pub use reqwest;
