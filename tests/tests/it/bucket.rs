//! Our limiter against a provider's bucket, on a clock that both share: no read is refused, whatever beat the bucket has.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use customer_core::{CustomerId, CustomerProvider, GetOptions};
use customer_http::{Clock, HttpOptions, RetryPolicy, Sleep};
use customer_tests::bucket::bound;
use futures_util::StreamExt;
use komerza::Komerza;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// What tells the time-out of an attempt from any other.
const ATTEMPT: Duration = Duration::from_secs(29);

/// A clock on which requests take no time: it moves when somebody waits, and only while none is under way. An attempt is under
/// way for as long as its time-out is held.
#[derive(Debug)]
struct QuickWire {
    start: Instant,
    passed: Mutex<Duration>,
    under_way: AtomicUsize,
    idle: Notify,
}

impl QuickWire {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            passed: Mutex::default(),
            under_way: AtomicUsize::new(0),
            idle: Notify::new(),
        }
    }

    fn passed(&self) -> Duration {
        *self.passed.lock().unwrap()
    }

    fn now(&self) -> Instant {
        self.start + self.passed()
    }
}

#[derive(Debug)]
struct SharedWire(Arc<QuickWire>);

struct UnderWay(Arc<QuickWire>);

impl Drop for UnderWay {
    fn drop(&mut self) {
        self.0.under_way.fetch_sub(1, Ordering::SeqCst);
        self.0.idle.notify_one();
    }
}

impl Clock for SharedWire {
    fn now(&self) -> Instant {
        self.0.now()
    }

    fn system_time(&self) -> SystemTime {
        SystemTime::now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let wire = self.0.clone();
        let deadline = wire.passed() + duration;
        Box::pin(async move {
            tokio::task::yield_now().await;
            while wire.under_way.load(Ordering::SeqCst) > 0 {
                wire.idle.notified().await;
            }
            let mut passed = wire.passed.lock().unwrap();
            *passed = deadline.max(*passed);
        })
    }

    fn timeout(&self, duration: Duration) -> Sleep {
        let attempt = (duration == ATTEMPT).then(|| {
            self.0.under_way.fetch_add(1, Ordering::SeqCst);
            UnderWay(self.0.clone())
        });
        Box::pin(async move {
            let _attempt = attempt;
            std::future::pending::<()>().await;
        })
    }
}

/// Twelve tokens, of which four come back every 2 s, as Komerza publishes it. When the beat falls is its own affair.
#[derive(Debug)]
struct Bucket {
    tokens: u32,
    beat: Instant,
    refused: u32,
}

impl Bucket {
    fn take(&mut self, now: Instant) -> bool {
        while self.beat + Duration::from_secs(2) <= now {
            self.beat += Duration::from_secs(2);
            self.tokens = (self.tokens + 4).min(12);
        }
        let is_taken = self.tokens > 0;
        self.tokens -= u32::from(is_taken);
        self.refused += u32::from(!is_taken);
        is_taken
    }
}

async fn answer(mut stream: TcpStream, bucket: Arc<Mutex<Bucket>>, clock: Arc<QuickWire>) {
    const CUSTOMER: &str = r#"{"success":true,"data":{"id":"1","emailAddress":"a@example.com"}}"#;
    let mut request = Vec::new();
    let mut piece = [0; 1024];
    while let Ok(count @ 1..) = stream.read(&mut piece).await {
        request.extend_from_slice(&piece[..count]);
        if !request.ends_with(b"\r\n\r\n") {
            continue;
        }
        request.clear();
        let (status, body) = if bucket.lock().unwrap().take(clock.now()) {
            ("200 OK", CUSTOMER)
        } else {
            ("429 Too Many Requests", "")
        };
        let answer = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        if stream.write_all(answer.as_bytes()).await.is_err() {
            return;
        }
    }
}

#[tokio::test]
async fn five_hundred_reads_from_32_tasks_get_no_429_and_take_no_longer_than_the_bucket() {
    for beat in [0, 1, 700, 1300, 1999] {
        let clock = Arc::new(QuickWire::new());
        let bucket = Arc::new(Mutex::new(Bucket {
            tokens: 12,
            beat: clock
                .now()
                .checked_sub(Duration::from_millis(beat))
                .unwrap(),
            refused: 0,
        }));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (of_server, shared) = (clock.clone(), bucket.clone());
        let server = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, shared.clone(), of_server.clone()));
            }
        });
        let provider = Komerza::builder()
            .base_url(url)
            .store_id(customer_sandbox::KOMERZA_STORE_ID)
            .api_key(customer_sandbox::KOMERZA_API_KEY.to_owned())
            .http_options(
                HttpOptions::new()
                    .allow_http(true)
                    .retry(RetryPolicy::none())
                    .attempt_timeout(ATTEMPT)
                    .clock(SharedWire(clock.clone())),
            )
            .build()
            .unwrap();
        let failed = futures_util::stream::iter(0..500)
            .map(|_| {
                let provider = provider.clone();
                tokio::spawn(async move {
                    let id = CustomerId::new("1");
                    provider.get_customer(&id, &GetOptions::new()).await.err()
                })
            })
            .buffer_unordered(32)
            .filter_map(|joined| async move { joined.unwrap() })
            .count()
            .await;
        server.abort();
        let refused = bucket.lock().unwrap().refused;
        assert_eq!(
            (failed, refused),
            (0, 0),
            "a beat {beat} ms before the first read"
        );
        let (took, most) = (clock.passed(), bound(500).mul_f64(1.05));
        assert!(
            took <= most,
            "{took:?} of {most:?}, a beat {beat} ms before the first read"
        );
    }
}
