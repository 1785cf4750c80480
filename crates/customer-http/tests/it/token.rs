//! One renewal for all, and no refresh token spent twice.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use customer_core::{Error, ErrorKind, Operation, Result};
use customer_http::{
    Authorization, Clock, FastForwardClock, HttpClient, RefreshingToken, Request, Secret,
    TokenPair, TokenRefresher, TokenStore,
};
use tokio::sync::Notify;

use crate::support::{Act, Server, answer, builder, client, ok, options, read, write};

/// Gives the results that it was told to, and notes what was spent.
#[derive(Debug, Default)]
struct Refresher {
    results: Mutex<VecDeque<Result<TokenPair>>>,
    spent: Mutex<Vec<String>>,
    started: AtomicUsize,
    /// When set, a renewal waits for it.
    gate: Option<Arc<Notify>>,
    panics: bool,
}

impl Refresher {
    fn giving(results: impl IntoIterator<Item = Result<TokenPair>>) -> Self {
        Self {
            results: Mutex::new(results.into_iter().collect()),
            ..Self::default()
        }
    }

    fn spent(&self) -> Vec<String> {
        self.spent.lock().unwrap().clone()
    }
}

#[async_trait]
impl TokenRefresher for Refresher {
    async fn refresh(&self, _: &Secret, refresh: &Secret) -> Result<TokenPair> {
        self.spent.lock().unwrap().push(refresh.expose().to_owned());
        if let Some(gate) = &self.gate {
            gate.notified().await;
        }
        assert!(!self.panics, "a refresher may have a bug");
        self.results
            .lock()
            .unwrap()
            .pop_front()
            .expect("a result for each renewal")
    }

    async fn start(&self) -> Result<TokenPair> {
        self.started.fetch_add(1, Ordering::SeqCst);
        self.results
            .lock()
            .unwrap()
            .pop_front()
            .expect("a result for each start")
    }
}

#[derive(Debug, Default)]
struct Store(Mutex<Vec<String>>);

#[async_trait]
impl TokenStore for Store {
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn StdError + Send + Sync>> {
        self.0
            .lock()
            .unwrap()
            .push(pair.refresh().expose().to_owned());
        if pair.refresh().expose() == "r-unsaved" {
            Err("the disk is full".into())
        } else {
            Ok(())
        }
    }
}

/// For a provider without an anonymous start.
#[derive(Debug)]
struct NoStart;

#[async_trait]
impl TokenRefresher for NoStart {
    async fn refresh(&self, _: &Secret, _: &Secret) -> Result<TokenPair> {
        unreachable!("there is nothing to renew")
    }
}

fn pair(number: u32) -> TokenPair {
    TokenPair::new(format!("a-{number}"), format!("r-{number}"))
}

fn expired(number: u32) -> TokenPair {
    pair(number).with_expiry(SystemTime::UNIX_EPOCH)
}

fn failure(kind: ErrorKind) -> Result<TokenPair> {
    Err(Error::new(kind, "as told"))
}

fn token(refresher: &Arc<Refresher>, first: Option<TokenPair>) -> RefreshingToken {
    let mut builder = RefreshingToken::builder(refresher.clone());
    if let Some(first) = first {
        builder = builder.pair(first);
    }
    builder.build().unwrap()
}

async fn bearer(token: &RefreshingToken) -> Result<String> {
    token.credentials().await?;
    Ok(token.pair().unwrap().access().expose().to_owned())
}

#[tokio::test]
async fn a_token_is_renewed_before_its_expiry_and_the_new_pair_is_saved() {
    let clock = FastForwardClock::new();
    let end = SystemTime::now() + Duration::from_secs(600);
    let refresher = Arc::new(Refresher::giving([Ok(pair(2))]));
    let store = Arc::new(Store::default());
    let token = RefreshingToken::builder(refresher.clone())
        .pair(pair(1).with_expiry(end))
        .store(store.clone())
        .refresh_ahead(Duration::from_secs(100))
        .clock(Arc::new(clock.clone()))
        .build()
        .unwrap();
    assert_eq!(bearer(&token).await.unwrap(), "a-1");
    customer_http::Clock::sleep(&clock, Duration::from_secs(490)).await;
    assert_eq!(bearer(&token).await.unwrap(), "a-1");
    customer_http::Clock::sleep(&clock, Duration::from_secs(11)).await;
    assert_eq!(bearer(&token).await.unwrap(), "a-2");
    assert_eq!(refresher.spent(), ["r-1"]);
    assert_eq!(*store.0.lock().unwrap(), ["r-2"]);
}

