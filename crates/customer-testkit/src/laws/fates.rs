//! What is said of each field before a write: every given field has one fate, and the preview says which.

use customer_core::{Field, FieldPath, FieldReport, NewCustomer, Operation, Preview, strategies};
use proptest::prelude::*;

use super::support::{CASES, any_customer, for_all, missing, needs, needs_one_of, offline};
use crate::harness::{Harness, Part};
use crate::outcome::{LawResult, law};

fn partition(fields: &FieldReport, given: &[FieldPath], what: &str) -> Result<(), TestCaseError> {
    prop_assert!(
        fields.is_partition_of(given),
        "{} of {:?} has these fates, not one for each: {:?}",
        what,
        given,
        fields
    );
    Ok(())
}

const FATES: &str = "convert.rs: begin with FieldFates, and take its report from finish() alone";

/// Every field of a new customer is sent, altered or unrepresentable, and no field is two of these.
pub fn every_given_field_of_a_create_has_one_fate(harness: &dyn Harness) -> LawResult {
    law(|| {
        let provider = offline(harness);
        for_all(CASES, &any_customer(harness), FATES, |customer| {
            let fields = provider.preview_create(&customer).fields;
            partition(&fields, &customer.given(), "a create")
        })
    })
}

/// Every field of a change is sent, altered or unrepresentable, and no field is two of these.
pub fn every_given_field_of_an_update_has_one_fate(harness: &dyn Harness) -> LawResult {
    law(|| {
        let provider = offline(harness);
        let updates = prop_oneof![strategies::customer_update(), harness.updates()];
        for_all(CASES, &updates, FATES, |update| {
            let fields = provider.preview_update(&update).fields;
            partition(&fields, &update.given(), "an update")
        })
    })
}

/// Every part of an address that is added is sent, altered or unrepresentable, and no part is two of these.
pub fn every_given_part_of_an_address_has_one_fate(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs_one_of(
            &*offline(harness),
            &[Operation::AddAddress, Operation::UpdateAddress],
        )?;
        needs(harness, Part::Requests)?;
        if harness
            .address_request(&customer_core::Address::new())
            .is_none()
        {
            return missing(harness, Part::Requests, "Harness::address_request");
        }
        let addresses = prop_oneof![strategies::address(), harness.addresses()];
        for_all(CASES, &addresses, FATES, |address| {
            let given = NewCustomer::new().with_address(address.clone()).given();
            let outgoing = harness.address_request(&address);
            let fields = outgoing.map(|outgoing| outgoing.preview.fields);
            partition(&fields.unwrap_or_default(), &given, "an address")
        })
    })
}

/// The reason of a block is sent, altered or unrepresentable.
pub fn the_reason_of_a_block_has_one_fate(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs_one_of(&*offline(harness), &[Operation::BlockCustomer])?;
        needs(harness, Part::Requests)?;
        if harness
            .block_request(&customer_core::BlockRequest::new())
            .is_none()
        {
            return missing(harness, Part::Requests, "Harness::block_request");
        }
        for_all(CASES, &strategies::block_request(), FATES, |block| {
            let reason = block.reason.iter();
            let given: Vec<FieldPath> = reason.map(|_| Field::BlockReason.into()).collect();
            let outgoing = harness.block_request(&block);
            let fields = outgoing.map(|outgoing| outgoing.preview.fields);
            partition(&fields.unwrap_or_default(), &given, "a block")
        })
    })
}

fn same(provider: &Preview, convert: &Preview) -> Result<(), TestCaseError> {
    prop_assert_eq!(
        provider,
        convert,
        "the provider previews another write than it makes"
    );
    Ok(())
}

/// What the provider previews is what becomes of the request that it makes, for creates and for updates.
pub fn the_preview_is_that_of_the_request(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Requests)?;
        let provider = offline(harness);
        if harness.create_request(&NewCustomer::new()).is_none() {
            return missing(harness, Part::Requests, "Harness::create_request");
        }
        let remedy = "provider.rs: preview_create returns the preview of convert's create request";
        for_all(CASES, &any_customer(harness), remedy, |customer| {
            let outgoing = harness.create_request(&customer);
            let convert = outgoing.map(|outgoing| outgoing.preview);
            same(
                &provider.preview_create(&customer),
                &convert.unwrap_or_default(),
            )
        })?;
        if !provider.capabilities().supports(Operation::UpdateCustomer) {
            return Ok(());
        }
        if harness
            .update_request(&customer_core::CustomerUpdate::new())
            .is_none()
        {
            return missing(harness, Part::Requests, "Harness::update_request");
        }
        let updates = prop_oneof![strategies::customer_update(), harness.updates()];
        let remedy = "provider.rs: preview_update returns the preview of convert's update request";
        for_all(CASES, &updates, remedy, |update| {
            let outgoing = harness.update_request(&update);
            let convert = outgoing.map(|outgoing| outgoing.preview);
            same(
                &provider.preview_update(&update),
                &convert.unwrap_or_default(),
            )
        })
    })
}

/// Whether the field may hold a part of a name, or the whole of one, that was given in another field.
fn is_of_name(field: &Field, path: &FieldPath) -> bool {
    use customer_core::AddressPart as Part;

    let own = [Field::FullName, Field::GivenName, Field::FamilyName];
    let of_address = [Part::FullName, Part::GivenName, Part::FamilyName].map(Field::Address);
    [own, of_address]
        .iter()
        .any(|name| name.contains(field) && name.contains(path.field()))
}

/// Where the capabilities deny a field, it is unrepresentable; where a create loses it, they say so or note why.
pub fn a_field_that_the_capabilities_deny_is_never_sent(harness: &dyn Harness) -> LawResult {
    law(|| {
        let provider = offline(harness);
        let capabilities = provider.capabilities();
        let remedy = "convert.rs: capabilities() and the requests must agree on each field";
        for_all(CASES, &any_customer(harness), remedy, |customer| {
            let fields = provider.preview_create(&customer).fields;
            let altered = fields.altered.iter().map(|one| &one.field);
            for path in fields.sent.iter().chain(altered) {
                let mut of_it = capabilities
                    .fields()
                    .filter(|one| &one.field == path.field() || is_of_name(&one.field, path));
                prop_assert!(
                    of_it.any(|capability| capability.create),
                    "{} is sent, and the capabilities say that it cannot be written at creation",
                    path
                );
            }
            Ok(())
        })
    })
}
