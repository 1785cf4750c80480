//! What has to happen, written down once: for each fault, for reads and for writes.

use std::time::Duration;

use customer_core::ErrorKind::{
    AlreadyExists, ConnectionFailed, InvalidInput, NotFound, OutcomeUnknown, PermissionDenied,
    RateLimited, Rejected, TimedOut, Unauthenticated, Unavailable, UnexpectedResponse,
};
use customer_core::Operation;
use customer_sandbox::{Effect, Fault, ResetPoint};
use customer_tests::failure_matrix::{Class, Ended, Outcome, fails, succeeds};

use super::scenes::Scene;

/// A fault, and what it must lead to.
#[derive(Debug)]
#[allow(clippy::struct_excessive_bools)] // Each is a question of its own.
pub(crate) struct Rule {
    pub(crate) name: &'static str,
    pub(crate) fault: fn() -> Fault,
    read: Outcome,
    write: Outcome,
    /// What the error says of `Retry-After`, in seconds.
    pub(crate) retry_after: Option<u64>,
    /// Attempts time out.
    pub(crate) hangs: bool,
    /// Connections are refused.
    pub(crate) refuses: bool,
    /// A write is carried out after its caller gave up.
    pub(crate) acts_later: bool,
    /// We assume that no provider and no proxy behaves like this: a write may be done twice.
    pub(crate) is_assumed_away: bool,
}

const fn rule(name: &'static str, fault: fn() -> Fault, read: Outcome, write: Outcome) -> Rule {
    Rule {
        name,
        fault,
        read,
        write,
        retry_after: None,
        hangs: false,
        refuses: false,
        acts_later: false,
        is_assumed_away: false,
    }
}

impl Rule {
    const fn retry_after(self, seconds: u64) -> Self {
        Self {
            retry_after: Some(seconds),
            ..self
        }
    }

    const fn hangs(self) -> Self {
        Self {
            hangs: true,
            ..self
        }
    }

    const fn refuses(self) -> Self {
        Self {
            refuses: true,
            ..self
        }
    }

    const fn acts_later(self) -> Self {
        Self {
            acts_later: true,
            ..self
        }
    }

    const fn assumed_away(self) -> Self {
        Self {
            is_assumed_away: true,
            ..self
        }
    }
}

/// A time-out of a read: 30 s, 250 ms, 30 s. Then 60 s are over, and no further attempt begins.
const READ_TIMED_OUT: Outcome = fails(TimedOut).retried_until(2, 30_250, 60_250);

/// Longer than an attempt of the stage, in real time.
const LONG: Duration = Duration::from_millis(800);
/// In time, by far.
const SHORT: Duration = Duration::from_millis(5);