#[tokio::test]
async fn one_renewal_serves_all_waiting_calls() {
    let gate = Arc::new(Notify::new());
    let refresher = Arc::new(Refresher {
        gate: Some(gate.clone()),
        ..Refresher::giving([Ok(pair(2))])
    });
    let token = token(&refresher, Some(expired(1)));
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..50 {
        let token = token.clone();
        tasks.spawn(async move { bearer(&token).await.unwrap() });
    }
    while refresher.spent().is_empty() {
        tokio::task::yield_now().await;
    }
    gate.notify_one();
    assert!(tasks.join_all().await.iter().all(|access| access == "a-2"));
    assert_eq!(refresher.spent(), ["r-1"]);
}

#[tokio::test]
async fn a_renewal_survives_the_call_that_started_it() {
    let gate = Arc::new(Notify::new());
    let refresher = Arc::new(Refresher {
        gate: Some(gate.clone()),
        ..Refresher::giving([Ok(pair(2))])
    });
    let store = Arc::new(Store::default());
    let token = RefreshingToken::builder(refresher.clone())
        .pair(expired(1))
        .store(store.clone())
        .build()
        .unwrap();
    let caller = tokio::spawn({
        let token = token.clone();
        async move { token.credentials().await }
    });
    while refresher.spent().is_empty() {
        tokio::task::yield_now().await;
    }
    caller.abort();
    assert!(caller.await.unwrap_err().is_cancelled());
    gate.notify_one();
    assert_eq!(bearer(&token).await.unwrap(), "a-2");
    assert_eq!(
        (refresher.spent(), store.0.lock().unwrap().clone()),
        (vec!["r-1".to_owned()], vec!["r-2".to_owned()])
    );
}

#[tokio::test]
async fn a_refresh_token_that_may_be_spent_is_not_used_again() {
    for kind in [
        ErrorKind::OutcomeUnknown,
        ErrorKind::UnexpectedResponse,
        ErrorKind::TimedOut,
    ] {
        let refresher = Arc::new(Refresher::giving([failure(kind), Ok(pair(3))]));
        let token = token(&refresher, Some(expired(1)));
        for _ in 0..3 {
            let error = token.credentials().await.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unauthenticated);
            assert!(error.message().contains("may be spent"), "{error}");
            assert!(error.source().unwrap().to_string().contains("as told"));
        }
        assert_eq!(refresher.spent(), ["r-1"], "{kind}");
        // A new sign-in helps.
        token.replace(expired(2)).unwrap();
        assert_eq!(bearer(&token).await.unwrap(), "a-3");
        assert_eq!(refresher.spent(), ["r-1", "r-2"]);
    }
}

#[tokio::test]
async fn a_panic_or_a_runtime_shutdown_during_a_renewal_counts_as_unknown() {
    let refresher = Arc::new(Refresher {
        panics: true,
        ..Refresher::default()
    });
    let broken = token(&refresher, Some(expired(1)));
    for _ in 0..2 {
        assert_eq!(
            broken.credentials().await.unwrap_err().kind(),
            ErrorKind::Unauthenticated
        );
    }
    assert_eq!(refresher.spent(), ["r-1"]);

    let refresher = Arc::new(Refresher {
        gate: Some(Arc::default()),
        ..Refresher::giving([Ok(pair(2))])
    });
    let interrupted = token(&refresher, Some(expired(1)));
    let (inner, seen) = (interrupted.clone(), refresher.clone());
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(async {
            let call = tokio::spawn(async move { inner.credentials().await });
            while seen.spent().is_empty() {
                tokio::task::yield_now().await;
            }
            call.abort();
        });
    })
    .join()
    .unwrap();
    let error = interrupted.credentials().await.unwrap_err();
    assert!(error.message().contains("may be spent"), "{error}");
    assert_eq!(refresher.spent(), ["r-1"]);
}

