//! Changes of a customer that exists: updates, standing and addresses.

use std::borrow::Cow;

use customer_core::{
    Customer, CustomerProvider, CustomerProviderExt, Field, FieldPath, GetOptions, NewCustomer,
    Operation, Status, WriteOptions,
};
use proptest::prelude::*;

use super::support::{SENT_CASES, World, done, for_all, needs_one_of, with_json};
use crate::harness::Harness;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::{Runtime, block_on};
use crate::sample::Samples;
use crate::scene::Scene;

fn value_of(values: &[(FieldPath, Cow<'_, str>)], path: &FieldPath) -> Option<String> {
    let found = values.iter().find(|(other, _)| other == path);
    found.map(|(_, value)| value.to_string())
}

/// Whether a value is one that providers return for what was cleared: an empty text, or metadata without entries.
fn says_nothing(value: &str) -> bool {
    matches!(value, "" | "{}")
}

fn failed(error: &customer_core::Error) -> TestCaseError {
    TestCaseError::fail(format!("{error} ({:?})", error.fields()))
}

/// An update sets what is set, clears what is cleared and leaves all else; its report is its preview; and done twice it does the same.
pub fn an_update_changes_what_it_names_and_nothing_else(harness: &dyn Harness) -> LawResult {
    law(|| {
        let runtime = Runtime::new();
        let world = runtime.block_on(World::of(harness))?;
        let provider = &*world.provider;
        needs_one_of(provider, &[Operation::UpdateCustomer])?;
        let mut samples = Samples::new(harness);
        let operation = Operation::UpdateCustomer;
        let prepared = Scene::prepare(harness, provider, &mut samples, operation);
        let scene = runtime.block_on(prepared)?;
        let is_read = |path: &FieldPath| {
            let capability = provider.capabilities().field(path.field());
            capability.is_some_and(|capability| capability.read)
        };
        let remedy = "convert.rs: Patch::Keep leaves the member out, Clear is what the provider takes for it (null in JSON, mostly an empty text in a form), Set the value; lose() what an update cannot do";
        for_all(SENT_CASES, &harness.updates(), remedy, |update| {
            let kept = runtime.block_on(async {
                let preview = provider.preview_update(&update);
                let lossy = WriteOptions::lossy();
                let before = provider
                    .get(&scene.id)
                    .await
                    .map_err(|error| failed(&error))?;
                if preview.check(customer_core::Fidelity::Lossy).is_err()
                    || preview.fields.sent.is_empty() && preview.fields.altered.is_empty()
                {
                    return Ok(());
                }
                let written = provider.update_customer(&scene.id, &update, &lossy).await;
                let written = written.map_err(|error| failed(&error))?;
                prop_assert_eq!(
                    &preview.fields,
                    &written.fields,
                    "of the preview and the report"
                );
                let after = provider
                    .get(&scene.id)
                    .await
                    .map_err(|error| failed(&error))?;
                let (was, is) = (before.values(), after.values());
                let changes = update.changes();
                for field in Field::all() {
                    let path = FieldPath::from(field);
                    if !is_read(&path) || matches!(path.field(), Field::Address(_)) {
                        continue;
                    }
                    // A name may be put into other fields than those that it is given in.
                    let fields = [Field::FullName, Field::GivenName, Field::FamilyName];
                    if fields.contains(path.field()) && !update.name.is_keep() {
                        continue;
                    }
                    let found = value_of(&is, &path);
                    let change = changes.iter().find(|(other, _)| *other == path);
                    match change {
                        None => prop_assert_eq!(
                            value_of(&was, &path),
                            value_of(&is, &path),
                            "{} was not named",
                            path
                        ),
                        Some((_, None)) if preview.fields.sent.contains(&path) => {
                            prop_assert!(
                                found.is_none_or(|text| says_nothing(&text)),
                                "{} was cleared, and has a value after the update",
                                path
                            );
                        }
                        Some((_, new)) if preview.fields.sent.contains(&path) => prop_assert_eq!(
                            new.as_deref(),
                            found.as_deref(),
                            "{} after the update",
                            path
                        ),
                        Some(_) => {}
                    }
                }
                let again = provider.update_customer(&scene.id, &update, &lossy).await;
                again.map_err(|error| failed(&error))?;
                let twice = provider
                    .get(&scene.id)
                    .await
                    .map_err(|error| failed(&error))?;
                let twice = twice.values();
                prop_assert_eq!(is, twice, "the same update done twice");
                Ok(())
            });
            kept.map_err(|error| with_json(error, &update))
        })
    })
}

async fn read(provider: &dyn CustomerProvider, scene: &Scene) -> Checked<Customer> {
    let got = provider.get_customer(&scene.id, &GetOptions::new()).await;
    done(got, "the read", "provider.rs: get_customer")
}

/// A block and a deletion show in the customer's status, and so does their end.
pub fn a_change_of_standing_shows_in_the_status(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            let standing = [
                Operation::BlockCustomer,
                Operation::UnblockCustomer,
                Operation::RestoreCustomer,
            ];
            needs_one_of(provider, &standing)?;
            let mut samples = Samples::new(harness);
            for operation in standing {
                if !provider.capabilities().supports(operation) {
                    continue;
                }
                let scene = Scene::prepare(harness, provider, &mut samples, operation).await?;
                let before = read(provider, &scene).await?.status;
                done(
                    scene.act(provider, operation).await,
                    operation.as_str(),
                    "provider.rs: the operation",
                )?;
                let after = read(provider, &scene).await?.status;
                let shows = |status: &Option<Status>| {
                    let status = status.as_ref();
                    (
                        status.is_some_and(Status::is_blocked),
                        matches!(status, Some(Status::Deleted(_))),
                    )
                };
                let expected = match operation {
                    Operation::BlockCustomer => ((false, false), (true, false)),
                    Operation::UnblockCustomer => ((true, false), (false, false)),
                    _ => ((false, true), (false, false)),
                };
                if (shows(&before), shows(&after)) != expected {
                    return broken(
                        format!("before {operation} the status is {before:?}, and then {after:?}"),
                        "convert.rs: the status as the record says it",
                    );
                }
            }
            Ok(())
        })
    })
}

