//! What is read of a provider's records: all of a documented one, and as much as can be of any other.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use customer_core::{Customer, strategies};
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::support::{CASES, for_all, missing, needs};
use crate::fixture::Fixture;
use crate::harness::{Harness, Part};
use crate::leaves::leaves;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::places::{claimed, dependants, numbers, replace_at};

const REMEDY: &str = "wire.rs: declare the record with wire_record!, only its id required";

fn records(harness: &dyn Harness) -> Checked<Vec<Fixture>> {
    needs(harness, Part::Records)?;
    let records = harness.records();
    if records.is_empty() {
        let remedy = "Harness::records: the documented record of each response";
        return missing(harness, Part::Records, remedy);
    }
    Ok(records)
}

fn documented(fixture: &Fixture) -> Checked<(Value, Customer)> {
    let json: Value = match serde_json::from_str(&fixture.json) {
        Ok(json) => json,
        Err(error) => {
            return broken(
                format!("{}: {error}", fixture.name),
                "a fixture that is JSON",
            );
        }
    };
    match (fixture.read)(&json.to_string()) {
        Ok(customer) => Ok((json, customer)),
        Err(error) => broken(
            format!(
                "{}, as it is documented, cannot be read: {error}",
                fixture.name
            ),
            "wire.rs: the record as the provider documents it",
        ),
    }
}

/// Each documented record is read, with nothing in it that cannot be.
pub fn a_documented_record_is_read_whole(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (_, customer) = documented(&fixture)?;
            let unreadable = customer.unreadable();
            if !unreadable.is_empty() {
                let places: Vec<_> = unreadable.iter().map(ToString::to_string).collect();
                return broken(
                    format!(
                        "of {} this cannot be read: {}",
                        fixture.name,
                        places.join("; ")
                    ),
                    "wire.rs: the types of these members as the provider documents them",
                );
            }
            if customer.native_json().is_none() {
                return broken(
                    format!("{} is not kept in the customer", fixture.name),
                    "convert.rs: Customer::with_native",
                );
            }
        }
        Ok(())
    })
}