#[tokio::test]
async fn a_failure_that_leaves_the_refresh_token_unspent_is_retried() {
    for (kind, expected) in [
        (ErrorKind::ConnectionFailed, ErrorKind::ConnectionFailed),
        (ErrorKind::Unavailable, ErrorKind::Unavailable),
        (ErrorKind::RateLimited, ErrorKind::RateLimited),
        (ErrorKind::Unauthenticated, ErrorKind::Unauthenticated),
        (ErrorKind::InvalidInput, ErrorKind::Unauthenticated),
        (ErrorKind::NotFound, ErrorKind::Unauthenticated),
    ] {
        let refresher = Arc::new(Refresher::giving([failure(kind), Ok(pair(2))]));
        let token = token(&refresher, Some(expired(1)));
        assert_eq!(
            token.credentials().await.unwrap_err().kind(),
            expected,
            "{kind}"
        );
        assert_eq!(bearer(&token).await.unwrap(), "a-2");
        assert_eq!(refresher.spent(), ["r-1", "r-1"]);
    }
}

#[tokio::test]
async fn a_token_that_is_still_valid_is_used_after_a_failed_renewal() {
    for kind in [ErrorKind::ConnectionFailed, ErrorKind::OutcomeUnknown] {
        let clock = FastForwardClock::new();
        let refresher = Arc::new(Refresher::giving([failure(kind), Ok(pair(2))]));
        let end = SystemTime::now() + Duration::from_secs(600);
        let token = RefreshingToken::builder(refresher.clone())
            .pair(pair(1).with_expiry(end))
            .refresh_ahead(Duration::from_secs(300))
            .clock(Arc::new(clock.clone()))
            .build()
            .unwrap();
        customer_http::Clock::sleep(&clock, Duration::from_secs(400)).await;
        for _ in 0..5 {
            assert_eq!(bearer(&token).await.unwrap(), "a-1");
        }
        assert_eq!(refresher.spent().len(), 1);
        customer_http::Clock::sleep(&clock, Duration::from_secs(400)).await;
        match (kind, bearer(&token).await) {
            (ErrorKind::ConnectionFailed, Ok(access)) => assert_eq!(access, "a-2"),
            (ErrorKind::OutcomeUnknown, Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::Unauthenticated);
            }
            (kind, result) => panic!("{kind}: {result:?}"),
        }
    }
}

#[tokio::test]
async fn without_a_pair_the_first_call_makes_an_anonymous_start() {
    let refresher = Arc::new(Refresher::giving([
        failure(ErrorKind::OutcomeUnknown),
        Ok(pair(1)),
    ]));
    let token = token(&refresher, None);
    assert_eq!(
        token.credentials().await.unwrap_err().kind(),
        ErrorKind::Unauthenticated
    );
    assert_eq!(bearer(&token).await.unwrap(), "a-1");
    assert_eq!(refresher.started.load(Ordering::SeqCst), 2);

    let token = RefreshingToken::builder(Arc::new(NoStart)).build().unwrap();
    assert_eq!(
        token.credentials().await.unwrap_err().kind(),
        ErrorKind::Unauthenticated
    );
}

#[tokio::test]
async fn a_pair_that_the_store_fails_to_save_is_used_anyway() {
    let refresher = Arc::new(Refresher::giving([Ok(TokenPair::new("a-2", "r-unsaved"))]));
    let token = RefreshingToken::builder(refresher)
        .pair(expired(1))
        .store(Arc::new(Store::default()))
        .build()
        .unwrap();
    assert_eq!(bearer(&token).await.unwrap(), "a-2");
}

#[tokio::test]
async fn a_new_token_that_seems_expired_is_not_renewed_in_a_loop() {
    let refresher = Arc::new(Refresher::giving([Ok(expired(2))]));
    let token = token(&refresher, Some(expired(1)));
    for _ in 0..3 {
        assert_eq!(bearer(&token).await.unwrap(), "a-2");
    }
    assert_eq!(refresher.spent().len(), 1);
}

