//! What the trait costs over a bare call: one customer read, through `CustomerProvider` with retry,
//! rate limiter and tracing on, beside reqwest and `serde_json` into the same wire type. One process,
//! loopback, warm connections; 1 and 64 calls in flight; wall time and the client thread's CPU time.
//!
//! Criterion measures one side after the other, and a machine's speed drifts in between by more than
//! the two differ. So at the end both run by turns, a few milliseconds each, and the medians of
//! their ratios are printed.
#![allow(missing_docs)]

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use criterion::measurement::Measurement;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use customer_core::{CustomerId, CustomerProvider, GetOptions};
use futures_util::future::join_all;
use komerza::Komerza;
use komerza::wire::{Envelope, PublicCustomer};
use tokio::runtime::Runtime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use common::{STORE, ThreadCpu, bare, komerza, serve, thread_cpu};

const BODY: &str = include_str!("../tests/it/documented/komerza/get-customer.response.json");

const IN_FLIGHT: [usize; 2] = [1, 64];

/// Both sides, with a server of their own.
struct Sides {
    runtime: Runtime,
    client: reqwest::Client,
    url: String,
    provider: Komerza,
    id: CustomerId,
}

impl Sides {
    fn new() -> Self {
        // Spans are made and closed, and nobody writes them.
        let _ = tracing_subscriber::registry()
            .with(tracing_subscriber::filter::LevelFilter::INFO)
            .try_init();
        let target = format!("/stores/{STORE}/customers/{STORE}");
        let address: SocketAddr = serve(
            BTreeMap::from([(target.clone(), BODY.to_owned())]),
            Duration::ZERO,
        );
        let sides = Self {
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .expect("a runtime"),
            client: bare(),
            url: format!("http://{address}{target}"),
            provider: komerza(address),
            id: CustomerId::new(STORE),
        };
        // Both begin with their connections made and in a heap that both have used.
        for _ in 0..500 {
            sides.by_hand(64);
            sides.by_trait(64);
        }
        sides
    }

    fn by_hand(&self, in_flight: usize) {
        let call = |_| async {
            let request = self.client.get(&self.url).bearer_auth("key");
            let response = request.send().await.expect("an answer");
            let response = response.error_for_status().expect("success");
            let body = response.bytes().await.expect("a body");
            let envelope: Envelope<PublicCustomer> =
                serde_json::from_slice(&body).expect("a customer");
            black_box(envelope.data.expect("data"));
        };
        self.runtime.block_on(join_all((0..in_flight).map(call)));
    }

    fn by_trait(&self, in_flight: usize) {
        let provider: &dyn CustomerProvider = &self.provider;
        let call = |_| async {
            let customer = provider.get_customer(&self.id, &GetOptions::new()).await;
            black_box(customer.expect("a customer"));
        };
        self.runtime.block_on(join_all((0..in_flight).map(call)));
    }
}

fn get_customer<M: Measurement>(criterion: &mut Criterion<M>, unit: &str) {
    let sides = Sides::new();
    let mut group = criterion.benchmark_group(format!("get_customer, {unit}"));
    for in_flight in IN_FLIGHT {
        group.throughput(Throughput::Elements(in_flight as u64));
        group.bench_function(
            BenchmarkId::new("reqwest + serde_json", in_flight),
            |bencher| {
                bencher.iter(|| sides.by_hand(in_flight));
            },
        );
        group.bench_function(BenchmarkId::new("CustomerProvider", in_flight), |bencher| {
            bencher.iter(|| sides.by_trait(in_flight));
        });
    }
    group.finish();
}

fn wall(criterion: &mut Criterion) {
    get_customer(criterion, "wall time");
}

fn cpu(criterion: &mut Criterion<ThreadCpu>) {
    get_customer(criterion, "CPU time");
}

/// Wall and CPU time of some repetitions.
fn time(repetitions: usize, run: impl Fn()) -> [f64; 2] {
    let (wall, cpu) = (Instant::now(), thread_cpu());
    (0..repetitions).for_each(|_| run());
    #[allow(clippy::cast_precision_loss)] // Nanoseconds of a benchmark.
    let cpu = (thread_cpu() - cpu) as f64;
    [wall.elapsed().as_secs_f64(), cpu]
}

fn by_turns(_: &mut Criterion) {
    const ROUNDS: usize = 301;
    if !std::env::args().any(|argument| argument == "--bench") {
        return;
    }
    let sides = Sides::new();
    for in_flight in IN_FLIGHT {
        let repetitions = 2_048 / in_flight.max(8);
        let [mut wall, mut cpu] = [Vec::new(), Vec::new()];
        for round in 0..=ROUNDS {
            let by_hand = time(repetitions, || sides.by_hand(in_flight));
            let by_trait = time(repetitions, || sides.by_trait(in_flight));
            // The first warms up.
            if round > 0 {
                wall.push(by_trait[0] / by_hand[0]);
                cpu.push(by_trait[1] / by_hand[1]);
            }
        }
        println!(
            "get_customer, by turns, {in_flight} in flight: wall {:+.1} %, CPU {:+.1} %",
            median_over(&mut wall),
            median_over(&mut cpu),
        );
    }
}

/// The median of some ratios, in percent over 1.
fn median_over(ratios: &mut [f64]) -> f64 {
    ratios.sort_by(f64::total_cmp);
    (ratios[ratios.len() / 2] - 1.0) * 100.0
}

criterion_group! {
    name = wall_time;
    config = Criterion::default().sample_size(60).measurement_time(Duration::from_secs(8));
    targets = wall
}
criterion_group! {
    name = cpu_time;
    config = Criterion::default().with_measurement(ThreadCpu).sample_size(60).measurement_time(Duration::from_secs(8));
    targets = cpu
}
criterion_group!(turns, by_turns);
criterion_main!(wall_time, cpu_time, turns);
