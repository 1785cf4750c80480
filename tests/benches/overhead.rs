//! What the trait costs over a bare call: one customer read, through `CustomerProvider` with retry,
//! rate limiter and tracing on, beside reqwest and `serde_json` into the same wire type. One process,
//! loopback, warm connections; 1 and 64 calls in flight; wall time and the client thread's CPU time.
#![allow(missing_docs)]

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Duration;

use criterion::measurement::Measurement;
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use customer_core::{CustomerId, CustomerProvider, GetOptions};
use futures_util::future::join_all;
use komerza::wire::{Envelope, PublicCustomer};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;

use common::{STORE, ThreadCpu, bare, komerza, serve};

const BODY: &str = include_str!("../tests/it/documented/komerza/get-customer.response.json");

fn get_customer<M: Measurement>(criterion: &mut Criterion<M>, unit: &str) {
    // Spans are made and closed, and nobody writes them.
    let _ = tracing_subscriber::registry()
        .with(tracing_subscriber::filter::LevelFilter::INFO)
        .try_init();
    let target = format!("/stores/{STORE}/customers/{STORE}");
    let address = serve(
        BTreeMap::from([(target.clone(), BODY.to_owned())]),
        Duration::ZERO,
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let url = format!("http://{address}{target}");
    let (client, provider) = (bare(), komerza(address));
    let id = CustomerId::new(STORE);

    let mut group = criterion.benchmark_group(format!("get_customer, {unit}"));
    for in_flight in [1_usize, 64] {
        group.throughput(Throughput::Elements(in_flight as u64));
        group.bench_with_input(
            BenchmarkId::new("reqwest + serde_json", in_flight),
            &in_flight,
            |bencher, &in_flight| {
                bencher.iter(|| {
                    runtime.block_on(join_all((0..in_flight).map(|_| async {
                        let response = client
                            .get(&url)
                            .bearer_auth("key")
                            .send()
                            .await
                            .expect("an answer");
                        let body = response
                            .error_for_status()
                            .expect("success")
                            .bytes()
                            .await
                            .expect("a body");
                        let envelope: Envelope<PublicCustomer> =
                            serde_json::from_slice(&body).expect("a customer");
                        black_box(envelope.data.expect("data"));
                    })))
                });
            },
        );
        group.bench_with_input(
            BenchmarkId::new("CustomerProvider", in_flight),
            &in_flight,
            |bencher, &in_flight| {
                let provider: &dyn CustomerProvider = &provider;
                bencher.iter(|| {
                    runtime.block_on(join_all((0..in_flight).map(|_| async {
                        black_box(
                            provider
                                .get_customer(&id, &GetOptions::new())
                                .await
                                .expect("a customer"),
                        );
                    })))
                });
            },
        );
    }
    group.finish();
}

fn wall(criterion: &mut Criterion) {
    get_customer(criterion, "wall time");
}

fn cpu(criterion: &mut Criterion<ThreadCpu>) {
    get_customer(criterion, "CPU time");
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
criterion_main!(wall_time, cpu_time);
