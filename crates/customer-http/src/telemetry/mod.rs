//! What calls report: spans for logs and traces, and numbers for metrics. What belongs here observes
//! and never changes a call, and shows no value that a customer or a credential has.

pub(crate) mod metrics;
pub(crate) mod spans;

pub use metrics::{AttemptMetrics, CallMetrics, MetricsHook, Outcome, WaitMetrics, WaitReason};
