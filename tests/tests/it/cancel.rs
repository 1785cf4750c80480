//! A call through an adapter may be dropped wherever it waits, and nothing stays behind.

use std::error::Error;
use std::future::Future;
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use commerceengine::CommerceEngine;
use customer_core::{
    Business, CustomerId, CustomerProvider, CustomerProviderExt, EmailAddress, GetOptions,
    NewCustomer, WriteOptions,
};
use customer_http::{HttpOptions, RateLimit, RateLimiter, RetryPolicy, TokenPair, TokenStore};
use customer_sandbox::{Fault, Provider, Sandbox};
use komerza::Komerza;

/// Drives a future until it has waited that often, or is done, and drops it there. Between two polls a future does not
/// change, so this stops it in each of its states.
async fn drive<F: Future>(future: F, mut waits: usize) -> Option<F::Output> {
    let mut future = Box::pin(future);
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if waits == 0 => Poll::Ready(None),
        Poll::Pending => {
            waits -= 1;
            Poll::Pending
        }
    })
    .await
}

/// Longer than anything here takes: what is still not done by then is stuck.
const STUCK: Duration = Duration::from_secs(30);

fn options() -> HttpOptions {
    HttpOptions::new()
        .allow_http(true)
        .root_certificates(Vec::new())
        .retry(RetryPolicy::default().base(Duration::from_millis(2)))
}

/// What the token source was told to keep.
#[derive(Debug, Default)]
struct Kept(Mutex<Vec<TokenPair>>);

#[async_trait]
impl TokenStore for Kept {
    async fn save(&self, pair: &TokenPair) -> Result<(), Box<dyn Error + Send + Sync>> {
        // A hook takes its time, and may be where a call is dropped.
        tokio::task::yield_now().await;
        self.0.lock().unwrap().push(pair.clone());
        Ok(())
    }
}

#[tokio::test]
async fn a_call_that_renews_its_token_may_be_dropped_at_any_step() {
    let sandbox = Sandbox::start().await.unwrap();
    let access = sandbox.commerceengine();
    let mut pair = TokenPair::new(access.access_token.clone(), access.refresh_token.clone());
    let mut steps = 0;
    loop {
        let kept = Arc::new(Kept::default());
        let provider = CommerceEngine::builder()
            .base_url(&access.base_url)
            .token_pair(pair.access().clone(), pair.refresh().clone())
            .token_store(kept.clone())
            .http_options(options())
            .build()
            .unwrap();
        let customer = NewCustomer::new().with_business(Business::new().with_name("Rao Traders"));
        let strict = WriteOptions::new();
        let id = {
            let written = provider.create_customer(&customer, &strict).await.unwrap();
            written.customer.id
        };
        // The next call meets a 401, a renewal, a 503 and a body in pieces.
        sandbox.expire_access_tokens().await.unwrap();
        sandbox
            .faults()
            .push(Fault::status(503).retry_after("0").method("GET").skip(1));
        sandbox.faults().push(
            Fault::trickle_body(200, Duration::from_millis(1))
                .method("GET")
                .skip(1),
        );
        sandbox.clear_requests();
        let get = GetOptions::new();
        let outcome = drive(provider.get_customer(&id, &get), steps).await;
        let is_finished = outcome.is_some();
        if let Some(result) = outcome {
            result.unwrap();
        }

        // Whatever was left behind, these go through, side by side.
        let calls: Vec<_> = (0..4)
            .map(|_| {
                let (provider, id) = (provider.clone(), id.clone());
                tokio::spawn(async move { provider.get_customer(&id, &GetOptions::new()).await })
            })
            .collect();
        for call in calls {
            let done = tokio::time::timeout(STUCK, call).await;
            let done = done.unwrap_or_else(|_| panic!("stuck after a drop at step {steps}"));
            done.unwrap()
                .unwrap_or_else(|error| panic!("after a drop at step {steps}: {error}"));
        }
        // All calls share one renewal. Its token pair was saved and is in use.
        let renewals = sandbox
            .requests()
            .iter()
            .filter(|request| request.path.ends_with("/auth/refresh-token"))
            .count();
        assert_eq!(renewals, 1, "after a drop at step {steps}");
        let used = provider.client().token().unwrap().pair().unwrap();
        {
            let kept = kept.0.lock().unwrap();
            let kept: Vec<&str> = kept.iter().map(|pair| pair.refresh().expose()).collect();
            assert_eq!(kept, [used.refresh().expose()], "step {steps}");
        }
        // The refresh token is still good for the next one.
        sandbox.expire_access_tokens().await.unwrap();
        let read = provider.get_customer(&id, &GetOptions::new()).await;
        read.unwrap_or_else(|error| panic!("after a drop at step {steps}: {error}"));
        pair = provider.client().token().unwrap().pair().unwrap();
        sandbox.faults().clear();
        if is_finished {
            break;
        }
        steps += 1;
        assert!(steps < 200, "the call never ends");
    }
    assert!(steps >= 6, "a call in {steps} steps does not show much");
}

#[tokio::test]
async fn a_write_may_be_dropped_at_any_step_and_is_carried_out_once_at_most() {
    let sandbox = Sandbox::start().await.unwrap();
    let access = sandbox.komerza();
    // A bucket that a lost token would soon leave empty for good.
    let limiter = RateLimiter::new(RateLimit::new(2, 2, Duration::from_millis(4)));
    let provider = Komerza::builder()
        .base_url(&access.base_url)
        .store_id(&access.store_id)
        .api_key(access.api_key.clone())
        .http_options(options().rate_limiter(limiter))
        .build()
        .unwrap();
    let mut steps = 0;
    loop {
        let email = EmailAddress::parse(&format!("dropped-{steps}@example.com")).unwrap();
        let customer = NewCustomer::new().with_email(email.clone());
        sandbox
            .faults()
            .push(Fault::status(429).retry_after("0").method("POST"));
        sandbox
            .faults()
            .push(Fault::trickle_body(32, Duration::from_millis(1)).method("POST"));
        let before = sandbox.committed(Provider::KOMERZA);
        let strict = WriteOptions::new();
        let outcome = drive(provider.create_customer(&customer, &strict), steps).await;
        let is_finished = outcome.is_some();
        if let Some(result) = outcome {
            result.unwrap();
        }
        sandbox.faults().clear();
        for _ in 0..6 {
            let (id, get) = (CustomerId::new("none"), GetOptions::new());
            let read = provider.get_customer(&id, &get);
            let read = tokio::time::timeout(STUCK, read).await;
            let read = read.unwrap_or_else(|_| panic!("stuck after a drop at step {steps}"));
            assert_eq!(read.unwrap_err().kind(), customer_core::ErrorKind::NotFound);
        }
        // Who wonders what became of it looks.
        let found = provider.find_all_by_email(&email).await.unwrap();
        assert!(found.len() <= 1);
        assert!(
            sandbox.committed(Provider::KOMERZA) <= before + 1,
            "step {steps}"
        );
        if is_finished {
            assert_eq!(found.len(), 1);
            break;
        }
        steps += 1;
        assert!(steps < 10_000, "the call never ends");
    }
    assert!(steps >= 4, "a call in {steps} steps does not show much");
}
