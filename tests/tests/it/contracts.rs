//! The contracts are whole, agree with what is documented, and hold: the net is tight.

mod corpus;
mod documented_payloads;
mod documents;
mod edited_contracts;
mod every_declaration;
mod tampered_exchanges;

use customer_sandbox::Provider;
use customer_tests::contract;
use serde_json::Value;

/// A provider's contract as JSON.
fn document(provider: Provider) -> Value {
    serde_json::from_str(contract::document_of(provider).unwrap()).unwrap()
}

/// The place of the document that a pointer names.
fn at<'a>(document: &'a mut Value, pointer: &str) -> &'a mut Value {
    document
        .pointer_mut(pointer)
        .unwrap_or_else(|| panic!("nothing at {pointer}"))
}

/// Takes a member away.
fn remove(document: &mut Value, pointer: &str, key: &str) -> Value {
    at(document, pointer)
        .as_object_mut()
        .and_then(|members| members.remove(key))
        .unwrap_or_else(|| panic!("no {key} at {pointer}"))
}

/// Gives a member another name; one that is required is so under its new name.
fn rename(document: &mut Value, pointer: &str, key: &str, name: &str) {
    let value = remove(document, pointer, key);
    at(document, pointer)[name] = value;
    if let Some(schema) = pointer.strip_suffix("/properties")
        && let Some(Value::Array(required)) = at(document, schema).get_mut("required")
    {
        for entry in required.iter_mut().filter(|entry| *entry == key) {
            *entry = Value::from(name);
        }
    }
}

/// A key as it stands in a JSON pointer.
fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}
