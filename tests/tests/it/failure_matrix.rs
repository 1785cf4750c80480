//! Every fault at every operation of every provider: what the caller learns, what is retried, how often the server acted,
//! and how long it takes at most.

mod rules;
mod scenes;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use customer_core::{ErrorKind, Operation, RetryAdvice};
use customer_http::{AttemptMetrics, MetricsHook, RandomSource, WaitMetrics};
use customer_sandbox::Fault;
use customer_tests::adapters::{ADAPTERS, Adapter};
use customer_tests::failure_matrix::{Class, Ended, Seen, page};
use customer_tests::stage_clock::StageClock;
use expect_test::expect_file;
use futures_util::StreamExt;

use rules::{RULES, Rule, expected};
use scenes::{SCENES, Scene, Stage, Subject};

/// How many sandboxes are at work side by side.
const AT_ONCE: usize = 16;

#[tokio::test(flavor = "multi_thread")]
async fn every_fault_at_every_operation_of_every_provider() {
    let batches = RULES.iter().flat_map(|rule| {
        ADAPTERS.iter().flat_map(move |adapter| {
            let scenes: Vec<&Scene> = scenes_of(adapter).collect();
            // Where attempts hang, time passes: those are side by side.
            let size = if rule.hangs { 1 } else { scenes.len() };
            let batches: Vec<Vec<&Scene>> = scenes.chunks(size).map(<[_]>::to_vec).collect();
            batches.into_iter().map(move |scenes| (rule, scenes))
        })
    });
    let batches: Vec<Vec<Seen>> = futures_util::stream::iter(batches)
        .map(|(rule, scenes)| async move {
            tokio::spawn(batch(rule, scenes))
                .await
                .unwrap_or_else(|error| panic!("{}: {error}", rule.name))
        })
        .buffered(AT_ONCE)
        .collect()
        .await;
    expect_file!["../../../docs/failure-matrix.md"].assert_eq(&page(&batches.concat()));
}

#[test]
fn every_claimed_operation_is_in_the_failure_matrix() {
    for adapter in ADAPTERS {
        let capabilities = (adapter.capabilities)();
        let claimed: BTreeSet<Operation> = Operation::ALL
            .iter()
            .copied()
            .filter(|operation| capabilities.supports(*operation))
            .collect();
        let staged: BTreeSet<Operation> = scenes_of(adapter).map(|scene| scene.operation).collect();
        assert_eq!(staged, claimed, "{}", adapter.provider);
    }
}

fn scenes_of(adapter: &'static Adapter) -> impl Iterator<Item = &'static Scene> {
    let is_of = |scene: &&Scene| scene.adapter.provider == adapter.provider;
    SCENES.iter().filter(is_of)
}

/// One fault, at operations of one provider.
async fn batch(rule: &'static Rule, scenes: Vec<&'static Scene>) -> Vec<Seen> {
    let stage = Arc::new(Stage::start().await);
    let mut seen = Vec::new();
    for scene in scenes {
        let mut ended = Vec::new();
        for is_struck_once in [false, true] {
            let case = Case {
                rule,
                scene,
                stage: &stage,
                is_struck_once,
            };
            let is = case.play().await;
            let name = format!("{} at {}, once: {is_struck_once}", rule.name, scene.name());
            assert_eq!(is, expected(rule, scene, is_struck_once), "{name}");
            assert!(is.acted <= 1 || rule.is_assumed_away, "{name}");
            ended.push(is);
        }
        seen.push(Seen {
            fault: rule.name,
            place: scene.name(),
            class: scene.class,
            is_assumed_away: rule.is_assumed_away,
            always: ended[0],
            once: ended[1],
        });
    }
    seen
}

struct Case<'a> {
    rule: &'static Rule,
    scene: &'static Scene,
    stage: &'a Arc<Stage>,
    is_struck_once: bool,
}

