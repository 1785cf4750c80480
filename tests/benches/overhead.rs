//! What the trait costs over a bare call: one customer read, through `CustomerProvider` with retry,
//! rate limiter and tracing on, beside reqwest and `serde_json` into the same wire type. One process,
//! loopback, warm connections; 1 and 64 calls in flight; wall time and the client thread's CPU time.
//!
//! At the end both sides run by turns.
#![allow(missing_docs)]

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use criterion::measurement::Measurement;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use customer_core::{CustomerId, CustomerProvider, GetOptions};
use futures_util::future::join_all;
use komerza::Komerza;
use komerza::wire::{Envelope, PublicCustomer};
use tokio::runtime::Runtime;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use common::{STORE, ThreadCpu, bare, by_turns, is_benchmark, komerza, serve};

const BODY: &str = include_str!("../tests/it/documented/komerza/get-customer.response.json");

const IN_FLIGHT: [usize; 2] = [1, 64];

/// Both sides, with a server of their own.
struct Sides {
    runtime: Runtime,
    /// As reqwest comes: a call may hang for ever.
    client: reqwest::Client,
    /// With the timeouts that the trait's side has.
    client_with_timeouts: reqwest::Client,
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
            client: bare().build().expect("a client"),
            client_with_timeouts: bare()
                .connect_timeout(Duration::from_secs(10))
                .timeout(Duration::from_secs(30))
                .build()
                .expect("a client"),
            url: format!("http://{address}{target}"),
            provider: komerza(address),
            id: CustomerId::new(STORE),
        };
        // Both begin with their connections made and in a heap that both have used.
        for _ in 0..500 {
            sides.by_hand(&sides.client, 64);
            sides.by_hand(&sides.client_with_timeouts, 64);
            sides.by_trait(64);
        }
        sides
    }

    fn by_hand(&self, client: &reqwest::Client, in_flight: usize) {
        let call = |_| async {
            let request = client.get(&self.url).bearer_auth("key");
            let response = request.send().await.expect("an answer");
            let response = response.error_for_status().expect("success");
            let body = response.bytes().await.expect("a body");
            let envelope: Envelope<PublicCustomer> =
                serde_json::from_slice(&body).expect("a customer");
            black_box(envelope.data.into_value().expect("data"));
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
                bencher.iter(|| sides.by_hand(&sides.client_with_timeouts, in_flight));
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

fn turns(_: &mut Criterion) {
    if !is_benchmark() {
        return;
    }
    let sides = Sides::new();
    for in_flight in IN_FLIGHT {
        // A few milliseconds each.
        let repetitions = 2_048 / in_flight.max(8);
        for (what, client) in [
            ("with timeouts", &sides.client_with_timeouts),
            ("without a timeout", &sides.client),
        ] {
            by_turns(
                &format!("get_customer, {in_flight} in flight, reqwest {what}"),
                301,
                || (0..repetitions).for_each(|_| sides.by_hand(client, in_flight)),
                || (0..repetitions).for_each(|_| sides.by_trait(in_flight)),
            );
        }
    }
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
criterion_group!(in_turn, turns);
criterion_main!(wall_time, cpu_time, in_turn);
