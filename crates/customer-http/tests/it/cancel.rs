//! A call may be dropped wherever it waits, and nothing stays behind.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::Poll;
use std::time::Duration;

use async_trait::async_trait;
use customer_core::Result;
use customer_http::{
    HttpClient, RateLimit, RefreshingToken, RetryBudget, RetryPolicy, Secret, TokenPair,
    TokenRefresher,
};

use crate::support::{Act, Server, answer, builder, ok, options, read, write};

#[derive(Debug, Default)]
struct Slow(AtomicUsize);

#[async_trait]
impl TokenRefresher for Slow {
    async fn refresh(&self, _: &Secret, _: &Secret) -> Result<TokenPair> {
        for _ in 0..5 {
            tokio::task::yield_now().await;
        }
        let number = self.0.fetch_add(1, Ordering::SeqCst) + 2;
        Ok(TokenPair::new(format!("a-{number}"), format!("r-{number}")))
    }
}

/// Drives a future until it has waited that often, or is done, and drops it there. Between two
/// polls a future does not change, so this stops it in each of its states.
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

struct Setup {
    server: Server,
    client: HttpClient,
    budget: RetryBudget,
    refresher: Arc<Slow>,
}

async fn setup() -> Setup {
    // A 401, a 429 and then a body in two pieces: a call meets every kind of wait.
    let server = Server::start(|number| match number {
        0 => Act::Answer(answer(401, "", "")),
        1 => Act::Answer(answer(429, "retry-after: 0\r\n", "")),
        _ => Act::Pieces(ok().chunks(8).map(<[u8]>::to_vec).collect()),
    })
    .await;
    let budget = RetryBudget::new(3, 1000);
    let refresher = Arc::new(Slow::default());
    let token = RefreshingToken::builder(refresher.clone())
        .pair(TokenPair::new("a-1", "r-1"))
        .build()
        .unwrap();
    let policy = RetryPolicy::default()
        .base(Duration::from_millis(4))
        .budget(budget.clone());
    let client = builder(&server.url)
        .authorization(token)
        .rate_limit(RateLimit::new(1, 1, Duration::from_millis(3)))
        .options(options().retry(policy))
        .build()
        .unwrap();
    Setup {
        server,
        client,
        budget,
        refresher,
    }
}

#[tokio::test]
async fn a_call_dropped_at_any_step_leaves_limiter_budget_token_and_connections_usable() {
    let mut steps = 0;
    loop {
        let Setup {
            server,
            client,
            budget,
            refresher,
        } = setup().await;
        let outcome = drive(client.send(write()), steps).await;
        let finished = outcome.is_some();
        if let Some(result) = outcome {
            assert_eq!(result.unwrap().attempts(), 3);
        }
        // Whatever was left behind, these go through, side by side and in bounded time.
        let calls = (0..4).map(|_| {
            let client = client.clone();
            tokio::spawn(async move { client.send(read()).await.map(|_| ()) })
        });
        for call in calls.collect::<Vec<_>>() {
            tokio::time::timeout(Duration::from_secs(30), call)
                .await
                .unwrap_or_else(|_| panic!("stuck after a drop at step {steps}"))
                .unwrap()
                .unwrap_or_else(|error| panic!("after a drop at step {steps}: {error}"));
        }
        // None where the 401 was the dropped call's; never a second one.
        assert!(refresher.0.load(Ordering::SeqCst) <= 1, "step {steps}");
        // At most one retry was spent by each of the calls that met the one 429.
        assert!(budget.left() >= 2, "step {steps}: {} left", budget.left());
        assert!(server.count() <= 7, "step {steps}");
        if finished {
            break;
        }
        steps += 1;
        assert!(steps < 10_000, "the call never ends");
    }
    // Three attempts and a renewal wait at least once each; how often more, the sockets decide.
    assert!(steps >= 4, "a call in {steps} steps does not show much");
}

#[tokio::test]
async fn calls_dropped_in_the_queue_leave_their_place() {
    let server = Server::start(|_| Act::Answer(ok())).await;
    let client = builder(&server.url)
        .rate_limit(
            RateLimit::new(1, 1, Duration::from_millis(50)).max_wait(Duration::from_secs(5)),
        )
        .options(options())
        .build()
        .unwrap();
    client.send(read()).await.unwrap();
    for _ in 0..1000 {
        assert!(drive(client.send(read()), 0).await.is_none() || server.count() > 1);
    }
    let before = server.count();
    client.send(read()).await.unwrap();
    assert_eq!(server.count(), before + 1);
}
