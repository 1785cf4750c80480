//! What `-v` and `-vv` print on standard error: a line for each call, and for each attempt and wait.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;

use customer_http::{AttemptMetrics, CallMetrics, MetricsHook, WaitMetrics, WaitReason};

use super::messages::detail;

static VERBOSITY: AtomicU8 = AtomicU8::new(0);

/// Sets how often `--verbose` was given.
pub(crate) fn set_verbosity(verbosity: u8) {
    VERBOSITY.store(verbosity, Ordering::Relaxed);
}

/// The hook that prints what was asked for, if anything was.
pub(crate) fn hook() -> Option<Arc<dyn MetricsHook>> {
    match VERBOSITY.load(Ordering::Relaxed) {
        0 => None,
        verbosity => Some(Arc::new(CallLog {
            with_attempts: verbosity > 1,
        })),
    }
}

#[derive(Debug)]
struct CallLog {
    with_attempts: bool,
}

impl MetricsHook for CallLog {
    fn on_attempt(&self, attempt: &AttemptMetrics<'_>) {
        if self.with_attempts {
            detail(attempt_line(attempt));
        }
    }

    fn on_call(&self, call: &CallMetrics<'_>) {
        detail(call_line(call));
    }

    fn on_wait(&self, wait: &WaitMetrics<'_>) {
        if self.with_attempts {
            detail(wait_line(wait));
        }
    }
}

/// `komerza get_customer: ok in 12 ms, 1 request`.
fn call_line(call: &CallMetrics<'_>) -> String {
    let requests = match call.attempts {
        1 => "1 request".to_owned(),
        attempts => format!("{attempts} requests"),
    };
    format!(
        "{} {}: {} in {}, {requests}",
        call.provider,
        call.operation,
        call.outcome.as_str(),
        shown(call.duration)
    )
}

/// `komerza get_customer: attempt 2: 503 (unavailable) after 12 ms`.
fn attempt_line(attempt: &AttemptMetrics<'_>) -> String {
    let mut line = format!(
        "{} {}: attempt {}: ",
        attempt.provider, attempt.operation, attempt.attempt
    );
    // Writing to a string does not fail.
    let _ = match (attempt.status, attempt.error) {
        (Some(status), Some(error)) => write!(line, "{status} ({error})"),
        (Some(status), None) => write!(line, "{status}"),
        (None, Some(error)) => write!(line, "no response ({error})"),
        (None, None) => write!(line, "no response"),
    };
    let _ = write!(line, " after {}", shown(attempt.duration));
    line
}

/// `komerza get_customer: waits 250 ms before the next attempt (backoff)`.
fn wait_line(wait: &WaitMetrics<'_>) -> String {
    let (provider, operation, duration) = (wait.provider, wait.operation, shown(wait.duration));
    match wait.reason {
        WaitReason::RateLimit => {
            format!("{provider} {operation}: waited {duration} (our own rate limit)")
        }
        WaitReason::RetryAfter => format!(
            "{provider} {operation}: waits {duration} before the next attempt (the provider asks for it)"
        ),
        _ => format!("{provider} {operation}: waits {duration} before the next attempt (backoff)"),
    }
}

/// Milliseconds below ten seconds, else seconds.
fn shown(duration: Duration) -> String {
    if duration < Duration::from_secs(10) {
        format!("{} ms", duration.as_millis())
    } else {
        format!("{:.1} s", duration.as_secs_f64())
    }
}
