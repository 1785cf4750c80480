//! Tokens: renewed in time, once, and kept.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use commerceengine::{CommerceEngine, CommerceEngineBuilder};
use customer_core::{CustomerProvider, ErrorKind, GetOptions, WriteOptions};
use customer_http::{Clock, FastForwardClock, Secret, TokenPair, TokenStore};
use customer_sandbox::Sandbox;
use customer_tests::checked::CheckedSandbox;
use serde_json::json;
use wiremock::matchers::{any, method, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{ACCESS, ID, KEY, REFRESH, asha, options};

/// Keeps what it is given.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<TokenPair>>);

impl Kept {
    fn last(&self) -> (String, String) {
        let kept = self.0.lock().unwrap();
        let pair = kept.last().unwrap();
        let text = |secret: &Secret| secret.expose().to_owned();
        (text(pair.access()), text(pair.refresh()))
    }

    fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

#[async_trait]
impl TokenStore for Kept {
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
        self.0.lock().unwrap().push(pair.clone());
        Ok(())
    }
}

fn in_sandbox(sandbox: &Sandbox) -> CommerceEngineBuilder {
    CommerceEngine::builder()
        .base_url(&sandbox.commerceengine().base_url)
        .http_options(options())
}

fn with_pair(sandbox: &Sandbox, kept: &Arc<Kept>) -> CommerceEngine {
    let access = sandbox.commerceengine();
    in_sandbox(sandbox)
        .token_pair(access.access_token.clone(), access.refresh_token.clone())
        .token_store(Arc::clone(kept) as Arc<dyn TokenStore>)
        .build()
        .unwrap()
}

fn calls(sandbox: &Sandbox, end: &str) -> usize {
    let requests = sandbox.requests();
    requests
        .iter()
        .filter(|request| request.path.ends_with(end))
        .count()
}

#[tokio::test]
async fn a_401_renews_the_token_pair_once_for_all_waiting_calls() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kept = Arc::new(Kept::default());
    let engine = with_pair(&sandbox, &kept);
    let options = WriteOptions::new();
    let written = engine.create_customer(&asha(), &options).await.unwrap();
    assert_eq!(calls(&sandbox, "/auth/refresh-token"), 0);

    sandbox.expire_access_tokens().await.unwrap();
    let tasks: Vec<_> = (0..16)
        .map(|_| {
            let (engine, id) = (engine.clone(), written.customer.id.clone());
            tokio::spawn(async move { engine.get_customer(&id, &GetOptions::new()).await })
        })
        .collect();
    for task in tasks {
        task.await.unwrap().unwrap();
    }
    assert_eq!(calls(&sandbox, "/auth/refresh-token"), 1);
    assert_eq!(kept.count(), 1);

    // The old bearer stands in the header of the refresh, the spent token in its body.
    let access = sandbox.commerceengine();
    let requests = sandbox.requests();
    let refresh = requests
        .iter()
        .find(|request| request.path.ends_with("/auth/refresh-token"))
        .unwrap();
    let bearer = format!("Bearer {}", access.access_token);
    assert_eq!(refresh.header("authorization"), Some(bearer.as_str()));
    let body: serde_json::Value = serde_json::from_slice(&refresh.body).unwrap();
    assert_eq!(body, json!({"refresh_token": access.refresh_token}));

    // Both tokens are new, and another process can go on with what was kept.
    let (new_access, new_refresh) = kept.last();
    assert_ne!(new_access, access.access_token);
    assert_ne!(new_refresh, access.refresh_token);
    sandbox.expire_access_tokens().await.unwrap();
    let other = in_sandbox(&sandbox)
        .token_pair(new_access, new_refresh)
        .build()
        .unwrap();
    let got = other
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(got.id, written.customer.id);
}

#[tokio::test]
async fn a_write_is_carried_out_once_across_a_token_renewal() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = with_pair(&sandbox, &Arc::default());
    sandbox.expire_access_tokens().await.unwrap();
    engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(
        sandbox.committed(customer_sandbox::Provider::COMMERCEENGINE),
        1
    );
}

#[tokio::test]
async fn a_token_about_to_expire_is_renewed_before_the_call() {
    let hour = Duration::from_secs(3600);
    let near_its_end = Duration::from_secs(3550);
    let started = Sandbox::builder()
        .access_token_lifetime(hour)
        .start()
        .await
        .unwrap();
    let sandbox = CheckedSandbox::over(started);
    let clock = FastForwardClock::new();
    let access = sandbox.commerceengine();
    let engine = in_sandbox(&sandbox)
        .token_pair(access.access_token.clone(), access.refresh_token.clone())
        .http_options(options().clock(clock.clone()))
        .build()
        .unwrap();
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(calls(&sandbox, "/auth/refresh-token"), 0);

    clock.sleep(near_its_end).await;
    engine
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    // The token was still good for the sandbox, which refused nothing.
    let requests = sandbox.requests();
    let statuses: Vec<_> = requests.iter().map(|request| request.status).collect();
    assert_eq!(statuses, [Some(200); 3]);
    assert!(requests[1].path.ends_with("/auth/refresh-token"));
}

