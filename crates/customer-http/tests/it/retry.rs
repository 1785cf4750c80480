//! When a call is retried, and when it stops.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use customer_core::{Error, ErrorKind};
use customer_http::{
    AttemptMetrics, CallMetrics, Clock, FastForwardClock, HttpClient, HttpOptions, MetricsHook,
    ProviderFailure, RandomSource, RateLimit, RetryBudget, RetryPolicy, WaitMetrics, WaitReason,
};

use crate::support::{Act, Server, answer, builder, client, ok, options, read, write};

/// Draws the longest waits.
#[derive(Debug)]
struct Highest;

impl RandomSource for Highest {
    fn next_u64(&self) -> u64 {
        u64::MAX
    }
}

/// Draws the shortest waits.
#[derive(Debug)]
struct Lowest;

impl RandomSource for Lowest {
    fn next_u64(&self) -> u64 {
        0
    }
}

#[derive(Debug, Default)]
struct Recorder {
    lines: Mutex<Vec<String>>,
    waits: Mutex<Vec<(WaitReason, u128)>>,
}

impl MetricsHook for Recorder {
    fn on_attempt(&self, attempt: &AttemptMetrics<'_>) {
        self.lines.lock().unwrap().push(format!(
            "attempt {} {} {:?} {:?}",
            attempt.operation, attempt.attempt, attempt.status, attempt.error
        ));
    }

    fn on_call(&self, call: &CallMetrics<'_>) {
        self.lines.lock().unwrap().push(format!(
            "call {} {} {} {:?} {}",
            call.provider, call.operation, call.attempts, call.outcome, call.retry_budget_left
        ));
    }

    fn on_wait(&self, wait: &WaitMetrics<'_>) {
        self.waits
            .lock()
            .unwrap()
            .push((wait.reason, wait.duration.as_millis()));
    }
}

fn fails_then_succeeds(failures: usize, failure: Vec<u8>) -> impl Fn(usize) -> Act {
    move |number| {
        Act::Answer(if number < failures {
            failure.clone()
        } else {
            ok()
        })
    }
}

fn recorded(recorder: &Arc<Recorder>) -> HttpOptions {
    options()
        .clock(FastForwardClock::new())
        .random_source(Highest)
        .metrics(recorder.clone())
}

#[tokio::test]
async fn a_call_succeeds_after_backoff_and_reports_its_metrics() {
    let server = Server::start(fails_then_succeeds(2, answer(500, "", ""))).await;
    let recorder = Arc::new(Recorder::default());
    let response = client(&server.url, recorded(&recorder))
        .send(read())
        .await
        .unwrap();
    assert_eq!(response.attempts(), 3);
    assert_eq!(
        *recorder.lines.lock().unwrap(),
        [
            "attempt get_customer 1 Some(500) Some(Unavailable)",
            "attempt get_customer 2 Some(500) Some(Unavailable)",
            "attempt get_customer 3 Some(200) None",
            "call example get_customer 3 Ok 98",
        ]
    );
    assert_eq!(
        *recorder.waits.lock().unwrap(),
        [(WaitReason::Backoff, 249), (WaitReason::Backoff, 499)]
    );
}

#[tokio::test]
async fn a_dropped_call_is_counted_as_cancelled() {
    let server = Server::start(|_| Act::Hang(vec![])).await;
    let recorder = Arc::new(Recorder::default());
    let client = client(&server.url, options().metrics(recorder.clone()));
    let call = tokio::time::timeout(Duration::from_millis(100), client.send(write()));
    assert!(call.await.is_err());
    assert_eq!(
        *recorder.lines.lock().unwrap(),
        ["call example create_customer 1 Cancelled 100"]
    );
}