#[test]
fn debug_shows_no_token_and_bad_ones_are_refused() {
    let refresher: Arc<Refresher> = Arc::default();
    let token = token(&refresher, Some(TokenPair::new("sk_access", "sk_refresh")));
    assert!(!format!("{token:?} {:?}", token.pair()).contains("sk_"));
    let bad = RefreshingToken::builder(refresher).pair(TokenPair::new("", "r"));
    assert_eq!(bad.build().unwrap_err().kind(), ErrorKind::Configuration);
    assert!(token.replace(TokenPair::new("a\nb", "r")).is_err());
}

#[tokio::test]
async fn a_401_renews_the_credentials_once_and_retries_the_call_once_writes_too() {
    let server = Server::start(|number| {
        Act::Answer(if number == 0 {
            answer(401, "", "")
        } else {
            ok()
        })
    })
    .await;
    let refresher = Arc::new(Refresher::giving([Ok(pair(2))]));
    let client =
        client(&server.url, options()).with_authorization(token(&refresher, Some(pair(1))));
    let response = client.send(write()).await.unwrap();
    assert_eq!(response.attempts(), 2);
    let requests = server.requests();
    assert!(requests[0].contains("Bearer a-1") && requests[1].contains("Bearer a-2"));
    assert_eq!(refresher.spent(), ["r-1"]);

    let server = Server::start(|_| Act::Answer(answer(401, "", ""))).await;
    let refresher = Arc::new(Refresher::giving([Ok(pair(2))]));
    let client = self::client_with(&server, &refresher);
    let error = client.send(read()).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unauthenticated, 2)
    );
    assert_eq!((refresher.spent().len(), server.count()), (1, 2));
}

fn client_with(server: &Server, refresher: &Arc<Refresher>) -> HttpClient {
    builder(&server.url)
        .options(options())
        .authorization(token(refresher, Some(pair(1))))
        .build()
        .unwrap()
}

#[tokio::test]
async fn many_calls_answered_with_401_renew_once() {
    let server = Server::start(|number| {
        Act::Answer(if number < 20 {
            answer(401, "", "")
        } else {
            ok()
        })
    })
    .await;
    let refresher = Arc::new(Refresher::giving([Ok(pair(2))]));
    let client = client_with(&server, &refresher);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..20 {
        let client = client.clone();
        tasks.spawn(async move { client.send(read()).await.map(|_| ()) });
    }
    for result in tasks.join_all().await {
        result.unwrap();
    }
    assert_eq!(refresher.spent(), ["r-1"]);
}

#[tokio::test]
async fn a_failed_renewal_ends_the_call_with_an_error_that_says_not_done() {
    for (told, kind) in [
        (ErrorKind::OutcomeUnknown, ErrorKind::Unauthenticated),
        (ErrorKind::ConnectionFailed, ErrorKind::ConnectionFailed),
    ] {
        let server = Server::start(|_| Act::Answer(answer(401, "", ""))).await;
        let refresher = Arc::new(Refresher::giving([failure(told)]));
        let error = client_with(&server, &refresher)
            .send(write())
            .await
            .unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (kind, 1));
        assert_eq!(error.operation(), Some(Operation::CreateCustomer));
        assert_eq!(server.count(), 1);
    }
}

/// Credentials that never come.
#[derive(Debug)]
struct Never;

#[async_trait]
impl Authorization for Never {
    async fn credentials(&self) -> Result<customer_http::Credentials> {
        std::future::pending().await
    }
}

#[tokio::test]
async fn an_invalid_path_is_refused_before_credentials_are_asked_for() {
    let client = builder("http://127.0.0.1:9")
        .options(options().total_timeout(Duration::from_millis(200)))
        .authorization(Never)
        .build()
        .unwrap();
    let request = Request::get(Operation::GetCustomer, "/customers/{id}").path_value("id", "..");
    let error = client.send(request).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn waiting_for_credentials_is_bounded_by_the_total_timeout() {
    let server = Server::start(|_| Act::Answer(ok())).await;
    let client = builder(&server.url)
        .options(options().total_timeout(Duration::from_millis(200)))
        .authorization(Never)
        .build()
        .unwrap();
    let error = client.send(write()).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::TimedOut, 0));
    assert_eq!(server.count(), 0);
}

