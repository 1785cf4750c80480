//! What is claimed works, what is denied is unsupported, and what is written is read.

use customer_core::{CustomerProviderExt, ErrorKind, Field, GetOptions, Operation, WriteOptions};
use proptest::prelude::*;

use super::support::{SENT_CASES, World, any_customer, done, for_all};
use crate::harness::Harness;
use crate::outcome::{LawResult, broken, law};
use crate::runtime::{Runtime, block_on};
use crate::sample::Samples;
use crate::scene::Scene;

/// Every operation that the capabilities claim can be called and asks the provider; every other is *unsupported*
/// and sends nothing.
pub fn claimed_operations_work_and_denied_ones_send_nothing(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            for &operation in Operation::ALL {
                let world = World::of(harness).await?;
                let provider = &*world.provider;
                let is_claimed = provider.capabilities().supports(operation);
                let mut samples = Samples::new(harness);
                let scene = if is_claimed {
                    Scene::prepare(harness, provider, &mut samples, operation).await?
                } else {
                    Scene::without_state(harness, provider, &mut samples)?
                };
                let before = world.stand_in.requests();
                let result = scene.act(provider, operation).await;
                let sent = world.stand_in.requests() - before;
                if is_claimed {
                    done(
                        result,
                        &format!("{operation}, which the capabilities claim,"),
                        "provider.rs: the operation; or take it out of convert::capabilities()",
                    )?;
                    if sent == 0 {
                        return broken(
                            format!("{operation} succeeded and asked nobody"),
                            "provider.rs: the operation",
                        );
                    }
                    continue;
                }
                let remedy = "convert.rs: claim the operation in capabilities(); or leave it to the trait's default";
                match result {
                    Ok(()) => {
                        return broken(format!("{operation} is denied, and works"), remedy);
                    }
                    Err(error) if error.kind() != ErrorKind::UnsupportedOperation => {
                        return broken(
                            format!("{operation} is denied, and its error is {error}"),
                            remedy,
                        );
                    }
                    Err(error) if error.operation() != Some(operation) => {
                        return broken(
                            format!("the error of {operation} names {:?}", error.operation()),
                            "return self.unsupported(operation)",
                        );
                    }
                    Err(_) if sent > 0 => {
                        return broken(
                            format!("{operation} is denied, and sent {sent} requests"),
                            remedy,
                        );
                    }
                    Err(_) => {}
                }
            }
            Ok(())
        })
    })
}

/// What a create returns is what a read returns, and each field that was sent reads back equal where the provider
/// returns it.
pub fn what_was_sent_reads_back_equal(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        let world = runtime.block_on(World::of(harness))?;
        let provider = &*world.provider;
        let remedy = "convert.rs: what is not held as it was given is alter()ed or lost; read the record back as it was written";
        for_all(SENT_CASES, &any_customer(harness), remedy, |customer| {
            runtime.block_on(async {
                let lossy = WriteOptions::lossy();
                let preview = provider.preview_create(&customer);
                let written = match provider.create_customer(&customer, &lossy).await {
                    Ok(written) => written,
                    Err(error) => {
                        let expected = [ErrorKind::InvalidInput, ErrorKind::AlreadyExists];
                        prop_assert!(expected.contains(&error.kind()), "{}", error);
                        return Ok(());
                    }
                };
                prop_assert_eq!(
                    &preview.fields,
                    &written.fields,
                    "of the preview and the report"
                );
                let options = GetOptions::new().with_addresses(true);
                let got = provider.get_customer(&written.customer.id, &options).await;
                let got = got.map_err(|error| TestCaseError::fail(error.to_string()))?;
                let (given, back) = (customer.values(), got.values());
                for path in &written.fields.sent {
                    let capability = provider.capabilities().field(path.field());
                    let is_read = capability.is_some_and(|capability| capability.read);
                    if !is_read || matches!(path.field(), Field::Address(_)) {
                        continue;
                    }
                    let of =
                        |values: &[(customer_core::FieldPath, std::borrow::Cow<'_, str>)]| {
                            let found = values.iter().find(|(other, _)| other == path);
                            found.map(|(_, value)| value.to_string())
                        };
                    prop_assert_eq!(of(&given), of(&back), "{}", path);
                }
                Ok(())
            })
        })
    })
}

/// A customer that was created is found under its id.
pub fn a_created_customer_is_read_by_its_id(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            let mut samples = Samples::new(harness);
            let remedy = "provider.rs: create_customer and get_customer";
            let mut ids = Vec::new();
            for _ in 0..4 {
                let customer = samples.customer(provider)?;
                let written = done(provider.create(&customer).await, "a strict create", remedy)?;
                let got = done(provider.get(&written.customer.id).await, "the read", remedy)?;
                if got.id != written.customer.id || got.provider != provider.identity().provider {
                    return broken(
                        format!(
                            "{} was read where {} was created",
                            got.id, written.customer.id
                        ),
                        remedy,
                    );
                }
                if ids.contains(&got.id) {
                    return broken(format!("{} was given twice", got.id), remedy);
                }
                ids.push(got.id);
            }
            // Not only the one that was created last.
            for id in &ids {
                let got = done(provider.get(id).await, "the read", remedy)?;
                if got.id != *id {
                    return broken(format!("{} was read under {id}", got.id), remedy);
                }
            }
            match provider.get(&harness.unknown_id()).await {
                Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
                other => broken(
                    format!("the read of a customer that is not there: {other:?}"),
                    "error.rs: the provider's code for it is NotFound; Harness::unknown_id is an id in its form",
                ),
            }
        })
    })
}
