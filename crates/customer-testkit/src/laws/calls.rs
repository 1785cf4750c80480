//! Calls side by side, calls that are dropped, and calls through pointers.

use std::collections::BTreeSet;
use std::future::Future;
use std::sync::Arc;
use std::task::Poll;

use customer_core::{CustomerProvider, CustomerProviderExt, ErrorKind, Field, Operation};
use futures_util::future::join_all;

use super::support::{World, done};
use crate::Endpoint;
use crate::harness::Harness;
use crate::outcome::{LawResult, broken, law};
use crate::runtime::{block_on, within_reason};
use crate::sample::Samples;
use crate::scene::Scene;

const AT_ONCE: usize = 16;

/// Calls side by side, of one client, each get their own answer.
pub fn calls_side_by_side_do_not_mix(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            let mut samples = Samples::new(harness);
            let mut customers = Vec::new();
            for _ in 0..AT_ONCE {
                customers.push(samples.customer(provider)?);
            }
            let before = world.stand_in.acted();
            let written =
                join_all(customers.iter().map(|customer| provider.create(customer))).await;
            let remedy = "provider.rs: a client that several calls may use at once";
            let mut ids = Vec::new();
            for (customer, written) in customers.iter().zip(written) {
                let written = done(written, "a create beside others", remedy)?;
                let email = written.customer.email.as_ref();
                let is_sent = written.fields.sent.contains(&Field::Email.into());
                if is_sent && email.is_some() && email != customer.email.as_ref() {
                    return broken("a create returned the customer of another", remedy);
                }
                ids.push(written.customer.id);
            }
            let acted = world.stand_in.acted() - before;
            if ids.iter().collect::<BTreeSet<_>>().len() != AT_ONCE || acted != AT_ONCE as u64 {
                return broken(
                    format!("{AT_ONCE} creates side by side were carried out {acted} times"),
                    remedy,
                );
            }
            let got = join_all(ids.iter().map(|id| provider.get(id))).await;
            for (id, got) in ids.iter().zip(got) {
                let got = done(got, "a read beside others", remedy)?;
                if got.id != *id {
                    return broken("a read returned the customer of another", remedy);
                }
            }
            Ok(())
        })
    })
}

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

/// A write may be dropped wherever it waits: it is carried out once at most, and the client goes on.
pub fn a_write_may_be_dropped_wherever_it_waits(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for &operation in Operation::WRITES {
                let world = World::of(harness).await?;
                let provider = &*world.provider;
                if !provider.capabilities().supports(operation) {
                    continue;
                }
                let mut samples = Samples::new(harness);
                let scene = Scene::prepare(harness, provider, &mut samples, operation).await?;
                let before = world.stand_in.acted();
                let undisturbed = scene.act(provider, operation).await;
                done(
                    undisturbed,
                    operation.as_str(),
                    "provider.rs: the operation",
                )?;
                let once = world.stand_in.acted() - before;
                let remedy = "client.rs: nothing that a dropped call leaves locked or spawned";
                for waits in 0.. {
                    let scene = Scene::prepare(harness, provider, &mut samples, operation).await?;
                    let before = world.stand_in.acted();
                    let outcome = drive(scene.act(provider, operation), waits).await;
                    let read = within_reason(provider.get(&harness.unknown_id())).await;
                    match read {
                        Some(Err(error)) if error.kind() == ErrorKind::NotFound => {}
                        Some(other) => {
                            return broken(
                                format!(
                                    "a read after {operation} was dropped at wait {waits}: {other:?}"
                                ),
                                remedy,
                            );
                        }
                        None => {
                            return broken(
                                format!(
                                    "a read is stuck after {operation} was dropped at wait {waits}"
                                ),
                                remedy,
                            );
                        }
                    }
                    let acted = world.stand_in.acted() - before;
                    if acted > once {
                        return broken(
                            format!(
                                "{operation} dropped at wait {waits} was carried out {acted} times"
                            ),
                            remedy,
                        );
                    }
                    match outcome {
                        Some(result) => {
                            done(result, operation.as_str(), remedy)?;
                            break;
                        }
                        None if waits > 1000 => {
                            return broken(format!("{operation} never ends"), remedy);
                        }
                        None => {}
                    }
                }
            }
            Ok(())
        })
    })
}

/// Behind an `Arc` and a `Box` every call ends as it does without.
pub fn a_provider_behaves_alike_behind_an_arc_and_a_box(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for &operation in Operation::ALL {
                let mut ends = Vec::new();
                for pointer in ["none", "Arc", "Box"] {
                    let world = World::of(harness).await?;
                    let provider = world.stand_in.connect(&Endpoint::nowhere());
                    let provider: Arc<dyn CustomerProvider> = match pointer {
                        "Arc" => Arc::new(provider),
                        "Box" => Arc::new(Box::new(provider) as Box<dyn CustomerProvider>),
                        _ => provider,
                    };
                    let mut samples = Samples::new(harness);
                    let scene = if provider.capabilities().supports(operation) {
                        Scene::prepare(harness, &*provider, &mut samples, operation).await?
                    } else {
                        Scene::without_state(harness, &*provider, &mut samples)?
                    };
                    let result = scene.act(&*provider, operation).await;
                    ends.push(result.map_err(|error| error.kind()));
                }
                if ends.iter().any(|end| *end != ends[0]) {
                    return broken(
                        format!("{operation} without a pointer, behind an Arc and a Box: {ends:?}"),
                        "customer_core hands every call on; implement no method of CustomerProvider for a pointer",
                    );
                }
            }
            Ok(())
        })
    })
}
