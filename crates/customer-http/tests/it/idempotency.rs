//! Writes under an idempotency key: retried as reads are, judged as writes.

use std::collections::HashMap;
use std::error::Error as _;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use customer_core::{Error, ErrorKind, Operation, Result};
use customer_http::{
    Authorization, Credentials, FastForwardClock, HeaderName, HttpClient, HttpOptions,
    ProviderFailure, RateLimit, RateLimiter, Request, RetryBudget, RetryPolicy,
};

use crate::support::{Act, Server, TimesOutOnArrival, answer, builder, ok, options};

const KEY: HeaderName = HeaderName::from_static("idempotency-key");

fn create() -> Request {
    Request::post(Operation::CreateCustomer, "/customers")
        .form(&serde_json::json!({ "email": "jane@example.com" }))
        .unwrap()
        .idempotent_by(KEY, "create-jane-1")
        .unwrap()
}

fn client(url: &str, options: HttpOptions) -> HttpClient {
    builder(url)
        .options(options)
        .error_decoder(|response| {
            (!response.status().is_success()).then(|| {
                ProviderFailure::new()
                    .with_replayed(response.header("idempotent-replayed") == Some("true"))
            })
        })
        .build()
        .unwrap()
}

fn skipping() -> HttpOptions {
    options().clock(FastForwardClock::new())
}

/// The key that a request carries.
fn key_of(request: &str) -> Option<String> {
    request
        .lines()
        .find_map(|line| line.strip_prefix("idempotency-key: "))
        .map(str::to_owned)
}

/// When a server that deduplicates by key closes the connection on the first request.
#[derive(Debug, Clone, Copy)]
enum Cut {
    BeforeActing,
    AfterActing,
}

/// A server that acts once for a key, and the keys for which it did.
async fn deduplicating(cut: Cut) -> (Server, Arc<Mutex<Vec<String>>>) {
    let acted = Arc::new(Mutex::new(Vec::new()));
    let kept = acted.clone();
    let answers = Mutex::new(HashMap::<String, Vec<u8>>::new());
    let server = Server::start_reading(move |number, request| {
        if number == 0 && matches!(cut, Cut::BeforeActing) {
            return Act::Close(Vec::new());
        }
        let key = key_of(request).unwrap();
        let mut answers = answers.lock().unwrap();
        let stored = answers.entry(key.clone()).or_insert_with(|| {
            kept.lock().unwrap().push(key);
            ok()
        });
        if number == 0 {
            return Act::Close(Vec::new());
        }
        Act::Answer(stored.clone())
    })
    .await;
    (server, acted)
}

#[tokio::test]
async fn a_connection_cut_before_or_after_acting_leaves_one_act_and_a_success() {
    for cut in [Cut::BeforeActing, Cut::AfterActing] {
        let (server, acted) = deduplicating(cut).await;
        let response = client(&server.url, skipping())
            .send(create())
            .await
            .unwrap();
        assert_eq!(response.attempts(), 2, "{cut:?}");
        assert_eq!(*acted.lock().unwrap(), ["create-jane-1"], "{cut:?}");
        let requests = server.requests();
        assert_eq!(requests.len(), 2);
        assert_eq!(requests[0], requests[1], "the same key and the same body");
        assert!(requests[0].ends_with("email=jane%40example.com"));
    }
}

#[tokio::test]
async fn a_server_that_stays_silent_leaves_the_outcome_unknown_after_the_last_retry() {
    let server = Server::start(|_| Act::Hang(Vec::new())).await;
    let options = options()
        .clock(TimesOutOnArrival::at(&server))
        .retry(RetryPolicy::default().max_attempts(3));
    let error = client(&server.url, options)
        .send(create())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!((error.attempts(), error.is_exhausted()), (3, true));
    let keys: Vec<_> = server
        .requests()
        .iter()
        .map(|request| key_of(request))
        .collect();
    assert_eq!(keys, vec![Some("create-jane-1".to_owned()); 3]);
}

#[tokio::test]
async fn without_a_key_the_same_write_is_sent_once() {
    let server = Server::start(|_| Act::Close(Vec::new())).await;
    let request = Request::post(Operation::CreateCustomer, "/customers");
    let error = client(&server.url, skipping())
        .send(request)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!(server.count(), 1);
}

