//! What listing through the trait costs over a hand-written loop of reqwest and `serde_json` over the same
//! pages, and what it gains by asking for the next page while one is read.
#![allow(missing_docs)]

#[allow(dead_code)]
mod common;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::net::SocketAddr;
use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use customer_core::{CustomerProvider, CustomerProviderExt, ListQuery};
use futures_util::TryStreamExt;
use komerza::wire::{PageEnvelope, PublicCustomerReference};

use common::{STORE, bare, by_turns, is_benchmark, komerza, serve};

const PAGES: usize = 20;
const PAGE_SIZE: usize = 100;

fn pages() -> BTreeMap<String, String> {
    (1..=PAGES)
        .map(|page| {
            let customers: Vec<_> = (0..PAGE_SIZE)
                .map(|index| {
                    serde_json::json!({
                        "id": format!("3c90c3cc-0d44-4b50-8888-{:012}", page * PAGE_SIZE + index),
                        "dateCreated": "2023-11-07T05:31:56Z",
                        "emailAddress": format!("customer{}@example.com", page * PAGE_SIZE + index),
                        "status": "Regular",
                        "isAffiliate": false,
                        "totalSpend": 1250.5,
                        "averageSpend": 312.625,
                        "totalOrders": 4,
                        "isBlocked": false,
                    })
                })
                .collect();
            // In the order of the documented envelope.
            let customers = serde_json::Value::from(customers);
            let body = format!(r#"{{"success":true,"pages":{PAGES},"data":{customers}}}"#);
            (target(page), body)
        })
        .collect()
}

fn target(page: usize) -> String {
    format!("/stores/{STORE}/customers?Page={page}&PageSize={PAGE_SIZE}")
}

/// What one does with a customer: little, and not nothing.
fn use_customer(id: &str, work: Duration) {
    black_box(id);
    if !work.is_zero() {
        let began = std::time::Instant::now();
        while began.elapsed() < work {
            std::hint::spin_loop();
        }
    }
}

async fn by_hand(client: &reqwest::Client, address: SocketAddr, work: Duration) -> usize {
    let mut count = 0;
    let mut page = 1;
    loop {
        let url = format!("http://{address}{}", target(page));
        let response = client
            .get(url)
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
        let envelope: PageEnvelope<PublicCustomerReference> =
            serde_json::from_slice(&body).expect("a page");
        for customer in envelope.data.into_value().unwrap_or_default() {
            use_customer(&customer.id, work);
            count += 1;
        }
        if envelope
            .pages
            .into_value()
            .is_none_or(|pages| page as u64 >= pages)
        {
            return count;
        }
        page += 1;
    }
}

async fn by_trait(provider: &dyn CustomerProvider, work: Duration) -> usize {
    let mut customers = provider
        .customers(ListQuery::new().with_page_size(u32::try_from(PAGE_SIZE).expect("small")));
    let mut count = 0;
    while let Some(customer) = customers.try_next().await.expect("a page") {
        use_customer(customer.id.as_str(), work);
        count += 1;
    }
    count
}

fn listing(criterion: &mut Criterion) {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    for (name, latency, work) in [
        ("listing", Duration::ZERO, Duration::ZERO),
        // 100 customers at 0.2 ms are 20 ms of work a page: as long as the page takes to come.
        (
            "listing, 20 ms of latency and 20 ms of work a page",
            Duration::from_millis(20),
            Duration::from_micros(200),
        ),
    ] {
        let address = serve(pages(), latency);
        let (client, provider) = (bare().build().expect("a client"), komerza(address));
        let mut group = criterion.benchmark_group(name);
        group.throughput(Throughput::Elements((PAGES * PAGE_SIZE) as u64));
        if !latency.is_zero() {
            group.sample_size(10);
        }
        group.bench_function("reqwest + serde_json", |bencher| {
            bencher.iter(|| {
                assert_eq!(
                    runtime.block_on(by_hand(&client, address, work)),
                    PAGES * PAGE_SIZE
                );
            });
        });
        group.bench_function("CustomerProvider", |bencher| {
            bencher.iter(|| {
                assert_eq!(
                    runtime.block_on(by_trait(&provider, work)),
                    PAGES * PAGE_SIZE
                );
            });
        });
        group.finish();
        if latency.is_zero() && is_benchmark() {
            by_turns(
                name,
                101,
                || _ = black_box(runtime.block_on(by_hand(&client, address, work))),
                || _ = black_box(runtime.block_on(by_trait(&provider, work))),
            );
        }
    }
}

criterion_group!(benches, listing);
criterion_main!(benches);