/// The rules. A read may always be retried. A write may be where the server cannot have acted: no connection was made, or it
/// said so with 429. Where it may have acted, the outcome is unknown; a 503 with `Retry-After` proves nothing.
pub(crate) static RULES: &[Rule] = &[
    // No connection.
    rule(
        "connections are refused",
        || Fault::refuse_connections(None),
        fails(ConnectionFailed).retried(),
        fails(ConnectionFailed).retried(),
    )
    .refuses(),
    // The request left, and no response came.
    rule(
        "reset before the request is read",
        || Fault::reset(ResetPoint::BeforeReading),
        fails(ConnectionFailed).retried(),
        fails(OutcomeUnknown),
    ),
    rule(
        "reset after the request is read",
        || Fault::reset(ResetPoint::AfterReading),
        fails(ConnectionFailed).retried(),
        fails(OutcomeUnknown),
    ),
    rule(
        "reset after it is carried out",
        || Fault::reset(ResetPoint::AfterCommitting),
        fails(ConnectionFailed).retried(),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "reset in the response's head",
        || Fault::reset(ResetPoint::InHead),
        fails(ConnectionFailed).retried(),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "reset in the response's body",
        || Fault::reset(ResetPoint::InBody),
        fails(ConnectionFailed).retried(),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "the response's body is cut off",
        Fault::cut_body,
        fails(ConnectionFailed).retried(),
        fails(OutcomeUnknown).acted(),
    ),
    // Time.
    rule(
        "slow, and in time",
        || Fault::delay(SHORT),
        succeeds(),
        succeeds(),
    ),
    rule(
        "the response's body trickles, and is whole in time",
        || Fault::trickle_body(64, Duration::from_millis(1)),
        succeeds(),
        succeeds(),
    ),
    rule(
        "no response in time, and carried out later",
        || Fault::delay(LONG),
        READ_TIMED_OUT,
        fails(OutcomeUnknown).late().acted(),
    )
    .hangs()
    .acts_later(),
    rule(
        "no response in time, and carried out",
        || Fault::delay(LONG).after_acting(),
        READ_TIMED_OUT,
        fails(OutcomeUnknown).late().acted(),
    )
    .hangs(),
    rule(
        "the response's body trickles without end",
        || Fault::trickle_body(1, LONG),
        READ_TIMED_OUT,
        fails(OutcomeUnknown).late().acted(),
    )
    .hangs(),
    // Refusals for now.
    rule(
        "429",
        || Fault::status(429),
        fails(RateLimited).retried(),
        fails(RateLimited).retried(),
    ),
    rule(
        "429, `Retry-After: 7`",
        || Fault::status(429).retry_after("7"),
        fails(RateLimited).retried_until(4, 7250, 21_750),
        fails(RateLimited).retried_until(4, 7250, 21_750),
    )
    .retry_after(7),
    rule(
        "429, `Retry-After: 600`",
        || Fault::status(429).retry_after("600"),
        fails(RateLimited),
        fails(RateLimited),
    )
    .retry_after(600),
    rule(
        "429 after it is carried out",
        || Fault::status(429).after_acting(),
        fails(RateLimited).retried(),
        // What sets a value shows once.
        fails(RateLimited).retried().acted(),
    )
    .assumed_away(),
    rule(
        "503, `Retry-After: 7`",
        || Fault::status(503).retry_after("7"),
        fails(Unavailable).retried_until(4, 7250, 21_750),
        fails(OutcomeUnknown),
    )
    .retry_after(7),
    rule(
        "503, `Retry-After: 7` after it is carried out",
        || Fault::status(503).retry_after("7").after_acting(),
        fails(Unavailable).retried_until(4, 7250, 21_750),
        fails(OutcomeUnknown).acted(),
    )
    .retry_after(7),
    rule(
        "503",
        || Fault::status(503),
        fails(Unavailable).retried(),
        fails(OutcomeUnknown),
    ),
    rule(
        "503 after it is carried out",
        || Fault::status(503).after_acting(),
        fails(Unavailable).retried(),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "500",
        || Fault::status(500),
        fails(Unavailable).retried(),
        fails(OutcomeUnknown),
    ),
    rule(
        "500 after it is carried out",
        || Fault::status(500).after_acting(),
        fails(Unavailable).retried(),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "502 with a page in HTML",
        || Fault::html(502),
        fails(Unavailable).retried(),
        fails(OutcomeUnknown),
    ),
    rule(
        "408",
        || Fault::status(408),
        fails(TimedOut).retried(),
        fails(OutcomeUnknown),
    ),
    // Refusals for good.
    rule(
        "400",
        || Fault::status(400),
        fails(InvalidInput),
        fails(InvalidInput),
    ),
    rule(
        "401",
        || Fault::status(401),
        fails(Unauthenticated),
        fails(Unauthenticated),
    ),
    rule(
        "403",
        || Fault::status(403),
        fails(PermissionDenied),
        fails(PermissionDenied),
    ),
    rule(
        "404",
        || Fault::status(404),
        fails(NotFound),
        fails(NotFound),
    ),
    rule(
        "409",
        || Fault::status(409),
        fails(AlreadyExists),
        fails(AlreadyExists),
    ),
    // Answers that no provider should give.
    rule(
        "307 to another origin",
        || Fault::redirect("http://127.0.0.1:9/"),
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
    rule(
        "302 after it is carried out",
        || {
            Fault::new(Effect::Redirect {
                status: 302,
                location: "http://127.0.0.1:9/".to_owned(),
            })
            .after_acting()
        },
        fails(UnexpectedResponse),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "a status above 599 after it is carried out",
        || Fault::status(600).after_acting(),
        fails(UnexpectedResponse),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "303 after it is carried out",
        || {
            Fault::new(Effect::Redirect {
                status: 303,
                location: "http://127.0.0.1:9/".to_owned(),
            })
            .after_acting()
        },
        fails(UnexpectedResponse),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "200 with a page in HTML",
        || Fault::html(200),
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
    rule(
        "200 that is not UTF-8",
        Fault::invalid_utf8,
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
    rule(
        "200 without a body",
        Fault::empty,
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
    rule(
        "200 that says it failed",
        Fault::success_false,
        fails(Rejected),
        fails(Rejected),
    ),
    rule(
        "200 in a content coding that was not asked for, after it is carried out",
        || Fault::encoded("br").after_acting(),
        fails(UnexpectedResponse),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "200 with a record and an error at once, after it is carried out",
        || Fault::record_and_error().after_acting(),
        fails(UnexpectedResponse),
        fails(OutcomeUnknown).acted(),
    ),
    rule(
        "200 with 1 GiB",
        Fault::huge_body,
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
    rule(
        "200 with 1 GiB, announced",
        || {
            Fault::new(Effect::HugeBody {
                bytes: 1 << 30,
                announced: true,
            })
        },
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
    rule(
        "200 that inflates to 1 GiB",
        Fault::inflating_body,
        fails(UnexpectedResponse),
        fails(OutcomeUnknown),
    ),
];

/// Where a create or an addition that is retried has been done before: that shows.
fn repeated(rule: &Rule, scene: &Scene) -> Option<Outcome> {
    let is_added = matches!(
        scene.operation,
        Operation::CreateCustomer | Operation::AddAddress
    );
    (rule.name == "429 after it is carried out" && is_added)
        .then(|| fails(RateLimited).retried().acted_times(4).then(None, 2))
}

/// How a call has to end.
pub(crate) fn expected(rule: &Rule, scene: &Scene, is_struck_once: bool) -> Ended {
    let by_rule = match scene.class {
        Class::Read => rule.read,
        Class::Write => rule.write,
    };
    let always = (scene.adapter.exception)(rule.name, scene.class, scene.operation)
        .or_else(|| repeated(rule, scene))
        .unwrap_or(by_rule);
    let outcome = match always.again_after {
        // A retried call succeeds the second time, unless the first was done.
        Some(again_after) if is_struck_once => Outcome {
            error: always.again.0,
            acted: always.again.1,
            requests: 2,
            took: again_after,
            ..succeeds()
        },
        _ => always,
    };
    Ended {
        error: outcome.error,
        requests: outcome.requests,
        acted: if scene.changes() { outcome.acted } else { 0 },
        took: Duration::from_millis(outcome.took),
    }
}
