//! What is refused before anything is sent.

use customer_core::adapter::FieldFates;
use customer_core::{
    BlockRequest, CustomerProviderExt as _, EmailAddress, Error, ErrorKind, Fidelity,
    IdempotencyKey, NewCustomer, Operation, Preview, Result, Status, WriteOptions, strategies,
};
use proptest::prelude::*;

use super::support::{SENT_CASES, World, any_customer, for_all, needs_one_of};
use crate::harness::Harness;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::Runtime;
use crate::sample::Samples;
use crate::scene::Scene;

const REMEDY: &str = "provider.rs: every write goes through CreateWrite and its siblings, which ask the preview before they send";

/// The errors with which a preview has a strict write refused; none where it goes ahead.
fn expected(preview: &Preview) -> Option<ErrorKind> {
    preview
        .check(Fidelity::Strict)
        .err()
        .map(|error| error.kind())
}

fn refused(
    preview: &Preview,
    result: Result<()>,
    sent: u64,
    operation: Operation,
) -> std::result::Result<(), TestCaseError> {
    let Some(kind) = expected(preview) else {
        return Ok(());
    };
    prop_assert_eq!(sent, 0, "{} is to be refused and sent requests", operation);
    let error: Error = match result {
        Ok(()) => {
            return Err(TestCaseError::fail(format!(
                "{operation} went ahead where its preview has it refused as {kind:?}"
            )));
        }
        Err(error) => error,
    };
    prop_assert_eq!(error.kind(), kind, "{}", operation);
    prop_assert_eq!(error.operation(), Some(operation));
    prop_assert!(error.provider().is_some(), "{} names no provider", error);
    let mut named: Vec<&str> = error
        .fields()
        .iter()
        .map(|problem| &*problem.field)
        .collect();
    let of_preview = preview.check(Fidelity::Strict).err();
    let mut wanted: Vec<String> = of_preview
        .iter()
        .flat_map(Error::fields)
        .map(|problem| problem.field.clone())
        .collect();
    named.sort_unstable();
    wanted.sort_unstable();
    prop_assert_eq!(named, wanted, "the fields that {} names", operation);
    Ok(())
}

/// A strict create that would lose a field, or whose values are not valid, is refused and sends nothing.
pub fn a_strict_create_that_would_lose_a_field_sends_nothing(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        let world = runtime.block_on(World::of(harness))?;
        let provider = &*world.provider;
        for_all(SENT_CASES, &any_customer(harness), REMEDY, |customer| {
            let preview = provider.preview_create(&customer);
            if expected(&preview).is_none() {
                return Ok(());
            }
            let before = world.stand_in.requests();
            let strict = WriteOptions::new();
            let result = runtime.block_on(provider.create_customer(&customer, &strict));
            let sent = world.stand_in.requests() - before;
            refused(&preview, result.map(drop), sent, Operation::CreateCustomer)
        })
    })
}

/// A strict update that would lose a field, or whose values are not valid, is refused and sends nothing.
pub fn a_strict_update_that_would_lose_a_field_sends_nothing(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        let world = runtime.block_on(World::of(harness))?;
        let provider = &*world.provider;
        needs_one_of(provider, &[Operation::UpdateCustomer])?;
        let (id, strict) = (harness.unknown_id(), WriteOptions::new());
        for_all(
            SENT_CASES,
            &strategies::customer_update(),
            REMEDY,
            |update| {
                let preview = provider.preview_update(&update);
                if expected(&preview).is_none() {
                    return Ok(());
                }
                let before = world.stand_in.requests();
                let result = runtime.block_on(provider.update_customer(&id, &update, &strict));
                let sent = world.stand_in.requests() - before;
                refused(&preview, result.map(drop), sent, Operation::UpdateCustomer)
            },
        )
    })
}

/// A strict write of an address that would lose a part is refused and sends nothing.
pub fn a_strict_address_that_would_lose_a_part_sends_nothing(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        let world = runtime.block_on(World::of(harness))?;
        let provider = &*world.provider;
        needs_one_of(provider, &[Operation::AddAddress])?;
        let (id, strict) = (harness.unknown_id(), WriteOptions::new());
        for_all(SENT_CASES, &strategies::address(), REMEDY, |address| {
            let outgoing = harness.address_request(&address);
            // What the capabilities lose is lost in any case.
            let by_capabilities = || FieldFates::for_address(provider.capabilities(), &address);
            let preview = outgoing.as_ref().map(|outgoing| outgoing.preview.clone());
            let preview = preview.unwrap_or_else(|| by_capabilities().finish());
            if expected(&preview).is_none() {
                return Ok(());
            }
            let before = world.stand_in.requests();
            let result = runtime.block_on(provider.add_customer_address(&id, &address, &strict));
            let sent = world.stand_in.requests() - before;
            if outgoing.is_none() {
                let kind = result.err().map(|error| error.kind());
                let is_refused = matches!(
                    kind,
                    Some(ErrorKind::InvalidInput | ErrorKind::UnrepresentableFields)
                );
                prop_assert!(
                    is_refused && sent == 0,
                    "{:?} after {} requests",
                    kind,
                    sent
                );
                return Ok(());
            }
            refused(&preview, result.map(drop), sent, Operation::AddAddress)
        })
    })
}

