//! What goes into a request: what is reported as sent is there, what is lost is not, and the request passes its own
//! validation.

use std::borrow::Cow;
use std::cell::Cell;

use customer_core::{
    AddressPart, Field, FieldPath, FieldReport, NewCustomer, Operation, strategies,
};
use proptest::prelude::*;

use super::support::{CASES, any_customer, for_all, missing, needs, offline, with_json};
use crate::harness::{Harness, Part};
use crate::leaves::leaves;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::outgoing::{Outgoing, Request};
use crate::sample::remove;

type Values<'a> = Vec<(FieldPath, Cow<'a, str>)>;

fn create_requests(harness: &dyn Harness) -> Checked {
    needs(harness, Part::Requests)?;
    match harness.create_request(&NewCustomer::new()) {
        Some(_) => Ok(()),
        None => missing(harness, Part::Requests, "Harness::create_request"),
    }
}

fn prepared(harness: &dyn Harness, customer: &NewCustomer) -> Option<(Outgoing, Request)> {
    let outgoing = harness.create_request(customer)?;
    let request = outgoing.request.clone()?;
    Some((outgoing, request))
}

/// Tries a law with the creates that go ahead without problems.
fn for_all_creates(
    harness: &dyn Harness,
    remedy: &str,
    law: impl Fn(&NewCustomer, &FieldReport, &Request) -> Result<(), TestCaseError>,
) -> Checked {
    create_requests(harness)?;
    let tried = Cell::new(0);
    for_all(CASES, &any_customer(harness), remedy, |customer| {
        let Some((outgoing, request)) = prepared(harness, &customer) else {
            return Ok(());
        };
        if !outgoing.preview.problems.is_empty() {
            return Ok(());
        }
        tried.set(tried.get() + 1);
        let kept = law(&customer, &outgoing.preview.fields, &request);
        kept.map_err(|error| with_json(error, &customer))
    })?;
    if tried.get() == 0 {
        return broken(
            format!("of {CASES} customers a create refuses every one"),
            "Harness::customers: a strategy of customers with what the provider requires",
        );
    }
    Ok(())
}

fn without_space(text: &str) -> String {
    text.chars().filter(|sign| sign.is_alphanumeric()).collect()
}

/// A request whose preview has no problems has none of its own: the adapter never refuses what it let go ahead.
pub fn a_request_without_problems_passes_its_own_validation(harness: &dyn Harness) -> LawResult {
    law(|| {
        create_requests(harness)?;
        let remedy = "convert.rs: refuse() what the request's validation refuses";
        for_all(CASES, &any_customer(harness), remedy, |customer| {
            let Some((outgoing, request)) = prepared(harness, &customer) else {
                return Ok(());
            };
            if outgoing.preview.problems.is_empty() {
                prop_assert_eq!(request.problems, [], "of a create");
            }
            Ok(())
        })?;
        let provider = offline(harness);
        let supports = |operation| provider.capabilities().supports(operation);
        if supports(Operation::UpdateCustomer) {
            let updates = prop_oneof![strategies::customer_update(), harness.updates()];
            for_all(CASES, &updates, remedy, |update| {
                let outgoing = harness.update_request(&update);
                checked(outgoing, "of an update")
            })?;
        }
        if supports(Operation::AddAddress) || supports(Operation::UpdateAddress) {
            let addresses = prop_oneof![strategies::address(), harness.addresses()];
            for_all(CASES, &addresses, remedy, |address| {
                let outgoing = harness.address_request(&address);
                checked(outgoing, "of an address")
            })?;
        }
        if supports(Operation::BlockCustomer) {
            for_all(CASES, &strategies::block_request(), remedy, |block| {
                checked(harness.block_request(&block), "of a block")
            })?;
        }
        Ok(())
    })
}

fn checked(outgoing: Option<Outgoing>, what: &str) -> Result<(), TestCaseError> {
    if let Some(Outgoing {
        preview,
        request: Some(request),
    }) = outgoing
        && preview.problems.is_empty()
    {
        prop_assert_eq!(request.problems, [], "{}", what);
    }
    Ok(())
}