/// An address that is added is listed with what was sent of it, one that is replaced has the new parts, and one that is removed is gone.
pub fn an_address_is_added_replaced_and_removed(harness: &dyn Harness) -> LawResult {
    law(|| {
        block_on(async {
            let world = World::of(harness).await?;
            let provider = &*world.provider;
            needs_one_of(provider, &[Operation::AddAddress])?;
            let mut samples = Samples::new(harness);
            let operation = Operation::AddAddress;
            let scene = Scene::prepare(harness, provider, &mut samples, operation).await?;
            let remedy = "provider.rs: the operations on addresses, through AddressWrite";
            let count = |addresses: &[customer_core::Address]| addresses.len();
            let at_first = done(provider.list_addresses(&scene.id).await, "the list", remedy)?;
            let added = provider.add_address(&scene.id, &scene.address).await;
            let added = done(added, "a strict add", remedy)?;
            let Some(id) = added.address.id.clone() else {
                return broken("an added address has no id", "convert.rs: Address::with_id");
            };
            is_held(provider, &scene, &added.fields.sent, &scene.address, &id).await?;
            if provider.capabilities().supports(Operation::UpdateAddress) {
                let other = samples.address(provider)?;
                let written = provider.update_address(&scene.id, &id, &other).await;
                let written = done(written, "a strict replacement", remedy)?;
                is_held(provider, &scene, &written.fields.sent, &other, &id).await?;
            }
            if provider.capabilities().supports(Operation::RemoveAddress) {
                let removed = provider.remove_address(&scene.id, &id).await;
                let removed = done(removed, "a removal", remedy)?;
                let left = done(provider.list_addresses(&scene.id).await, "the list", remedy)?;
                if removed.id != id || count(&left) != count(&at_first) {
                    return broken(
                        format!("{} addresses are left of {}", left.len(), at_first.len()),
                        remedy,
                    );
                }
            }
            Ok(())
        })
    })
}

async fn is_held(
    provider: &dyn CustomerProvider,
    scene: &Scene,
    sent: &[FieldPath],
    given: &customer_core::Address,
    id: &customer_core::AddressId,
) -> Checked {
    let remedy = "convert.rs: an address as it was written, and as it is read";
    let listed = done(provider.list_addresses(&scene.id).await, "the list", remedy)?;
    let Some(held) = listed.into_iter().find(|one| one.id.as_ref() == Some(id)) else {
        return broken(format!("the address {id} is not listed"), remedy);
    };
    let [given, held] = [given.clone(), held].map(|one| NewCustomer::new().with_address(one));
    let (given, held) = (given.values(), held.values());
    for path in sent {
        let capability = provider.capabilities().field(path.field());
        if capability.is_some_and(|capability| capability.read)
            && value_of(&given, path) != value_of(&held, path)
        {
            return broken(
                format!("{path} is reported as sent, and reads back as another value"),
                remedy,
            );
        }
    }
    Ok(())
}