impl Case<'_> {
    async fn play(&self) -> Ended {
        let Self {
            rule, scene, stage, ..
        } = self;
        let sandbox = &stage.sandbox;
        let clean = stage.connect(scene.adapter, scenes::without_faults());
        let subject = Subject::prepare(scene, sandbox, &*clean).await;
        // Where a time-out is to strike, a second of the stage is a 60th of a real one.
        let clock = StageClock::new(if rule.hangs { 60 } else { 1 });
        let mut options = scenes::options()
            .clock(clock.clone())
            .random_source(Highest);
        let fault = self.fault();
        let refusals = Arc::new(Refusals {
            stage: Arc::clone(stage),
            end: self.is_struck_once,
            refused: AtomicU32::new(0),
        });
        if rule.refuses {
            options = options.metrics(refusals.clone());
        }
        let provider = stage.connect(scene.adapter, options);
        sandbox.clear_requests();
        sandbox.faults().push(fault);
        let result = scene.act(&*provider, &subject).await;
        sandbox.faults().clear();

        let took = round(clock.passed());
        let base_path = stage.base_path(scene.adapter);
        let arrived = sandbox.requests().into_iter().filter(|request| {
            let path = request.path.strip_prefix(base_path);
            request.method == scene.method && path.is_some_and(|path| scene.is_on_route(path))
        });
        let arrived = u32::try_from(arrived.count()).unwrap();
        let requests = arrived + refusals.refused.load(Ordering::SeqCst);
        if let Err(error) = &result {
            self.check(error, requests);
        }
        let mut acted = subject.acted(scene, sandbox, &*clean).await;
        if rule.acts_later && scene.class == Class::Write {
            // The server works on what the caller gave up.
            for _ in 0..1000 {
                if acted > 0 {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
                acted = subject.acted(scene, sandbox, &*clean).await;
            }
        }
        Ended {
            error: result.err().map(|error| error.kind()),
            requests,
            acted,
            took,
        }
    }

    fn fault(&self) -> Fault {
        let scene = self.scene;
        let fault = (self.rule.fault)()
            .provider(scene.adapter.provider)
            .method(scene.method)
            .route(scene.route);
        if self.is_struck_once {
            fault.times(1)
        } else {
            fault.always()
        }
    }

    /// What holds for every error, whatever its kind.
    fn check(&self, error: &customer_core::Error, requests: u32) {
        let name = format!("{} at {}: {error}", self.rule.name, self.scene.name());
        assert_eq!(error.operation(), Some(self.scene.operation), "{name}");
        assert_eq!(
            error.provider().map(customer_core::ProviderName::as_str),
            Some(self.scene.adapter.provider.name()),
            "{name}"
        );
        assert_eq!(error.attempts(), requests, "{name}");
        assert_eq!(
            error.pending().is_some(),
            error.kind() == ErrorKind::OutcomeUnknown,
            "{name}"
        );
        if let Some(pending) = error.pending() {
            assert_eq!(pending.operation, self.scene.operation, "{name}");
        }
        let advice = match error.kind() {
            ErrorKind::OutcomeUnknown => RetryAdvice::OutcomeUnknown,
            ErrorKind::ConnectionFailed
            | ErrorKind::TimedOut
            | ErrorKind::Unavailable
            | ErrorKind::RateLimited => RetryAdvice::SafeToRetry,
            _ => RetryAdvice::DoNotRetry,
        };
        assert_eq!(error.retry_advice(), advice, "{name}");
        // Repeated to the end of the policy: an outer loop should stop too.
        let is_exhausted = advice == RetryAdvice::SafeToRetry && requests > 1;
        assert_eq!(error.is_exhausted(), is_exhausted, "{name}");
        assert_eq!(
            error.retry_after().map(|wait| wait.as_secs()),
            self.rule.retry_after,
            "{name}"
        );
    }
}

/// To the millisecond: the highest draw is a nanosecond short of its bound.
fn round(time: Duration) -> Duration {
    let milliseconds = (time + Duration::from_micros(500)).as_millis();
    Duration::from_millis(u64::try_from(milliseconds).unwrap())
}

/// Jitter that always draws the longest wait.
#[derive(Debug)]
struct Highest;

impl RandomSource for Highest {
    fn next_u64(&self) -> u64 {
        u64::MAX
    }
}

/// Counts the connections that were refused, and lets the next ones through once a call waits to try again.
#[derive(Debug)]
struct Refusals {
    stage: Arc<Stage>,
    end: bool,
    refused: AtomicU32,
}

impl MetricsHook for Refusals {
    fn on_attempt(&self, attempt: &AttemptMetrics<'_>) {
        if attempt.error == Some(ErrorKind::ConnectionFailed) {
            self.refused.fetch_add(1, Ordering::SeqCst);
        }
    }

    fn on_wait(&self, _: &WaitMetrics<'_>) {
        if self.end {
            self.stage.sandbox.faults().clear();
        }
    }
}