#[tokio::test]
async fn a_retry_after_is_waited_for_and_each_retry_is_taken_from_the_budget() {
    let server = Server::start(|number| match number {
        0 => Act::Close(Vec::new()),
        1 => Act::Answer(answer(429, "retry-after: 7\r\n", "")),
        _ => Act::Answer(ok()),
    })
    .await;
    let clock = FastForwardClock::new();
    let budget = RetryBudget::new(10, 1000);
    let options = options()
        .clock(clock.clone())
        .retry(RetryPolicy::default().budget(budget.clone()));
    let response = client(&server.url, options).send(create()).await.unwrap();
    assert_eq!(response.attempts(), 3);
    assert_eq!(budget.left(), 8);
    assert!(clock.skipped() >= Duration::from_secs(7));
}

#[tokio::test]
async fn an_empty_budget_ends_the_call_with_the_outcome_unknown() {
    let server = Server::start(|_| Act::Close(Vec::new())).await;
    let policy = RetryPolicy::default().budget(RetryBudget::new(0, 1));
    let error = client(&server.url, skipping().retry(policy))
        .send(create())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    assert_eq!((error.attempts(), error.is_exhausted()), (1, true));
}

#[tokio::test]
async fn a_total_timeout_before_the_next_attempt_leaves_the_outcome_unknown() {
    let server = Server::start(|_| Act::Close(Vec::new())).await;
    // The third attempt would have its turn after the call's time.
    let limit = RateLimit::new(1, 1, Duration::from_secs(40)).max_wait(Duration::from_secs(600));
    let options = skipping()
        .rate_limiter(RateLimiter::new(limit))
        .total_timeout(Duration::from_secs(90))
        .retry(RetryPolicy::default().max_elapsed(Duration::from_secs(600)));
    let error = client(&server.url, options)
        .send(create())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OutcomeUnknown);
    let source = error
        .source()
        .and_then(|source| source.downcast_ref::<Error>());
    assert_eq!(source.map(Error::kind), Some(ErrorKind::RateLimited));
    assert_eq!((error.attempts(), server.count()), (2, 2));
}

#[tokio::test]
async fn a_refusal_after_an_unknown_attempt_is_the_answer_only_where_it_is_a_replay() {
    for (status, headers, kind) in [
        (409, "", ErrorKind::OutcomeUnknown),
        (422, "", ErrorKind::OutcomeUnknown),
        (401, "", ErrorKind::OutcomeUnknown),
        (
            422,
            "idempotent-replayed: true\r\n",
            ErrorKind::InvalidInput,
        ),
    ] {
        let refusal = answer(status, headers, "");
        let server = Server::start(move |number| match number {
            0 => Act::Close(Vec::new()),
            _ => Act::Answer(refusal.clone()),
        })
        .await;
        let error = client(&server.url, skipping())
            .send(create())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), kind, "{status} {headers}");
        assert_eq!(error.status(), Some(status));
        assert_eq!((error.attempts(), error.is_exhausted()), (2, false));
    }
    let server = Server::start(|_| Act::Answer(answer(422, "", ""))).await;
    let error = client(&server.url, skipping())
        .send(create())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::InvalidInput, 1)
    );
}

#[derive(Debug)]
struct Renewable;

#[async_trait::async_trait]
impl Authorization for Renewable {
    async fn credentials(&self) -> Result<Credentials> {
        Credentials::bearer(&"token".to_owned().into())
    }

    async fn renew(&self, _: &Credentials) -> Result<bool> {
        Ok(true)
    }
}

#[tokio::test]
async fn credentials_that_expire_between_two_attempts_are_renewed() {
    let server = Server::start(|number| match number {
        0 => Act::Close(Vec::new()),
        1 => Act::Answer(answer(401, "", "")),
        _ => Act::Answer(ok()),
    })
    .await;
    let client = client(&server.url, skipping()).with_authorization(Renewable);
    let response = client.send(create()).await.unwrap();
    assert_eq!(response.attempts(), 3);
}

#[test]
fn a_key_that_is_not_visible_ascii_of_1_to_255_characters_is_invalid_input() {
    let begin = || Request::post(Operation::CreateCustomer, "/customers");
    let long = "k".repeat(256);
    for key in ["", " ", "a b", "a\n", "kéy", "a\u{7f}", &long] {
        let error = begin().idempotent_by(KEY, key).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{key:?}");
        assert_eq!(error.operation(), Some(Operation::CreateCustomer));
    }
    for key in ["!", "~", &long[..255]] {
        assert!(begin().idempotent_by(KEY, key).is_ok(), "{key}");
    }
    assert!(!format!("{:?}", create()).contains("create-jane-1"));
}