#[tokio::test]
async fn an_expired_token_is_renewed_before_the_call() {
    // The access token is a JWT that says when it ends: at once.
    let started = Sandbox::builder()
        .access_token_lifetime(Duration::ZERO)
        .start()
        .await
        .unwrap();
    let sandbox = CheckedSandbox::over(started);
    let engine = with_pair(&sandbox, &Arc::default());
    // So does the one that the renewal brings, and the call is refused in the end.
    let error = engine
        .get_customer(&ID.into(), &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    let first = &sandbox.requests()[0];
    assert!(
        first.path.ends_with("/auth/refresh-token"),
        "{}",
        first.path
    );
}

#[tokio::test]
async fn a_spent_refresh_token_is_unauthenticated() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let one = with_pair(&sandbox, &Arc::default());
    let other = with_pair(&sandbox, &Arc::default());
    sandbox.expire_access_tokens().await.unwrap();
    let id = ID.into();
    let error = one.get_customer(&id, &GetOptions::new()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    let error = other
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    // A new sign-in brings a pair that works.
    let pair = one.client().token().unwrap().pair().unwrap();
    other.client().token().unwrap().replace(pair).unwrap();
    let error = other
        .get_customer(&id, &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[tokio::test]
async fn an_access_token_alone_is_not_renewed() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = in_sandbox(&sandbox)
        .access_token(sandbox.commerceengine().access_token.clone())
        .build()
        .unwrap();
    engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    sandbox.expire_access_tokens().await.unwrap();
    let error = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(
        (error.kind(), error.code()),
        (ErrorKind::Unauthenticated, Some("unauthorized"))
    );
    assert_eq!(calls(&sandbox, "/auth/refresh-token"), 0);
}

#[tokio::test]
async fn the_first_call_starts_an_anonymous_session_with_the_stores_key() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let kept = Arc::new(Kept::default());
    let engine = in_sandbox(&sandbox)
        .api_key(sandbox.commerceengine().api_key.clone())
        .token_store(Arc::clone(&kept) as Arc<dyn TokenStore>)
        .build()
        .unwrap();
    assert_eq!(sandbox.requests().len(), 0);
    let written = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    let got = engine
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(got.email, asha().email);
    assert_eq!(calls(&sandbox, "/auth/anonymous"), 1);
    assert_eq!(kept.count(), 1);
    // It is renewed like any other, and stays the same visitor.
    sandbox.expire_access_tokens().await.unwrap();
    engine
        .get_customer(&written.customer.id, &GetOptions::new())
        .await
        .unwrap();
    assert_eq!(calls(&sandbox, "/auth/anonymous"), 1);
    assert_eq!(calls(&sandbox, "/auth/refresh-token"), 1);

    let stranger = in_sandbox(&sandbox)
        .api_key(KEY.to_owned())
        .build()
        .unwrap();
    let error = stranger
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
}

#[tokio::test]
async fn an_anonymous_start_without_a_response_may_be_tried_again() {
    let server = MockServer::start().await;
    let late = ResponseTemplate::new(200).set_delay(Duration::from_secs(60));
    Mock::given(any()).respond_with(late).mount(&server).await;
    let engine = CommerceEngine::builder()
        .base_url(server.uri())
        .api_key(KEY.to_owned())
        .http_options(options().attempt_timeout(Duration::from_millis(50)))
        .build()
        .unwrap();
    let error = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert_eq!(
        error.retry_advice(),
        customer_core::RetryAdvice::SafeToRetry
    );
}

#[tokio::test]
async fn an_anonymous_user_can_be_read_with_its_own_tokens() {
    let sandbox = CheckedSandbox::start().await.unwrap();
    let engine = crate::support::in_sandbox(&sandbox);
    let session = engine.client().anonymous().await.unwrap();
    let visitor = in_sandbox(&sandbox)
        .token_pair(
            session.tokens.access().clone(),
            session.tokens.refresh().clone(),
        )
        .build()
        .unwrap();
    let with_addresses = GetOptions::new().with_addresses(true);
    let got = visitor
        .get_customer(&session.user.id.as_str().into(), &with_addresses)
        .await
        .unwrap();
    assert_eq!((got.email, got.addresses), (None, Some(vec![])));
}

#[tokio::test]
async fn without_the_stores_key_there_is_no_anonymous_start() {
    let engine = CommerceEngine::builder()
        .base_url("https://example.com/shop")
        .access_token(ACCESS.to_owned())
        .build()
        .unwrap();
    let error = engine.client().anonymous().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(
        error.to_string().contains("COMMERCEENGINE_API_KEY"),
        "{error}"
    );
}

/// Answers the refresh like this, and everything else with 401.
async fn refreshing(answer: ResponseTemplate) -> (MockServer, CommerceEngine) {
    let server = MockServer::start().await;
    Mock::given(method("POST"))
        .and(path("/auth/refresh-token"))
        .respond_with(answer)
        .with_priority(1)
        .mount(&server)
        .await;
    let refused = json!({"message": "No.", "success": false, "code": "unauthorized"});
    Mock::given(any())
        .respond_with(ResponseTemplate::new(401).set_body_json(refused))
        .mount(&server)
        .await;
    let engine = CommerceEngine::builder()
        .base_url(server.uri())
        .token_pair(ACCESS.to_owned(), REFRESH.to_owned())
        .http_options(options())
        .build()
        .unwrap();
    (server, engine)
}

#[tokio::test]
async fn a_refresh_with_an_unreadable_response_is_not_retried() {
    let half = json!({"message": "ok", "success": true, "content": {"access_token": "new"}});
    for answer in [
        ResponseTemplate::new(500),
        ResponseTemplate::new(200),
        ResponseTemplate::new(200).set_body_json(&half),
        ResponseTemplate::new(200).set_body_string("<html>Welcome</html>"),
    ] {
        let (server, engine) = refreshing(answer).await;
        for _ in 0..3 {
            let error = engine
                .get_customer(&ID.into(), &GetOptions::new())
                .await
                .unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Unauthenticated);
            let shown = format!("{error} {error:?}");
            assert!(
                !shown.contains(REFRESH) && !shown.contains(ACCESS),
                "{shown}"
            );
        }
        let requests = server.received_requests().await.unwrap();
        let spent = requests
            .iter()
            .filter(|request| request.url.path() == "/auth/refresh-token")
            .count();
        assert_eq!(spent, 1);
    }
}