/// Any JSON and any text is read or refused, and nothing panics.
pub fn any_json_is_read_or_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let texts = prop_oneof![
                strategies::any_json().prop_map(|json| json.to_string()),
                strategies::any_text(),
                strategies::raw_json(),
            ];
            for_all(CASES, &texts, "code that does not panic", |text| {
                drop((fixture.read)(&text));
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// A record with members that nobody knows, with nulls, gaps and new enumerators is read.
pub fn a_record_with_added_missing_and_new_members_is_read(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (json, _) = documented(&fixture)?;
            let disturbed = strategies::disturbed_json(&json, fixture.required, fixture.closed);
            for_all(CASES / 4, &disturbed, REMEDY, |json| {
                let read = (fixture.read)(&json.to_string());
                prop_assert!(read.is_ok(), "{:?} in {}", read.err(), json);
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// A record without its id is refused, and the error names it: nothing could be done with it.
pub fn a_record_without_its_id_is_refused(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (json, _) = documented(&fixture)?;
            for absent in [None, Some(Value::Null), Some(Value::from(""))] {
                let mut json = json.clone();
                match (absent, json.as_object_mut()) {
                    (Some(value), _) => json["id"] = value,
                    (None, Some(members)) => drop(members.remove("id")),
                    (None, None) => {}
                }
                match (fixture.read)(&json.to_string()) {
                    Ok(customer) => {
                        return broken(
                            format!(
                                "{} is read without an id, as {:?}",
                                fixture.name,
                                customer.id.as_str()
                            ),
                            REMEDY,
                        );
                    }
                    Err(error) if !error.to_string().contains("id") => {
                        return broken(
                            format!("{} without an id: the error is {error}", fixture.name),
                            "an error that names the member",
                        );
                    }
                    Err(_) => {}
                }
            }
        }
        Ok(())
    })
}

/// One member that cannot be read costs no more than what hangs on it, and is listed with its place.
pub fn one_unreadable_member_loses_nothing_else(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (json, before) = documented(&fixture)?;
            let known = RefCell::new(BTreeMap::new());
            let remedy = "wire.rs: members are Member<…>; convert.rs: with_native, so that unreadable() lists them; Fixture::with_free for metadata, whose values may be any JSON";
            for_all(CASES, &strategies::replaced(&json), remedy, |replaced| {
                let customer = (fixture.read)(&replaced.json);
                let customer = customer.map_err(|error| {
                    TestCaseError::fail(format!(
                        "{} loses the customer where it is {}: {error}",
                        replaced.path, replaced.now
                    ))
                })?;
                prop_assert_eq!(&customer.id, &before.id);
                // A documented null does not tell which values have a meaning in its place.
                if replaced.was.is_null() {
                    prop_assert_eq!(customer.native_json(), Some(replaced.json.as_str()));
                    return Ok(());
                }
                if (fixture.is_free)(&replaced.path) {
                    prop_assert_eq!(customer.unreadable(), []);
                    return Ok(());
                }
                let mut known = known.borrow_mut();
                let hang_on_it = known
                    .entry(replaced.path.clone())
                    .or_insert_with(|| dependants(&fixture, &json, &before, &replaced.path));
                let hang_on_it: Vec<&str> = hang_on_it.iter().map(String::as_str).collect();
                replaced.check(&before, &customer, &hang_on_it)?;
                if replaced.is_certainly_unreadable()
                    && let Some(field) = claimed(&before, &customer)
                {
                    prop_assert!(
                        false,
                        "{} is {}, and {} says what the record does not",
                        replaced.path,
                        replaced.now,
                        field
                    );
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// What was read is written back as it came: unknown members, nulls and gaps, and what could not be read.
pub fn a_record_is_written_back_as_it_came(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (json, _) = documented(&fixture)?;
            let Some(rewrite) = &fixture.rewrite else {
                continue;
            };
            let remedy = "wire.rs: wire_record! keeps unknown and unreadable members";
            let disturbed = prop_oneof![
                1 => Just(json.clone()),
                9 => strategies::disturbed_json(&json, fixture.required, fixture.closed),
            ];
            for_all(CASES / 4, &disturbed, remedy, |json| {
                let json = json.to_string();
                let written = rewrite(&json).map_err(TestCaseError::fail)?;
                let value = |text: &str| {
                    let value = serde_json::from_str::<Value>(text);
                    value.map_err(|error| TestCaseError::fail(error.to_string()))
                };
                prop_assert_eq!(value(&written)?, value(&json)?);
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// A number of a record keeps its digits: in the record, in what is written back, and in the text that came.
pub fn numbers_keep_their_digits(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (json, _) = documented(&fixture)?;
            let places = numbers(&json);
            if places.is_empty() {
                continue;
            }
            let remedy = "wire.rs: money and other decimals are Amount, never a float";
            let drawn = (any::<Index>(), strategies::amount());
            for_all(CASES, &drawn, remedy, |(place, amount)| {
                let text = serde_json::to_string(&amount).unwrap_or_default();
                let json = replace_at(&json, &places[place.index(places.len())], &text);
                let customer = (fixture.read)(&json)
                    .map_err(|error| TestCaseError::fail(format!("{error} in {json}")))?;
                let kept = customer.native_json().unwrap_or_default();
                prop_assert!(leaves(kept).contains(&text), "{} of native_json", text);
                if let Some(rewrite) = &fixture.rewrite {
                    let written = rewrite(&json).map_err(TestCaseError::fail)?;
                    prop_assert!(
                        leaves(&written).contains(&text),
                        "{} is written back as {}",
                        text,
                        written
                    );
                }
                Ok(())
            })?;
        }
        Ok(())
    })
}

/// The id and the provider's name of a customer are those of the record, whatever else it holds.
pub fn documented_records_name_their_provider(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Http)?;
        let identity = super::support::offline(harness).identity();
        let mut ids = BTreeSet::new();
        for fixture in records(harness)? {
            let (json, customer) = documented(&fixture)?;
            ids.insert(customer.id.to_string());
            if customer.provider != identity.provider {
                return broken(
                    format!("{} is a customer of {}", fixture.name, customer.provider),
                    "convert.rs: Customer::new(PROVIDER, …)",
                );
            }
            if json["id"]
                .as_str()
                .is_some_and(|id| id != customer.id.as_str())
            {
                return broken(
                    format!("the id of {} is read as {}", fixture.name, customer.id),
                    "convert.rs: the record's own id, as it came",
                );
            }
        }
        Ok(())
    })
}

/// A text that is empty or blank is no value: it is neither kept as one nor listed as unreadable.
pub fn an_empty_text_is_no_value(harness: &dyn Harness) -> LawResult {
    law(|| {
        for fixture in records(harness)? {
            let (json, before) = documented(&fixture)?;
            let before = before.values();
            let members = json.as_object().into_iter().flatten();
            for (member, _) in members.filter(|(name, was)| *name != "id" && was.is_string()) {
                for empty in ["", " "] {
                    let mut json = json.clone();
                    json[member] = empty.into();
                    let Ok(customer) = (fixture.read)(&json.to_string()) else {
                        return broken(
                            format!("{member:?} that is empty loses the record"),
                            REMEDY,
                        );
                    };
                    let remedy = "convert.rs: Member::filled gives a text that is not blank";
                    let values = customer.values();
                    if let Some((path, _)) =
                        values.iter().find(|(_, value)| value.trim().is_empty())
                    {
                        return broken(format!("{path} is {empty:?} where {member:?} is"), remedy);
                    }
                    let is_new = values
                        .iter()
                        .any(|(path, _)| !before.iter().any(|(other, _)| other == path));
                    if is_new || !customer.unreadable().is_empty() {
                        return broken(
                            format!(
                                "where {member:?} is {empty:?} this cannot be read: {:?}",
                                customer.unreadable()
                            ),
                            remedy,
                        );
                    }
                }
            }
        }
        Ok(())
    })
}
