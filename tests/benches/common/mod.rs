//! What the benchmarks share: a server whose own cost does not move, and a clock of one thread's CPU.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Throughput;
use criterion::measurement::{Measurement, ValueFormatter};
use customer_http::{HttpOptions, RateLimit, RateLimiter};
use komerza::Komerza;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const STORE: &str = "3c90c3cc-0d44-4b50-8888-8dd25736052a";

/// Starts a server, on a thread of its own, that answers each request target with the body that it
/// was given for it, after `latency`. Keep-alive, no parsing beyond the first line.
pub(crate) fn serve(answers: BTreeMap<String, String>, latency: Duration) -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a socket");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async move {
            let listener = TcpListener::from_std(listener).expect("a listener");
            let answers = Arc::new(
                answers
                    .into_iter()
                    .map(|(target, body)| {
                        let head = format!(
                            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
                            body.len()
                        );
                        (target, (head + &body).into_bytes())
                    })
                    .collect::<BTreeMap<String, Vec<u8>>>(),
            );
            while let Ok((stream, _)) = listener.accept().await {
                stream.set_nodelay(true).expect("a socket");
                tokio::spawn(answer(stream, Arc::clone(&answers), latency));
            }
        });
    });
    address
}

async fn answer(mut stream: TcpStream, answers: Arc<BTreeMap<String, Vec<u8>>>, latency: Duration) {
    let mut buffer = Vec::with_capacity(4096);
    loop {
        while let Some(end) = buffer.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
            let target = head.split(' ').nth(1).unwrap_or_default();
            let Some(body) = answers.get(target) else {
                panic!("no answer for {target}")
            };
            buffer.drain(..end + 4);
            if !latency.is_zero() {
                tokio::time::sleep(latency).await;
            }
            if stream.write_all(body).await.is_err() {
                return;
            }
        }
        match stream.read_buf(&mut buffer).await {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
    }
}

/// Komerza's adapter as an application has it: with retry and a rate limiter, whose limit is out of reach.
pub(crate) fn komerza(address: SocketAddr) -> Komerza {
    let limit = RateLimit::new(1_000, 1_000, Duration::from_millis(5));
    let limiter = RateLimiter::new(limit);
    Komerza::builder()
        .base_url(format!("http://{address}"))
        .store_id(STORE)
        .api_key("key".to_owned())
        .http_options(HttpOptions::new().allow_http(true).rate_limiter(limiter))
        .build()
        .expect("options that hold")
}

/// The client that one would write by hand.
pub(crate) fn bare() -> reqwest::ClientBuilder {
    // A second call finds it installed.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().user_agent("bench")
}

/// CPU time of the thread that runs the benchmark: the server's is not among it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ThreadCpu;

/// What this thread has used so far, in nanoseconds.
fn thread_cpu() -> u64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux's schedstat");
    text.split(' ')
        .next()
        .and_then(|nanoseconds| nanoseconds.parse().ok())
        .expect("nanoseconds")
}

impl Measurement for ThreadCpu {
    type Intermediate = u64;
    type Value = u64;

    fn start(&self) -> u64 {
        thread_cpu()
    }

    fn end(&self, start: u64) -> u64 {
        thread_cpu() - start
    }

    fn add(&self, one: &u64, other: &u64) -> u64 {
        one + other
    }

    fn zero(&self) -> u64 {
        0
    }

    #[allow(clippy::cast_precision_loss)] // Nanoseconds of a benchmark.
    fn to_f64(&self, value: &u64) -> f64 {
        *value as f64
    }

    fn formatter(&self) -> &dyn ValueFormatter {
        &Microseconds
    }
}

struct Microseconds;

impl ValueFormatter for Microseconds {
    fn scale_values(&self, _typical: f64, values: &mut [f64]) -> &'static str {
        for value in values {
            *value /= 1000.0;
        }
        "µs CPU"
    }

    fn scale_throughputs(
        &self,
        _typical: f64,
        _throughput: &Throughput,
        values: &mut [f64],
    ) -> &'static str {
        self.scale_values(0.0, values)
    }

    fn scale_for_machines(&self, values: &mut [f64]) -> &'static str {
        self.scale_values(0.0, values)
    }
}

/// Whether this is `cargo bench`, and not a test that the benchmarks run at all.
pub(crate) fn is_benchmark() -> bool {
    std::env::args().any(|argument| argument == "--bench")
}

/// Runs both sides by turns and prints the medians of what the second took over the first: wall time
/// and this thread's CPU time. Criterion measures one side after the other, and a machine's speed
/// drifts in between by more than the two differ.
pub(crate) fn by_turns(name: &str, rounds: usize, by_hand: impl Fn(), by_trait: impl Fn()) {
    let [mut wall, mut cpu] = [Vec::new(), Vec::new()];
    for round in 0..=rounds {
        let (by_hand, by_trait) = (time(&by_hand), time(&by_trait));
        // The first warms up.
        if round > 0 {
            wall.push(by_trait.0 / by_hand.0);
            cpu.push(by_trait.1 / by_hand.1);
        }
    }
    println!(
        "{name}, by turns: wall {:+.1} %, CPU {:+.1} %",
        median_over(&mut wall),
        median_over(&mut cpu),
    );
}

#[allow(clippy::cast_precision_loss)] // Nanoseconds of a benchmark.
fn time(run: impl Fn()) -> (f64, f64) {
    let (wall, cpu) = (Instant::now(), thread_cpu());
    run();
    let cpu = (thread_cpu() - cpu) as f64;
    (wall.elapsed().as_secs_f64(), cpu)
}

/// The median of some ratios, in percent over 1.
fn median_over(ratios: &mut [f64]) -> f64 {
    ratios.sort_by(f64::total_cmp);
    (ratios[ratios.len() / 2] - 1.0) * 100.0
}