#[tokio::test]
async fn a_call_is_retried_once_after_a_renewal() {
    let pair = json!({"message": "ok", "success": true,
        "content": {"access_token": "new-access", "refresh_token": "new-refresh"}});
    let (server, engine) = refreshing(ResponseTemplate::new(200).set_body_json(&pair)).await;
    let error = engine
        .get_customer(&ID.into(), &GetOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    let requests = server.received_requests().await.unwrap();
    let bearers: Vec<_> = requests
        .iter()
        .map(|request| request.headers["authorization"].to_str().unwrap())
        .collect();
    let old = format!("Bearer {ACCESS}");
    assert_eq!(bearers, [old.as_str(), &old, "Bearer new-access"]);
}

#[tokio::test]
async fn an_expired_refresh_token_is_not_sent() {
    let started = Sandbox::builder()
        .access_token_lifetime(Duration::ZERO)
        .refresh_token_lifetime(Duration::ZERO)
        .start()
        .await
        .unwrap();
    let sandbox = CheckedSandbox::over(started);
    let access = sandbox.commerceengine();
    let engine = in_sandbox(&sandbox)
        .token_pair(access.access_token.clone(), access.refresh_token.clone())
        // Nobody asked for a visitor, although there could be one.
        .api_key(access.api_key.clone())
        .build()
        .unwrap();
    let error = engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert!(
        error.to_string().contains("the refresh token has ended"),
        "{error}"
    );
    let pair = TokenPair::new(access.access_token.clone(), access.refresh_token.clone());
    let error = engine.client().refresh(&pair).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unauthenticated);
    assert!(
        error.to_string().contains("the refresh token has ended"),
        "{error}"
    );
    assert_eq!(sandbox.requests().len(), 0);
}

#[tokio::test]
async fn a_new_anonymous_session_starts_when_the_refresh_token_has_expired() {
    let started = Sandbox::builder()
        .access_token_lifetime(Duration::from_secs(60))
        .refresh_token_lifetime(Duration::from_secs(120))
        .start()
        .await
        .unwrap();
    let sandbox = CheckedSandbox::over(started);
    let clock = FastForwardClock::new();
    let engine = in_sandbox(&sandbox)
        .api_key(sandbox.commerceengine().api_key.clone())
        .http_options(options().clock(clock.clone()))
        .build()
        .unwrap();
    engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    clock.sleep(Duration::from_secs(121)).await;
    engine
        .create_customer(&asha(), &WriteOptions::new())
        .await
        .unwrap();
    assert_eq!(calls(&sandbox, "/auth/anonymous"), 2);
    assert_eq!(calls(&sandbox, "/auth/refresh-token"), 0);
}

#[tokio::test]
async fn a_refused_refresh_token_is_unauthenticated_whatever_the_status() {
    for status in [400, 401, 403, 404, 422] {
        let refusal = json!({"message": "No.", "success": false, "code": "invalid_token"});
        let answer = ResponseTemplate::new(status).set_body_json(refusal);
        let (server, engine) = refreshing(answer).await;
        let error = engine
            .get_customer(&ID.into(), &GetOptions::new())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unauthenticated, "{status}");
        let pair = TokenPair::new(ACCESS.to_owned(), REFRESH.to_owned());
        let error = engine.client().refresh(&pair).await.unwrap_err();
        let kind = match status {
            403 => ErrorKind::PermissionDenied,
            _ => ErrorKind::Unauthenticated,
        };
        assert_eq!((error.kind(), error.status()), (kind, Some(status)));
        let shown = format!("{error} {error:?}");
        assert!(
            !shown.contains(REFRESH) && !shown.contains(ACCESS),
            "{shown}"
        );
        drop(server);
    }
}
