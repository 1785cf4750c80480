//! Many reads through our limiter, against a stand-in that keeps the provider's own bucket.

use std::fmt;
use std::time::{Duration, Instant};

use customer_core::{CustomerProvider, GetOptions, NewCustomer, WriteOptions};
use customer_http::{HttpOptions, RetryPolicy};
use customer_sandbox::{Provider, Sandbox};
use futures_util::StreamExt;
use komerza::Komerza;

/// What came of it.
#[derive(Debug, Clone, Copy)]
pub struct Report {
    /// How many reads were made.
    pub reads: u32,
    /// How many were answered with 429.
    pub refused: u64,
    /// How long they took.
    pub took: Duration,
    /// How long a bucket of 12 tokens, of which 4 come back every 2 s, takes for them.
    pub bound: Duration,
}

impl Report {
    /// No read was refused, and they took no longer than the bucket's own bound and 5 %.
    pub fn holds(&self) -> bool {
        self.refused == 0 && self.took <= self.bound.mul_f64(1.05)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} reads: {} answered with 429; {:.1} s, where the bucket alone takes {:.1} s ({:+.1} %)",
            self.reads,
            self.refused,
            self.took.as_secs_f64(),
            self.bound.as_secs_f64(),
            (self.took.as_secs_f64() / self.bound.as_secs_f64() - 1.0) * 100.0
        )
    }
}

/// How long Komerza's bucket takes for so many requests, the first 12 at once.
pub fn bound(requests: u32) -> Duration {
    Duration::from_secs(2) * requests.saturating_sub(12).div_ceil(4)
}

/// Makes the reads from so many tasks, in real time: minutes.
///
/// # Errors
///
/// When it cannot be set up, or a read fails.
pub async fn run(
    reads: u32,
    tasks: usize,
) -> Result<Report, Box<dyn std::error::Error + Send + Sync>> {
    let sandbox = Sandbox::builder().enforce_rate_limit(true).start().await?;
    let access = sandbox.komerza();
    let provider = Komerza::builder()
        .base_url(&access.base_url)
        .store_id(&access.store_id)
        .api_key(access.api_key.clone())
        // A 429 must show, so it is not retried.
        .http_options(
            HttpOptions::new()
                .allow_http(true)
                .retry(RetryPolicy::none()),
        )
        .build()?;
    let email = customer_core::EmailAddress::parse("bucket@example.com")?;
    let written = provider
        .create_customer(&NewCustomer::new().with_email(email), &WriteOptions::new())
        .await?;
    let id = written.customer.id;
    let start = Instant::now();
    let failed: Vec<_> = futures_util::stream::iter(0..reads)
        .map(|_| {
            let (provider, id) = (provider.clone(), id.clone());
            tokio::spawn(async move { provider.get_customer(&id, &GetOptions::new()).await.err() })
        })
        .buffer_unordered(tasks)
        .filter_map(|joined| async move { joined.ok().flatten() })
        .collect()
        .await;
    let took = start.elapsed();
    let refused = sandbox
        .requests()
        .iter()
        .filter(|request| request.provider == Provider::KOMERZA && request.status == Some(429))
        .count();
    if let Some(error) = failed.into_iter().find(|error| error.status() != Some(429)) {
        return Err(error.into());
    }
    Ok(Report {
        reads,
        refused: refused as u64,
        took,
        // The create took a token too.
        bound: bound(reads + 1),
    })
}
