//! Writes whose response does not arrive, or says nothing: the outcome is unknown, nothing is done twice, and settling is truthful.

use std::time::Duration;

use customer_core::{
    CustomerProvider, CustomerProviderExt, EmailAddress, EmailUniqueness, Error, ErrorKind, Lookup,
    Operation, RetryAdvice, Settlement,
};

use futures_util::future::try_join_all;

use super::support::{World, done, missing, pointed_to};
use crate::endpoint::Endpoint;
use crate::harness::{Harness, Part};
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::block_on;
use crate::sample::Samples;
use crate::scene::Scene;
use crate::stand_in::Fault;

/// How long a call waits for a response that comes too late.
const PATIENCE: Duration = Duration::from_secs(1);

const REMEDY: &str =
    "provider.rs: send through CreateWrite and its siblings; client.rs: the request is a write";

/// What came of a write that met a fault.
struct Struck<'a> {
    world: &'a World,
    scene: Scene,
    operation: Operation,
    fault: Fault,
    /// How often it was carried out, and how often it is where nothing goes wrong.
    acted: u64,
    undisturbed: u64,
    /// How many requests it sent, and how many it does.
    sent: u64,
    usual: u64,
    result: customer_core::Result<()>,
}

/// Does every write that is claimed under every fault, and looks at what comes of it. The writes are side by side, each in an
/// account of its own, since those without a response take their time.
async fn every_write_under_every_fault(
    harness: &dyn Harness,
    look: impl AsyncFn(Struck<'_>) -> Checked,
) -> Checked {
    let writes = Operation::WRITES
        .iter()
        .map(|&operation| every_fault(harness, operation, &look));
    try_join_all(writes).await.map(drop)
}

async fn every_fault(
    harness: &dyn Harness,
    operation: Operation,
    look: &impl AsyncFn(Struck<'_>) -> Checked,
) -> Checked {
    let world = World::of(harness).await?;
    let clean = &*world.provider;
    if !clean.capabilities().supports(operation) {
        return Ok(());
    }
    let mut samples = Samples::new(harness);
    let scene = Scene::prepare(harness, clean, &mut samples, operation).await?;
    let (acted, sent) = (world.stand_in.acted(), world.stand_in.requests());
    let undisturbed = scene.act(clean, operation).await;
    done(
        undisturbed,
        operation.as_str(),
        "provider.rs: the operation",
    )?;
    let undisturbed = world.stand_in.acted() - acted;
    let usual = world.stand_in.requests() - sent;
    for fault in Fault::ALL {
        let scene = Scene::prepare(harness, clean, &mut samples, operation).await?;
        let mut endpoint = Endpoint::nowhere();
        if fault == Fault::Late {
            endpoint = endpoint.with_timeout(PATIENCE);
        }
        let struck = pointed_to(world.stand_in.connect(&endpoint));
        let (acted, sent) = (world.stand_in.acted(), world.stand_in.requests());
        if !world.stand_in.strike(fault) {
            return missing(harness, Part::Faults, "StandIn::strike");
        }
        let result = scene.act(&*struck, operation).await;
        world.stand_in.heal();
        look(Struck {
            world: &world,
            scene,
            operation,
            fault,
            acted: world.stand_in.acted() - acted,
            undisturbed,
            sent: world.stand_in.requests() - sent,
            usual,
            result,
        })
        .await?;
    }
    Ok(())
}

impl Struck<'_> {
    fn name(&self) -> String {
        format!("{} under {:?}", self.operation, self.fault)
    }

    fn takes_key(&self) -> bool {
        let capabilities = self.world.provider.capabilities();
        capabilities.takes_idempotency_key(self.operation)
    }

    /// The error; none where the write was known to be done.
    fn unknown(&self) -> Checked<Option<&Error>> {
        match &self.result {
            // Nothing of a body is missing where there is none, and a key lets a write be retried.
            Ok(()) if self.acted == self.undisturbed && self.fault == Fault::Cut => Ok(None),
            Ok(()) if self.acted == self.undisturbed && self.takes_key() => Ok(None),
            Ok(()) => broken(
                format!(
                    "{} succeeded, and was carried out {} times",
                    self.name(),
                    self.acted
                ),
                REMEDY,
            ),
            Err(error) => Ok(Some(error)),
        }
    }
}

/// Such a write is carried out once at most: it is not retried, unless under an idempotency key.
pub fn a_write_of_unknown_outcome_is_not_sent_again(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(every_write_under_every_fault(harness, async |struck| {
            if struck.acted > struck.undisturbed
                || (struck.sent > struck.usual && !struck.takes_key())
            {
                return broken(
                    format!(
                        "{} sent {} requests, and was carried out {} times",
                        struck.name(),
                        struck.sent,
                        struck.acted
                    ),
                    "client.rs: the request is a write, and the transport does not retry it; error.rs: no code says that it was refused before it acted",
                );
            }
            Ok(())
        }))
    })
}

