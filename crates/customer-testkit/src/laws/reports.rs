//! The report of a create, held against the record that came back.

use customer_core::{CustomerProvider as _, Field, FieldPath, WriteOptions};
use serde_json::{Value, json};

use super::canned::Canned;
use super::support::{missing, needs};
use crate::harness::{Harness, Part};
use crate::outcome::{Checked, LawResult, broken, law};
use crate::places::values_of;
use crate::runtime::block_on;
use crate::sample::Samples;
use crate::server::Reply;

/// How many customers are drawn in search of one with each field.
const SAMPLES: usize = 12;

const NOT_KEPT: &str = "convert.rs: Customer::with_answers names the member of each field that comes back, so that a null is told from a gap";

/// A field that comes back null, empty or with another value is *altered*; one that does not come back stays *sent*.
pub fn what_comes_back_otherwise_is_altered(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Created)?;
        needs(harness, Part::Http)?;
        needs(harness, Part::Records)?;
        let mut fixtures = harness.records().into_iter();
        let Some(fixture) = fixtures.find(|fixture| fixture.envelope.is_some()) else {
            let remedy = "Harness::records: the record of a create is created(…) in its envelope";
            return missing(harness, Part::Created, remedy);
        };
        let Some(envelope) = fixture.envelope else {
            return Ok(());
        };
        let Ok(json) = serde_json::from_str::<Value>(&fixture.json) else {
            return broken("the record of a create is no JSON", "Harness::records");
        };
        let Ok(documented) = (fixture.read)(&fixture.json) else {
            return Ok(());
        };
        let offline = super::support::offline(harness);
        let mut samples = Samples::new(harness);
        let mut customers = Vec::new();
        for _ in 0..SAMPLES {
            let customer = samples.customer(&*offline)?;
            let sent = offline.preview_create(&customer).fields.sent;
            customers.push((customer, sent));
        }
        let members = json.as_object().into_iter().flatten();
        for (member, was) in members.filter(|(name, _)| *name != "id") {
            let of_it = values_of(&fixture, &json, &documented, member);
            let is_of_it = |path: &&FieldPath| {
                of_it.contains(*path) && !matches!(path.field(), Field::Address(_))
            };
            let fitting = customers.iter().find_map(|(customer, sent)| {
                let values = customer.values();
                // Metadata without entries is not altered where nothing comes back.
                let says_something = |path: &&FieldPath| {
                    let mut values = values.iter();
                    values.any(|(other, value)| other == *path && value != "{}")
                };
                let fields = sent.iter().filter(is_of_it).filter(says_something);
                let fields: Vec<&FieldPath> = fields.collect();
                (!fields.is_empty()).then_some((customer, fields))
            });
            let Some((customer, fields)) = fitting else {
                continue;
            };
            let id = &json["id"];
            let mut answers = vec![
                (json!({"id": id}), false),
                (json!({"id": id, member: null}), true),
            ];
            if was.is_string() {
                answers.push((json!({"id": id, member: ""}), true));
                answers.push((json!({"id": id, member: "another"}), true));
            }
            for (record, is_altered) in answers {
                let body = envelope(&record.to_string());
                let altered = block_on(created(harness, body, customer))?;
                if fields.iter().any(|field| altered.contains(field)) != is_altered {
                    return broken(
                        format!(
                            "of {fields:?}, where the record is {record}, {altered:?} are reported as altered"
                        ),
                        NOT_KEPT,
                    );
                }
            }
        }
        Ok(())
    })
}

async fn created(
    harness: &dyn Harness,
    body: String,
    customer: &customer_core::NewCustomer,
) -> Checked<Vec<FieldPath>> {
    let canned = Canned::answering(harness, move |_| Reply::json(201, body.clone())).await?;
    let strict = WriteOptions::new();
    match canned.provider.create_customer(customer, &strict).await {
        Ok(written) => {
            let altered = written.fields.altered.into_iter();
            Ok(altered.map(|alteration| alteration.field).collect())
        }
        Err(error) => broken(
            format!("a create that is answered with a record of its id: {error}"),
            "Fixture::created: the body of a response to a create; wire.rs: only the id is required",
        ),
    }
}