/// A strict block whose reason the provider keeps no place for is refused and sends nothing; a lossy one goes ahead and says so.
pub fn a_strict_block_that_would_lose_its_reason_sends_nothing(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        runtime.block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            needs_one_of(provider, &[Operation::BlockCustomer])?;
            let mut samples = Samples::new(harness);
            let scene =
                Scene::prepare(harness, provider, &mut samples, Operation::BlockCustomer).await?;
            let reason = BlockRequest::new().with_reason("chargebacks");
            let field = provider
                .capabilities()
                .field(&customer_core::Field::BlockReason);
            let is_kept = field.is_some_and(|field| field.update);
            let before = world.stand_in.requests();
            let strict = WriteOptions::new();
            match provider.block_customer(&scene.id, &reason, &strict).await {
                Ok(_) if !is_kept => {
                    return broken("a strict block went ahead without its reason", REMEDY);
                }
                Err(error) if is_kept || error.kind() != ErrorKind::UnrepresentableFields => {
                    return broken(format!("a strict block with a reason: {error}"), REMEDY);
                }
                Err(_) if world.stand_in.requests() != before => {
                    return broken("a strict block was refused after it was sent", REMEDY);
                }
                _ => {}
            }
            let lossy = WriteOptions::lossy();
            match provider.block_customer(&scene.id, &reason, &lossy).await {
                Ok(changed) if changed.fields.is_lossless() == is_kept => {}
                Ok(changed) => {
                    return broken(
                        format!("a lossy block reports of its reason: {:?}", changed.fields),
                        "convert.rs: the fate of the reason",
                    );
                }
                Err(error) => {
                    return broken(format!("a lossy block with a reason: {error}"), REMEDY);
                }
            }
            if !field.is_some_and(|field| field.read) {
                return Ok(());
            }
            let got = provider.get(&scene.id).await;
            let status = got.ok().and_then(|customer| customer.status);
            match &status {
                Some(Status::Blocked(block)) if block.reason == reason.reason => Ok(()),
                other => broken(
                    format!("a block for chargebacks reads back as {other:?}"),
                    "convert.rs: the reason of a block",
                ),
            }
        })
    })
}

/// A value that no provider could take is refused as invalid, strict or lossy, and nothing is sent.
pub fn an_invalid_customer_is_refused_by_its_fields(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        runtime.block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            let email = provider.capabilities().field(&customer_core::Field::Email);
            if !email.is_some_and(|email| email.create) {
                return crate::outcome::skip("the capabilities hold no e-mail address");
            }
            let mut customer = Samples::new(harness).customer(provider)?;
            customer.email = Some(EmailAddress::lenient("asha.example.com"));
            for options in [WriteOptions::new(), WriteOptions::lossy()] {
                let before = world.stand_in.requests();
                let result = provider.create_customer(&customer, &options).await;
                is_invalid(result.map(drop), "email")?;
                if world.stand_in.requests() != before {
                    return broken("an e-mail address without @ was sent", REMEDY);
                }
            }
            Ok(())
        })
    })
}

fn is_invalid(result: Result<()>, field: &str) -> Checked {
    match result {
        Err(error)
            if error.kind() == ErrorKind::InvalidInput
                && error.fields().iter().any(|problem| problem.field == field) =>
        {
            Ok(())
        }
        other => broken(
            format!("a create with {field} that is none: {other:?}"),
            "convert.rs: begin with FieldFates, whose problems refuse the write",
        ),
    }
}

/// Where a write takes no idempotency key, one that is given has a strict write refused before anything is sent.
pub fn an_idempotency_key_without_a_place_is_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        runtime.block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            let capabilities = provider.capabilities();
            let keyless: Vec<Operation> = Operation::WRITES
                .iter()
                .copied()
                .filter(|operation| capabilities.supports(*operation))
                .filter(|operation| !capabilities.takes_idempotency_key(*operation))
                .collect();
            if keyless.is_empty() {
                return crate::outcome::skip("every write takes an idempotency key");
            }
            let scene = Scene::without_state(harness, provider, &mut Samples::new(harness))?;
            let before = world.stand_in.requests();
            for operation in keyless {
                let key = IdempotencyKey::random();
                let result = scene.act_under(provider, operation, key).await;
                let is_refused = matches!(&result, Err(error)
                    if error.kind() == ErrorKind::UnrepresentableFields
                        && error.operation() == Some(operation)
                        && error.fields().iter().any(|problem| problem.field == "idempotency_key"));
                if !is_refused || world.stand_in.requests() != before {
                    return broken(
                        format!("{operation} under a key that has no place: {result:?}"),
                        REMEDY,
                    );
                }
            }
            Ok(())
        })
    })
}

/// Where no metadata comes back, a strict create with a marker is refused, and a lossy one goes ahead without.
pub fn a_marker_without_a_place_is_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        runtime.block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            let customer: NewCustomer = Samples::new(harness).customer(provider)?;
            let is_kept = provider.capabilities().has_write_marker();
            let before = world.stand_in.requests();
            let strict = WriteOptions::new().with_marker("testkit");
            let result = provider.create_customer(&customer, &strict).await;
            match result {
                Ok(written) if is_kept && written.marker.is_some() => return Ok(()),
                Err(error) if !is_kept && error.kind() == ErrorKind::UnrepresentableFields => {}
                other => {
                    return broken(
                        format!("a strict create with a marker: {other:?}"),
                        "provider.rs: CreateWrite::marked_by, where metadata is read back; else leave it out",
                    );
                }
            }
            if world.stand_in.requests() != before {
                return broken("a create was refused after it was sent", REMEDY);
            }
            let lossy = WriteOptions::lossy().with_marker("testkit");
            match provider.create_customer(&customer, &lossy).await {
                Ok(written) if written.marker.is_none() => Ok(()),
                other => broken(format!("a lossy create with a marker: {other:?}"), REMEDY),
            }
        })
    })
}