/// Its error is *outcome unknown*, names the operation, and has what settles it.
pub fn a_write_without_a_response_has_its_pending_write(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(every_write_under_every_fault(harness, async |struck| {
            let Some(error) = struck.unknown()? else {
                return Ok(());
            };
            let name = struck.name();
            if error.kind() != ErrorKind::OutcomeUnknown
                || error.retry_advice() != RetryAdvice::OutcomeUnknown
            {
                return broken(
                    format!(
                        "{name} is {:?}, which is no unknown outcome: {error}",
                        error.kind()
                    ),
                    REMEDY,
                );
            }
            if error.operation() != Some(struck.operation) {
                return broken(
                    format!("the error of {name} names {:?}", error.operation()),
                    REMEDY,
                );
            }
            let Some(pending) = error.pending() else {
                return broken(format!("{name} has no pending write"), REMEDY);
            };
            let is_of_it = if struck.operation == Operation::CreateCustomer {
                pending.given.as_deref() == Some(&struck.scene.customer)
            } else {
                pending.id.as_ref() == Some(&struck.scene.id)
            };
            if pending.operation != struck.operation || !is_of_it {
                return broken(
                    format!("the pending write of {name} is that of another"),
                    REMEDY,
                );
            }
            Ok(())
        }))
    })
}

/// Settling it is truthful: what was done is never *not done*, and what was not done is never *done*. A create that can be looked
/// up is settled either way.
pub fn a_write_of_unknown_outcome_is_settled_truthfully(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(every_write_under_every_fault(harness, async |struck| {
            let Some(error) = struck.unknown()? else {
                return Ok(());
            };
            let Some(pending) = error.pending() else {
                // Another law says so.
                return Ok(());
            };
            let clean = &*struck.world.provider;
            let remedy = "provider.rs: leave settle_write to its default; convert.rs: with_lookup as documented";
            let settled = done(
                clean.settle(pending).await,
                &format!("settling {}", struck.name()),
                remedy,
            )?;
            let is_done = if struck.operation == Operation::CreateCustomer {
                Some(struck.acted > 0)
            } else {
                let shown = struck.scene.is_done(clean, struck.operation).await;
                done(shown, "the read", "provider.rs: get_customer")?
            };
            let is_false = match &settled {
                Settlement::Done(_) | Settlement::Gone => is_done == Some(false),
                Settlement::NotDone => is_done == Some(true),
                _ => false,
            };
            let is_lookup = matches!(
                clean.capabilities().lookup,
                Lookup::Email | Lookup::EmailAsSpelled
            );
            let email = struck.scene.customer.email.as_ref();
            // Where addresses may repeat, a customer that was found may be another's.
            let may_be_of_another = struck.acted > 0
                && clean.capabilities().email_uniqueness == EmailUniqueness::MayRepeat;
            let is_left_open = struck.operation == Operation::CreateCustomer
                && is_lookup
                && !may_be_of_another
                && email.is_some_and(EmailAddress::is_well_formed)
                && matches!(settled, Settlement::StillUnknown(_));
            if is_false || is_left_open {
                return broken(
                    format!(
                        "{} was carried out {} times, and is settled as {settled:?}",
                        struck.name(),
                        struck.acted
                    ),
                    remedy,
                );
            }
            Ok(())
        }))
    })
}

/// A create whose response holds both a record and a refusal leaves the outcome unknown.
pub fn a_record_together_with_a_refusal_leaves_a_create_unknown(
    harness: &dyn Harness,
) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let customer = Samples::new(harness).customer(&*world.provider)?;
            if !world.stand_in.strike(Fault::RecordAndRefusal) {
                return missing(harness, Part::Faults, "StandIn::strike");
            }
            match world.provider.create(&customer).await {
                Err(error) if error.kind() == ErrorKind::OutcomeUnknown => Ok(()),
                // Under an idempotency key it is retried, and the next response is whole.
                Ok(_)
                    if world
                        .provider
                        .capabilities()
                        .takes_idempotency_key(Operation::CreateCustomer)
                        && world.stand_in.requests() > 1 =>
                {
                    Ok(())
                }
                other => broken(
                    format!("a create that is answered with a record and a refusal: {other:?}"),
                    "error.rs: a refusal is looked for beside a record too",
                ),
            }
        })
    })
}

/// A customer that was there before is never taken for one whose create was lost, whatever the provider's clock says.
pub fn a_customer_that_was_there_before_is_not_taken_for_ours(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for skew in [0, -600, 600] {
                let world = World::of(harness).await?;
                if !world.stand_in.turn_clock(skew - 60) {
                    return missing(harness, Part::Clock, "StandIn::turn_clock");
                }
                let customer = Samples::new(harness).customer(&*world.provider)?;
                let another = pointed_to(world.stand_in.connect(&Endpoint::nowhere()));
                let there = another.create(&customer).await;
                let there = done(there, "a create", "provider.rs: create_customer")?;
                world.stand_in.turn_clock(skew);
                if !world.stand_in.strike(Fault::ResetBeforeActing) {
                    return missing(harness, Part::Faults, "StandIn::strike");
                }
                let lost = world.provider.create(&customer).await;
                world.stand_in.heal();
                let Some(pending) = lost.as_ref().err().and_then(Error::pending) else {
                    // Another law says so.
                    return Ok(());
                };
                let remedy = "provider.rs: leave settle_write to its default, and answer clock_offset and our_time from the client";
                let settled = done(world.provider.settle(pending).await, "settling", remedy)?;
                if let Settlement::Done(taken) = &settled {
                    return broken(
                        format!(
                            "{} was there a minute before, with a clock {skew} s ahead, and is taken for the customer of a lost create ({})",
                            there.customer.id, taken.id
                        ),
                        remedy,
                    );
                }
            }
            Ok(())
        })
    })
}
