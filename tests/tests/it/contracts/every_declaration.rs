//! No declaration is idle: whatever is taken out of a contract or turned, some good exchange breaks it.
//!
//! Where the table of edits shows chosen cases, these are all of a kind: each member, type, alternative, value, pattern, format,
//! parameter, status and content type of each contract.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use customer_sandbox::Provider;
use customer_tests::contract::{Contract, Responses};
use serde_json::{Value, json};

use super::corpus::{Recorded, recorded};
use super::{at, document, escape, remove, rename};

#[derive(Debug)]
enum Turn {
    /// A member of an object gets another name.
    Rename(String, String),
    /// A member of an object goes.
    Remove(String, String),
    /// An entry of an array goes.
    Drop(String, usize),
    /// A value becomes another.
    Replace(String, Value),
    /// An optional member becomes required.
    Require(String, String),
}

impl Turn {
    fn apply(&self, document: &mut Value) {
        match self {
            Self::Rename(pointer, key) => rename(document, pointer, key, &format!("{key}-renamed")),
            Self::Remove(pointer, key) => drop(remove(document, pointer, key)),
            Self::Drop(pointer, index) => {
                drop(at(document, pointer).as_array_mut().unwrap().remove(*index));
            }
            Self::Replace(pointer, value) => *at(document, pointer) = value.clone(),
            Self::Require(pointer, member) => {
                let schema = at(document, pointer).as_object_mut().unwrap();
                let required = schema.entry("required").or_insert_with(|| json!([]));
                required.as_array_mut().unwrap().push(json!(member));
            }
        }
    }
}

/// All turns of a schema and of those inside it.
fn schema(value: &Value, pointer: &str, turns: &mut Vec<Turn>) {
    let inside = |key: &str| format!("{pointer}/{key}");
    match value.get("type") {
        Some(Value::String(kind)) => {
            let other = match kind.as_str() {
                "string" | "integer" | "number" | "null" => "boolean",
                "boolean" => "integer",
                "array" => "object",
                "object" => "array",
                other => panic!("{other} at {pointer}"),
            };
            turns.push(Turn::Replace(inside("type"), json!(other)));
        }
        Some(Value::Array(kinds)) => {
            turns.extend((0..kinds.len()).map(|index| Turn::Drop(inside("type"), index)));
        }
        _ => {}
    }
    if value.get("pattern").is_some() {
        turns.push(Turn::Replace(inside("pattern"), json!("^never a value$")));
    }
    if value.get("format").is_some() {
        turns.push(Turn::Replace(inside("format"), json!("ipv6")));
    }
    if value.get("const").is_some() {
        turns.push(Turn::Replace(inside("const"), json!("never a value")));
    }
    if value.get("not").is_some() {
        turns.push(Turn::Replace(inside("not"), json!({})));
    }
    let count = value
        .get("enum")
        .and_then(Value::as_array)
        .map_or(0, Vec::len);
    turns.extend((0..count).map(|index| Turn::Drop(inside("enum"), index)));
    let required = value.get("required").and_then(Value::as_array);
    for (key, member) in value
        .get("properties")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        turns.push(Turn::Rename(inside("properties"), key.clone()));
        if !required.is_some_and(|required| required.contains(&json!(key))) {
            turns.push(Turn::Require(pointer.to_owned(), key.clone()));
        }
        schema(
            member,
            &format!("{pointer}/properties/{}", escape(key)),
            turns,
        );
    }
    for (index, alternative) in value
        .get("anyOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
    {
        // What we do not send can be missed in no request of ours.
        if alternative.get("x-sent") != Some(&json!(false)) {
            turns.push(Turn::Drop(inside("anyOf"), index));
        }
        schema(alternative, &format!("{pointer}/anyOf/{index}"), turns);
    }
    for key in ["items", "additionalProperties"] {
        if let Some(inner) = value.get(key) {
            schema(inner, &inside(key), turns);
        }
    }
}

fn content(holder: &Value, pointer: &str, turns: &mut Vec<Turn>) {
    for (name, media) in holder
        .get("content")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        turns.push(Turn::Rename(format!("{pointer}/content"), name.clone()));
        if let Some(declared) = media.get("schema") {
            schema(
                declared,
                &format!("{pointer}/content/{}/schema", escape(name)),
                turns,
            );
        }
    }
}

