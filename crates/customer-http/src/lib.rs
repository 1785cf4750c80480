#![forbid(unsafe_code)]
#![doc = include_str!("../README.md")]

mod authorization;
mod base;
mod bucket;
mod budget;
mod builder;
mod call;
mod classify;
mod client;
mod clock;
mod content_coding;
mod decode;
mod excerpt;
mod exchange;
mod failure;
mod jwt;
mod limiter;
mod metrics;
mod options;
mod peek;
mod provider_clock;
mod random;
mod records;
mod request;
mod response;
mod retry;
mod retry_after;
mod route;
mod safety;
mod telemetry;
mod tls;
mod token;

pub use authorization::{Authorization, BearerKey, Credentials, HeaderKey, NoAuthorization};
pub use budget::RetryBudget;
pub use builder::HttpClientBuilder;
pub use client::HttpClient;
pub use clock::{Clock, FastForwardClock, Sleep, TokioClock};
pub use failure::ProviderFailure;
pub use limiter::{RateLimit, RateLimiter};
pub use metrics::{AttemptMetrics, CallMetrics, MetricsHook, Outcome, WaitMetrics, WaitReason};
pub use options::HttpOptions;
pub use random::{DefaultRandomSource, RandomSource};
pub use records::RecordList;
pub use request::{Effect, Request};
pub use response::Response;
pub use retry::RetryPolicy;
pub use retry_after::parse_retry_after;
pub use route::path_segment;
pub use tls::RootCertificate;
pub use token::{RefreshingToken, RefreshingTokenBuilder, TokenPair, TokenRefresher, TokenStore};

pub use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
pub use reqwest::{Method, StatusCode};
pub use secrecy::SecretString;
