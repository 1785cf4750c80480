//! Spans and numbers. Written by hand: the attribute macro costs applications build time.

use std::future::poll_fn;
use std::pin::Pin;
use std::time::Duration;

use customer_core::ErrorKind;
use tracing::{Span, field};

use crate::client::inner::Inner;
use crate::response::response::Context;
use crate::telemetry::metrics::{AttemptMetrics, CallMetrics, Outcome, WaitMetrics, WaitReason};
use crate::{Effect, Request};

/// The span of a whole call.
pub(crate) fn call_span(inner: &Inner, request: &Request) -> Span {
    tracing::info_span!(
        "customer.call",
        otel.name = request.0.operation.as_str(),
        otel.kind = "internal",
        otel.status_code = field::Empty,
        customer.provider = inner.provider.as_str(),
        customer.operation = request.0.operation.as_str(),
        customer.effect = match request.0.effect {
            Effect::Read => "read",
            Effect::Write => "write",
        },
        customer.outcome = field::Empty,
        customer.attempts = field::Empty,
        error.type = field::Empty,
    )
}

/// The span of one attempt, with the names of OpenTelemetry's conventions for HTTP clients. Never
/// `url.full`: ids and e-mail addresses stand in paths. At DEBUG, since a second span would
/// double what a read pays.
pub(crate) fn attempt_span(inner: &Inner, request: &Request, attempt: u32) -> Span {
    let span = tracing::debug_span!(
        "customer.attempt",
        otel.name = %format_args!("{} {}", request.0.method, request.0.route.template),
        otel.kind = "client",
        otel.status_code = field::Empty,
        customer.provider = inner.provider.as_str(),
        http.request.method = request.0.method.as_str(),
        url.template = &*request.0.route.template,
        url.scheme = inner.base.scheme(),
        server.address = inner.base.host_str(),
        server.port = inner.base.port_or_known_default(),
        http.request.resend_count = field::Empty,
        http.response.status_code = field::Empty,
        error.type = field::Empty,
    );
    // The convention counts repetitions and leaves the first request without.
    if attempt > 1 {
        span.record("http.request.resend_count", attempt - 1);
    }
    span
}

/// Drives a future inside a span, without `Instrument`, which enters the span once more for the drop.
pub(crate) fn within<F: Future>(
    span: &Span,
    mut future: Pin<&mut F>,
) -> impl Future<Output = F::Output> {
    poll_fn(move |context| span.in_scope(|| future.as_mut().poll(context)))
}

/// Writes down how an attempt ended.
pub(crate) fn attempt_ended(
    inner: &Inner,
    context: &Context,
    span: &Span,
    attempt: u32,
    status: Option<u16>,
    error: Option<ErrorKind>,
    duration: Duration,
) {
    if let Some(status) = status {
        span.record("http.response.status_code", status);
    }
    if let Some(kind) = error {
        // The convention: the status where there is one, else the sort of error.
        match status.filter(|status| *status >= 400) {
            Some(status) => span.record("error.type", field::display(status)),
            None => span.record("error.type", kind.as_str()),
        };
        span.record("otel.status_code", "ERROR");
    }
    if let Some(metrics) = &inner.options.metrics {
        metrics.on_attempt(&AttemptMetrics {
            provider: &context.provider,
            operation: context.operation,
            attempt,
            status,
            error,
            duration,
        });
    }
}

/// Writes down how a call ended.
pub(crate) fn call_ended(
    inner: &Inner,
    context: &Context,
    span: &Span,
    attempts: u32,
    outcome: Outcome,
    duration: Duration,
) {
    tracing::record_all!(
        span,
        customer.outcome = outcome.as_str(),
        customer.attempts = attempts
    );
    if outcome != Outcome::Ok {
        span.record("error.type", outcome.as_str());
        span.record("otel.status_code", "ERROR");
    }
    if let Some(metrics) = &inner.options.metrics {
        metrics.on_call(&CallMetrics {
            provider: &context.provider,
            operation: context.operation,
            attempts,
            outcome,
            duration,
            retry_budget_left: inner.options.retry.budget.left(),
        });
    }
}

/// Writes down a wait.
pub(crate) fn waits(inner: &Inner, context: &Context, reason: WaitReason, duration: Duration) {
    tracing::debug!(
        customer.wait.reason = reason.as_str(),
        customer.wait.ms = u64::try_from(duration.as_millis()).unwrap_or(u64::MAX),
        "waiting"
    );
    if let Some(metrics) = &inner.options.metrics {
        metrics.on_wait(&WaitMetrics {
            provider: &context.provider,
            operation: context.operation,
            reason,
            duration,
        });
    }
}