#[tokio::test]
async fn retry_after_is_obeyed_in_seconds_and_as_a_date() {
    for (header, wait) in [
        ("retry-after: 3\r\n", 3_249),
        (
            "date: Sun, 06 Nov 1994 08:49:30 GMT\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n",
            7_249,
        ),
        ("retry-after: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 249),
        ("retry-after: 1.5\r\n", 2_249),
        ("retry-after: -3\r\n", 249),
        ("retry-after: 3\r\nretry-after: 7\r\n", 7_249),
        ("retry-after: 7, 3\r\n", 7_249),
        ("retry-after: soon\r\nretry-after: 7\r\n", 7_249),
        (
            "date: Sun, 06 Nov 1994 08:49:30 UTC\r\nretry-after: Sun, 06 Nov 1994 08:49:37 +0000\r\n",
            7_249,
        ),
    ] {
        let server = Server::start(fails_then_succeeds(1, answer(429, header, ""))).await;
        let recorder = Arc::new(Recorder::default());
        client(&server.url, recorded(&recorder))
            .send(write())
            .await
            .unwrap();
        assert_eq!(
            *recorder.waits.lock().unwrap(),
            [(WaitReason::RetryAfter, wait)],
            "{header}"
        );
    }
}

/// A provider with a documented refusal: `busy` in its envelope means that it has not acted.
fn with_a_documented_refusal(url: &str, options: HttpOptions) -> HttpClient {
    builder(url)
        .options(options)
        .error_decoder(|response| {
            let failure = ProviderFailure::new().with_kind(ErrorKind::Unavailable);
            match &response.body()[..] {
                br#"{"code":"busy"}"# => Some(failure.with_refused_before_acting(true)),
                br#"{"code":"down"}"# => Some(failure),
                _ => None,
            }
        })
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_503_from_a_proxy_leaves_a_write_unknown() {
    let page = "<html><title>503 Backend fetch failed</title></html>";
    for body in [page, "", "{}", r#"{"code":"down"}"#] {
        for after in ["", "retry-after: 5\r\n"] {
            let server = Server::start(move |_| Act::Answer(answer(503, after, body))).await;
            let options = options().clock(FastForwardClock::new());
            let error = with_a_documented_refusal(&server.url, options)
                .send(write())
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{body} {after}");
            assert_eq!((error.attempts(), server.count()), (1, 1), "{body} {after}");
            // It is of use to who looks what became of the write.
            let seconds = error.retry_after().map(|wait| wait.as_secs());
            assert_eq!(seconds, (!after.is_empty()).then_some(5), "{body}");
        }
    }
}

#[tokio::test]
async fn a_503_that_is_the_providers_own_refusal_lets_a_write_be_retried() {
    for after in ["", "retry-after: 5\r\n"] {
        let busy = answer(503, after, r#"{"code":"busy"}"#);
        let server = Server::start(fails_then_succeeds(2, busy)).await;
        let options = options().clock(FastForwardClock::new());
        let response = with_a_documented_refusal(&server.url, options)
            .send(write())
            .await
            .unwrap();
        assert_eq!(response.attempts(), 3, "{after}");
    }
}

#[tokio::test]
async fn a_retry_after_beyond_the_cap_is_returned_to_the_caller() {
    let server = Server::start(|_| Act::Answer(answer(503, "retry-after: 3600\r\n", ""))).await;
    let clock = FastForwardClock::new();
    let error = client(&server.url, options().clock(clock.clone()))
        .send(read())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unavailable);
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
    assert_eq!((error.attempts(), error.is_exhausted()), (1, false));
    assert_eq!((clock.skipped(), server.count()), (Duration::ZERO, 1));
}

#[tokio::test]
async fn a_retry_after_pauses_for_an_hour_at_most_and_reports_a_day_at_most() {
    const HOUR: Duration = Duration::from_secs(3600);
    let far = "retry-after: Fri, 31 Dec 9999 23:59:59 GMT\r\n";
    for header in [far, "retry-after: 99999999999999999999.5\r\n"] {
        let server = Server::start(fails_then_succeeds(1, answer(429, header, ""))).await;
        let clock = FastForwardClock::new();
        let client = builder(&server.url)
            .options(options().clock(clock.clone()))
            .rate_limit(RateLimit::new(12, 4, Duration::from_secs(2)))
            .build()
            .unwrap();
        let error = client.send(write()).await.unwrap_err();
        let wait = error.retry_after().unwrap();
        assert_eq!(wait, Error::LONGEST_RETRY_AFTER);
        assert!(Instant::now().checked_add(wait).is_some());

        let error = client.send(write()).await.unwrap_err();
        assert_eq!((error.kind(), server.count()), (ErrorKind::RateLimited, 1));
        assert!(error.retry_after().unwrap() <= HOUR);
        clock.sleep(HOUR).await;
        client.send(write()).await.unwrap();
    }
}

#[tokio::test]
async fn retries_stop_after_max_elapsed() {
    let server = Server::start(|_| Act::Answer(answer(429, "retry-after: 4\r\n", ""))).await;
    let clock = FastForwardClock::new();
    let policy = RetryPolicy::default()
        .max_attempts(100)
        .max_elapsed(Duration::from_secs(15));
    let options = options()
        .clock(clock.clone())
        .random_source(Lowest)
        .retry(policy);
    let error = client(&server.url, options)
        .send(write())
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), error.is_exhausted()), (4, true));
    assert!(clock.skipped() <= Duration::from_secs(12));
}