/// A field that is reported as sent changes the request: without it, the request is another.
pub fn a_sent_field_is_in_the_request(harness: &dyn Harness) -> LawResult {
    law(|| {
        let remedy = "convert.rs: put the field into the request, or lose() it";
        for_all_creates(harness, remedy, |customer, fields, request| {
            for path in &fields.sent {
                is_in(harness, customer, request, path, "sent")?;
            }
            Ok(())
        })
    })
}

/// The request has the field: its value stands there, or the request is another without it.
fn is_in(
    harness: &dyn Harness,
    customer: &NewCustomer,
    request: &Request,
    path: &FieldPath,
    fate: &str,
) -> Result<(), TestCaseError> {
    // A role is a place, and may be the one that an address without a role has.
    if matches!(path.field(), Field::Address(AddressPart::Role)) {
        return Ok(());
    }
    let values = customer.values();
    let value = values.iter().find(|(other, _)| other == path);
    let value = value.map(|(_, value)| value.as_ref()).unwrap_or_default();
    let sent = leaves(&request.json);
    // Where two fields have one value, the one in the request may come from either.
    let is_elsewhere = |(other, same): &(FieldPath, Cow<'_, str>)| other != path && same == value;
    if values.iter().any(is_elsewhere) || sent.iter().any(|text| text == value) {
        return Ok(());
    }
    // A full name may stand there as its parts, and a part in the full name.
    if is_name(path.field()) {
        let words = || value.split_whitespace();
        if words().all(|word| sent.iter().any(|text| text.contains(word))) {
            return Ok(());
        }
    }
    let mut without = customer.clone();
    if !remove(&mut without, path) {
        return Ok(());
    }
    let other = prepared(harness, &without).map(|(_, request)| request.json);
    prop_assert!(
        other.as_deref() != Some(&*request.json),
        "{} is reported as {}, and nothing of the request comes from it",
        path,
        fate
    );
    Ok(())
}

fn is_name(field: &Field) -> bool {
    match field {
        Field::FullName | Field::GivenName | Field::FamilyName => true,
        Field::Address(part) => matches!(
            part,
            AddressPart::FullName | AddressPart::GivenName | AddressPart::FamilyName
        ),
        _ => false,
    }
}

/// A field that is reported as altered is in the request, in another place or form: to drop it would be a loss.
pub fn an_altered_field_is_in_the_request(harness: &dyn Harness) -> LawResult {
    law(|| {
        let remedy = "convert.rs: lose() what the request has no place for, and alter() what it holds in another form";
        for_all_creates(harness, remedy, |customer, fields, request| {
            let values = customer.values();
            let sent: String = leaves(&request.json)
                .iter()
                .map(|text| without_space(text))
                .collect();
            for alteration in &fields.altered {
                let path = &alteration.field;
                if matches!(path.field(), Field::Address(AddressPart::Lines)) {
                    let value = values.iter().find(|(other, _)| other == path);
                    for line in value.iter().flat_map(|(_, lines)| lines.split('\n')) {
                        prop_assert!(
                            sent.contains(&without_space(line)),
                            "a line of {} is not sent",
                            path
                        );
                    }
                } else {
                    is_in(harness, customer, request, path, "altered")?;
                }
            }
            Ok(())
        })
    })
}

/// The value of a field that is lost stands nowhere in the request: sent in silence is as bad as lost in silence.
pub fn a_lost_field_is_not_in_the_request(harness: &dyn Harness) -> LawResult {
    law(|| {
        let remedy = "convert.rs: put only what is_held() into the request";
        for_all_creates(harness, remedy, |customer, fields, request| {
            let sent = leaves(&request.json);
            let values: Values<'_> = customer.values();
            let lost = &fields.unrepresentable;
            let is_lost = |path: &FieldPath| lost.iter().any(|loss| loss.field == *path);
            for (path, value) in values.iter().filter(|(path, _)| is_lost(path)) {
                // Unless another field has the same value, and is held.
                let is_elsewhere = values
                    .iter()
                    .any(|(other, same)| !is_lost(other) && same.contains(value.as_ref()));
                prop_assert!(
                    is_elsewhere || !sent.iter().any(|text| text == value),
                    "{} is reported as lost, and is sent",
                    path
                );
            }
            Ok(())
        })
    })
}