fn response(value: &Value, pointer: &str, turns: &mut Vec<Turn>) {
    content(value, pointer, turns);
    for (name, header) in value
        .get("headers")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        schema(
            &header["schema"],
            &format!("{pointer}/headers/{name}/schema"),
            turns,
        );
    }
}

fn parameters(holder: &Value, pointer: &str, turns: &mut Vec<Turn>) {
    for (index, parameter) in holder
        .get("parameters")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .enumerate()
    {
        // To declare a header no longer is no breach; that it is required is seen in a tampered exchange.
        if parameter.get("$ref") != Some(&json!("#/components/parameters/UserAgent")) {
            turns.push(Turn::Drop(format!("{pointer}/parameters"), index));
        }
        if let Some(declared) = parameter.get("schema") {
            schema(
                declared,
                &format!("{pointer}/parameters/{index}/schema"),
                turns,
            );
        }
    }
}

fn every_turn(document: &Value) -> Vec<Turn> {
    let mut turns = Vec::new();
    let members = |value: &Value| value.as_object().cloned().into_iter().flatten();
    for (path, item) in members(&document["paths"]) {
        turns.push(Turn::Remove("/paths".to_owned(), path.clone()));
        let item_pointer = format!("/paths/{}", escape(&path));
        parameters(&item, &item_pointer, &mut turns);
        for (method, operation) in members(&item).filter(|(key, _)| key != "parameters") {
            turns.push(Turn::Remove(item_pointer.clone(), method.clone()));
            let pointer = format!("{item_pointer}/{method}");
            parameters(&operation, &pointer, &mut turns);
            if let Some(body) = operation.get("requestBody") {
                turns.push(Turn::Remove(pointer.clone(), "requestBody".to_owned()));
                content(body, &format!("{pointer}/requestBody"), &mut turns);
            }
            for (status, declared) in members(&operation["responses"]) {
                turns.push(Turn::Remove(format!("{pointer}/responses"), status.clone()));
                response(
                    &declared,
                    &format!("{pointer}/responses/{status}"),
                    &mut turns,
                );
            }
        }
    }
    for (name, declared) in members(&document["components"]["schemas"]) {
        schema(
            &declared,
            &format!("/components/schemas/{name}"),
            &mut turns,
        );
    }
    for (name, declared) in members(&document["components"]["responses"]) {
        response(
            &declared,
            &format!("/components/responses/{name}"),
            &mut turns,
        );
    }
    for (name, declared) in members(&document["components"]["parameters"]) {
        schema(
            &declared["schema"],
            &format!("/components/parameters/{name}/schema"),
            &mut turns,
        );
    }
    turns
}

fn noticed(document: &Value, turn: &Turn, recorded: &[Recorded]) -> bool {
    let mut document = document.clone();
    turn.apply(&mut document);
    let contract = Contract::from_document(&document, Responses::Strict)
        .unwrap_or_else(|error| panic!("{turn:?}: {error}"));
    recorded
        .iter()
        .any(|recorded| contract.check(&recorded.exchange).is_err())
}

fn every_turn_is_noticed(provider: Provider, at_least: usize) {
    let (document, recorded) = (document(provider), recorded(provider));
    let turns = every_turn(&document);
    assert!(turns.len() >= at_least, "only {} turns", turns.len());
    let next = AtomicUsize::new(0);
    let work = || -> Vec<&Turn> {
        let taken = || turns.get(next.fetch_add(1, Ordering::Relaxed));
        std::iter::from_fn(taken)
            .filter(|turn| !noticed(&document, turn, &recorded))
            .collect()
    };
    let missed: Vec<&Turn> = thread::scope(|scope| {
        let workers = [scope.spawn(work), scope.spawn(work)];
        workers
            .into_iter()
            .flat_map(|worker| worker.join().unwrap())
            .collect()
    });
    assert!(
        missed.is_empty(),
        "of {} turns nothing noticed {}: {missed:#?}",
        turns.len(),
        missed.len()
    );
}

#[test]
fn every_declaration_of_komerzas_contract_is_used() {
    every_turn_is_noticed(Provider::KOMERZA, 500);
}

#[test]
fn every_declaration_of_commerce_engines_contract_is_used() {
    every_turn_is_noticed(Provider::COMMERCEENGINE, 400);
}

#[test]
fn every_declaration_of_kohortpays_contract_is_used() {
    every_turn_is_noticed(Provider::KOHORTPAY, 150);
}