/// A JWT whose only claim is its end.
fn jwt_until(end: SystemTime) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let seconds = end
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap()
        .as_secs();
    let claims = format!(r#"{{"exp":{seconds}}}"#);
    let mut encoded = String::new();
    for bytes in claims.as_bytes().chunks(3) {
        let mut bits = 0_u32;
        for (place, byte) in bytes.iter().enumerate() {
            bits |= u32::from(*byte) << (16 - 8 * place);
        }
        for place in 0..=bytes.len() {
            let digit = bits >> (18 - 6 * place) & 63;
            encoded.push(char::from(ALPHABET[digit as usize]));
        }
    }
    format!("e30.{encoded}.x")
}

fn ending(number: u32, access: SystemTime, refresh: SystemTime) -> TokenPair {
    let token = |end, name: &str| format!("{}{name}{number}", jwt_until(end));
    TokenPair::new(token(access, "a"), token(refresh, "r"))
}

#[tokio::test]
async fn a_refresh_token_past_its_end_is_not_spent() {
    let clock: Arc<dyn Clock> = Arc::new(FastForwardClock::new());
    let hour = Duration::from_secs(3600);
    let now = clock.system_time();
    let held = ending(1, now + hour, now + 2 * hour);
    assert_eq!(
        held.refresh_expires_at().map(|end| end > now + hour),
        Some(true)
    );
    let refresher = Arc::new(Refresher::default());
    let token = RefreshingToken::builder(refresher.clone())
        .pair(held)
        .clock(clock.clone())
        .build()
        .unwrap();
    token.credentials().await.unwrap();
    clock.sleep(3 * hour).await;
    for _ in 0..2 {
        let error = token.credentials().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated);
        assert!(
            error.message().contains("refresh token has ended"),
            "{error}"
        );
    }
    assert!(refresher.spent().is_empty());
    // A new sign-in brings a pair that works.
    token.replace(pair(2)).unwrap();
    token.credentials().await.unwrap();
}

#[tokio::test]
async fn an_access_token_stays_in_use_after_its_refresh_token_expired() {
    let clock: Arc<dyn Clock> = Arc::new(FastForwardClock::new());
    let hour = Duration::from_secs(3600);
    let now = clock.system_time();
    let refresher = Arc::new(Refresher::default());
    let token = RefreshingToken::builder(refresher.clone())
        .pair(ending(1, now + hour, now))
        .clock(clock.clone())
        .build()
        .unwrap();
    // It is due, and still works.
    clock.sleep(Duration::from_secs(3570)).await;
    token.credentials().await.unwrap();
    assert!(refresher.spent().is_empty());
}

#[tokio::test]
async fn an_anonymous_start_is_made_again_once_the_refresh_token_has_expired() {
    let clock: Arc<dyn Clock> = Arc::new(FastForwardClock::new());
    let hour = Duration::from_secs(3600);
    let now = clock.system_time();
    let refresher = Arc::new(Refresher::giving([
        Ok(ending(1, now + hour, now + 2 * hour)),
        Ok(ending(2, now + 4 * hour, now + 9 * hour)),
    ]));
    let token = RefreshingToken::builder(refresher.clone())
        .clock(clock.clone())
        .start_again(true)
        .build()
        .unwrap();
    token.credentials().await.unwrap();
    clock.sleep(3 * hour).await;
    token.credentials().await.unwrap();
    assert!(refresher.spent().is_empty());
    assert_eq!(refresher.started.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_new_refresh_token_that_seems_expired_shows_that_our_clock_is_wrong() {
    let clock: Arc<dyn Clock> = Arc::new(FastForwardClock::new());
    let now = clock.system_time();
    let long_ago = now - Duration::from_secs(3600);
    let refresher = Arc::new(Refresher::giving([
        Ok(ending(2, long_ago, long_ago)),
        Ok(pair(3)),
    ]));
    let token = RefreshingToken::builder(refresher.clone())
        .pair(pair(1))
        .clock(clock.clone())
        .build()
        .unwrap();
    for _ in 0..2 {
        let credentials = token.credentials().await.unwrap();
        token.renew(&credentials).await.unwrap();
    }
    assert_eq!(refresher.spent().len(), 2);
}