#[tokio::test]
async fn the_total_timeout_bounds_waits_too() {
    let server = Server::start(|_| Act::Answer(answer(429, "retry-after: 4\r\n", ""))).await;
    let clock = FastForwardClock::new();
    let options = options()
        .clock(clock.clone())
        .random_source(Lowest)
        .total_timeout(Duration::from_secs(6))
        .retry(RetryPolicy::default().max_attempts(100));
    let error = client(&server.url, options).send(read()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::RateLimited, 2)
    );
    assert!(error.is_exhausted());
}

#[tokio::test]
async fn a_policy_of_one_attempt_does_not_mark_errors_as_exhausted() {
    let server = Server::start(|_| Act::Answer(answer(500, "", ""))).await;
    let error = client(&server.url, options().retry(RetryPolicy::none()))
        .send(read())
        .await
        .unwrap_err();
    assert_eq!((error.attempts(), error.is_exhausted()), (1, false));
}

#[tokio::test]
async fn a_budget_is_shared_by_calls_and_clients() {
    let server = Server::start(|number| {
        Act::Answer(if number < 8 {
            answer(500, "", "")
        } else {
            ok()
        })
    })
    .await;
    let budget = RetryBudget::new(5, 2);
    let policy = || RetryPolicy::default().budget(budget.clone());
    let one = client(
        &server.url,
        options().clock(FastForwardClock::new()).retry(policy()),
    );
    let other = client(
        &server.url,
        options().clock(FastForwardClock::new()).retry(policy()),
    );
    let error = one.send(read()).await.unwrap_err();
    assert_eq!((error.attempts(), error.is_exhausted()), (4, true));
    let error = other.send(read()).await.unwrap_err();
    assert_eq!((error.attempts(), error.is_exhausted()), (3, true));
    let error = one.send(read()).await.unwrap_err();
    assert_eq!((error.attempts(), error.is_exhausted()), (1, true));
    for _ in 0..4 {
        one.send(read()).await.unwrap();
    }
    assert_eq!(budget.left(), 2);
}

#[tokio::test]
async fn the_rate_limit_counts_every_attempt_and_is_shared() {
    let server = Server::start(fails_then_succeeds(2, answer(500, "", ""))).await;
    let clock = FastForwardClock::new();
    let recorder = Arc::new(Recorder::default());
    let options = options()
        .clock(clock.clone())
        .random_source(Lowest)
        .metrics(recorder.clone());
    let one = builder(&server.url)
        .rate_limit(RateLimit::new(2, 1, Duration::from_secs(10)))
        .options(options.clone())
        .build()
        .unwrap();
    let limiter = one.rate_limiter().unwrap().clone();
    let other = client(&server.url, options.rate_limiter(limiter));
    one.send(read()).await.unwrap();
    other.send(read()).await.unwrap();
    let waits = recorder.waits.lock().unwrap().clone();
    let turns: Vec<_> = waits
        .iter()
        .filter(|(reason, _)| *reason == WaitReason::RateLimit)
        .collect();
    assert_eq!(turns.len(), 2, "{waits:?}");
    assert!(
        clock.skipped() >= Duration::from_secs(19),
        "{:?}",
        clock.skipped()
    );
}

#[tokio::test]
async fn a_call_that_would_wait_too_long_is_not_sent() {
    let server = Server::start(|_| Act::Answer(ok())).await;
    let limit = RateLimit::new(1, 1, Duration::from_secs(30)).max_wait(Duration::from_secs(5));
    let client = builder(&server.url)
        .rate_limit(limit)
        .options(options())
        .build()
        .unwrap();
    client.send(read()).await.unwrap();
    let error = client.send(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!((error.attempts(), server.count()), (0, 1));
    assert!(error.retry_after().unwrap() > Duration::from_secs(25));
}

#[tokio::test]
async fn a_429_pauses_all_calls_of_the_credential() {
    let server = Server::start(fails_then_succeeds(
        1,
        answer(429, "retry-after: 3600\r\n", ""),
    ))
    .await;
    let client = builder(&server.url)
        .rate_limit(RateLimit::new(100, 100, Duration::from_secs(1)))
        .options(options())
        .build()
        .unwrap();
    let error = client.send(read()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::RateLimited, 1)
    );
    let error = client.send(read()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::RateLimited, 0)
    );
    assert!(error.retry_after().unwrap() > Duration::from_secs(3500));
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn the_preset_rate_limit_can_be_turned_off() {
    let server = Server::start(|_| Act::Answer(ok())).await;
    let limit = RateLimit::new(1, 1, Duration::from_secs(3600));
    let client: HttpClient = builder(&server.url)
        .rate_limit(limit)
        .options(options().no_rate_limit())
        .build()
        .unwrap();
    assert!(client.rate_limiter().is_none());
    for _ in 0..3 {
        client.send(read()).await.unwrap();
    }
}
