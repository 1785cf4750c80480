//! Nobody and no secret is shown: in `Debug`, in errors, in spans and in logs.

use std::error::Error as _;
use std::fmt::Write as _;
use std::iter::successors;

use customer_core::{
    AddressPart, CustomerProviderExt, Error, Field, FieldPath, ListQuery, NewCustomer, Operation,
    WriteOptions, strategies,
};
use proptest::prelude::*;
use serde_json::Value;

use super::support::{CASES, World, for_all, missing, needs, offline};
use crate::harness::{Harness, Part};
use crate::log::Log;
use crate::outcome::{Checked, LawResult, broken, law};
use crate::runtime::block_on;
use crate::sample::Samples;
use crate::scene::Scene;

/// An error with its causes, as a log may show it.
pub(crate) fn shown(error: &Error) -> String {
    let causes = successors(error.source(), |cause| (*cause).source());
    let causes: Vec<_> = causes.map(|cause| format!("{cause} {cause:?}")).collect();
    format!("{error} {error:?} {}", causes.join(" "))
}

/// What must not be seen: secrets, and what is told of a customer.
pub(crate) struct Hidden(Vec<String>);

impl Hidden {
    pub(crate) fn of(harness: &dyn Harness, customer: &NewCustomer) -> Self {
        let mut hidden = harness.secrets();
        if let Some(email) = customer
            .email
            .as_ref()
            .filter(|email| email.is_well_formed())
        {
            hidden.push(email.to_string());
            hidden.push(email.to_string().replace('@', "%40"));
        }
        if let Some(phone) = &customer.phone {
            hidden.push(phone.to_string().replace('+', ""));
        }
        // A short text may be a part of any other.
        let is_personal = |path: &FieldPath| {
            !matches!(
                path.field(),
                Field::Address(AddressPart::Id | AddressPart::Role | AddressPart::Country)
                    | Field::Locale
                    | Field::BusinessType
            )
        };
        let texts = customer.values().into_iter();
        let texts = texts.filter(|(path, _)| is_personal(path));
        let texts = texts.map(|(_, value)| value.to_string());
        hidden.extend(texts.filter(|text| text.chars().count() >= 12));
        hidden.retain(|text| !text.is_empty());
        Self(hidden)
    }

    /// Which of it the text shows.
    pub(crate) fn found(&self, text: &str) -> Option<&str> {
        self.0
            .iter()
            .map(String::as_str)
            .find(|hidden| text.contains(*hidden))
    }
}

const REMEDY: &str = "wire.rs: personal texts are Private<…>; builder.rs: keys are customer_http::Secret; errors repeat no value";

/// The `Debug` of a provider shows none of its secrets.
pub fn debug_of_a_provider_shows_no_secret(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Http)?;
        let secrets = harness.secrets();
        if secrets.is_empty() {
            return missing(
                harness,
                Part::Secrets,
                "Harness::secrets: what connect() gives the builder",
            );
        }
        let provider = offline(harness);
        let text = format!("{provider:?} {provider:#?}");
        match secrets.iter().find(|secret| text.contains(*secret)) {
            Some(_) => broken("the Debug of the provider shows a secret", REMEDY),
            None => Ok(()),
        }
    })
}

/// The record with a person in it: each text that is no instant is one of its own, longer than any name of a field.
fn told(json: &str) -> String {
    fn tell(value: &mut Value, count: &mut u32) {
        match value {
            Value::String(text) if !text.contains("T0") => {
                *count += 1;
                *text = format!("Asha Quixote {count:04}");
            }
            Value::Array(elements) => elements.iter_mut().for_each(|one| tell(one, count)),
            Value::Object(members) => {
                for (name, member) in members {
                    if name != "id" {
                        tell(member, count);
                    }
                }
            }
            _ => {}
        }
    }
    let mut value: Value = serde_json::from_str(json).unwrap_or_default();
    tell(&mut value, &mut 0);
    value.to_string()
}

/// The `Debug` of a customer that was read, and of its record, shows nobody.
pub fn debug_of_a_read_customer_shows_nobody(harness: &dyn Harness) -> LawResult {
    law(|| {
        needs(harness, Part::Records)?;
        for fixture in harness.records() {
            let json = told(&fixture.json);
            let Ok(customer) = (fixture.read)(&json) else {
                continue;
            };
            let shown = fixture.shown.as_ref().map(|shown| shown(&json));
            let text = format!("{customer:?} {shown:?}");
            let hidden = Hidden::of(harness, &customer.to_new_customer());
            if let Some(told) = hidden.found(&text) {
                return broken(
                    format!("the Debug of {} shows {told}: {text}", fixture.name),
                    REMEDY,
                );
            }
        }
        Ok(())
    })
}

/// Neither the report of a write, nor its refusal, nor the `Debug` of its request shows a value that was given.
pub fn a_preview_shows_no_value(harness: &dyn Harness) -> LawResult {
    law(|| {
        let provider = offline(harness);
        let customers = prop_oneof![strategies::new_customer(), harness.customers()];
        let remedy = "convert.rs: say why a field is lost, altered or refused without its value";
        for_all(CASES, &customers, remedy, |customer| {
            let preview = provider.preview_create(&customer);
            let refusal = preview.check(customer_core::Fidelity::Strict).err();
            let outgoing = harness.create_request(&customer);
            let request = outgoing.and_then(|outgoing| outgoing.request);
            let request = request.map(|request| request.shown);
            let text = format!(
                "{preview:?} {} {customer:?} {request:?}",
                refusal.iter().map(shown).collect::<String>()
            );
            let hidden = Hidden::of(harness, &customer);
            prop_assert_eq!(hidden.found(&text), None, "in {}", text);
            Ok(())
        })
    })
}

/// What is logged at the finest level while every operation is called shows nobody and no secret.
pub fn spans_and_logs_show_nobody_and_no_secret(harness: &dyn Harness) -> LawResult {
    law(|| {
        let log = Log::default();
        let mut told = String::new();
        let customer = tracing::subscriber::with_default(log.clone(), || {
            block_on(async {
                let world = World::of(harness).await?;
                let provider = &*world.provider;
                let mut samples = Samples::new(harness);
                let mut scene = Scene::without_state(harness, provider, &mut samples)?;
                if let Ok(written) = provider.create(&scene.customer).await {
                    scene.id = written.customer.id.clone();
                    let _ = write!(told, "{written:?}");
                }
                for &operation in Operation::ALL {
                    if let Err(error) = scene.act(provider, operation).await {
                        told.push_str(&shown(&error));
                    }
                }
                let query = ListQuery::new().with_search(
                    scene
                        .customer
                        .email
                        .as_ref()
                        .map_or("asha", |email| email.as_str()),
                );
                let _ = write!(told, "{query:?}");
                drop(provider.list_customers(&query).await);
                let lossy = WriteOptions::lossy();
                let found = provider.find_or_create(&scene.customer, &lossy).await;
                let _ = write!(told, "{found:?}");
                Checked::Ok(scene.customer)
            })
        })?;
        let hidden = Hidden::of(harness, &customer);
        for (what, text) in [("a log", log.text()), ("a Debug", told)] {
            for line in text.lines() {
                if hidden.found(line).is_some() {
                    return broken(format!("{what} shows a person or a secret: {line}"), REMEDY);
                }
            }
        }
        Ok(())
    })
}
