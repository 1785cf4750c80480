//! Places in a JSON record.

use std::collections::BTreeSet;

use customer_core::Customer;
#[cfg(feature = "http")]
use customer_core::FieldPath;
use serde_json::{Number, Value};

use crate::fixture::Fixture;

/// The pointers of every number.
pub(crate) fn numbers(json: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_numbers(json, String::new(), &mut found);
    found
}

fn collect_numbers(json: &Value, at: String, found: &mut Vec<String>) {
    match json {
        Value::Number(_) => found.push(at),
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                collect_numbers(element, format!("{at}/{index}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                collect_numbers(member, format!("{at}/{}", escaped(name)), found);
            }
        }
        _ => {}
    }
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The record with this JSON text at the pointer.
pub(crate) fn replace_at(json: &Value, pointer: &str, text: &str) -> String {
    const MARK: &str = "\u{e000}replaced\u{e000}";
    let mut json = json.clone();
    if let Some(place) = json.pointer_mut(pointer) {
        *place = MARK.into();
    }
    json.to_string().replace(&format!("\"{MARK}\""), text)
}

/// The pointers that a path, as `Unreadable` says it, may stand for: a name that may be data is `…` in it.
fn pointers(json: &Value, path: &str) -> Vec<String> {
    let mut found = vec![(String::new(), json)];
    let path = path.replace('[', ".[");
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let mut next = Vec::new();
        for (at, value) in found {
            match value {
                Value::Array(elements) => {
                    let index = step.trim_matches(|sign| sign == '[' || sign == ']');
                    let element = index
                        .parse()
                        .ok()
                        .and_then(|index: usize| elements.get(index));
                    next.extend(element.map(|element| (format!("{at}/{index}"), element)));
                }
                Value::Object(members) => {
                    let fitting = members
                        .iter()
                        .filter(|(name, _)| *name == step || step == "…");
                    next.extend(
                        fitting.map(|(name, member)| (format!("{at}/{}", escaped(name)), member)),
                    );
                }
                _ => {}
            }
        }
        found = next;
    }
    found.into_iter().map(|(at, _)| at).collect()
}

/// The fields of the customer that hang on a place of the record: those that are others where the place is gone, null or
/// holds another value that can be read.
pub(crate) fn dependants(
    fixture: &Fixture,
    json: &Value,
    customer: &Customer,
    path: &str,
) -> BTreeSet<String> {
    let before = fields(customer);
    let mut found = BTreeSet::new();
    for pointer in pointers(json, path) {
        for varied in variations(json, &pointer) {
            let Ok(read) = (fixture.read)(&varied.to_string()) else {
                continue;
            };
            let after = fields(&read);
            let names = before.keys().chain(after.keys());
            found.extend(
                names
                    .filter(|name| before.get(*name) != after.get(*name))
                    .cloned(),
            );
        }
    }
    found
}

/// A field of which `after` says what `before` did not: where a member cannot be read, less is known and nothing else.
pub(crate) fn claimed(before: &Customer, after: &Customer) -> Option<String> {
    let before = fields(before);
    let mut after = fields(after).into_iter();
    after
        .find(|(name, value)| !before.get(name).is_some_and(|was| is_part(value, was)))
        .map(|(name, _)| name)
}

/// Whether a value says no more than another: it is the other, or lacks members or elements of it.
fn is_part(value: &Value, whole: &Value) -> bool {
    match (value, whole) {
        (Value::Object(members), Value::Object(others)) => members.iter().all(|(name, member)| {
            let other = others.get(name);
            other.is_some_and(|other| is_part(member, other))
        }),
        (Value::Array(elements), Value::Array(others)) => elements
            .iter()
            .all(|element| others.iter().any(|other| is_part(element, other))),
        // A text may be put together from two members.
        (Value::String(text), Value::String(whole)) => !text.is_empty() && whole.contains(text),
        // One role stands without its list.
        (value, Value::Array(others)) => others.contains(value),
        (value, whole) => value == whole,
    }
}

/// The values of the customer that come of a member of the record: those that are others where the member is.
#[cfg(feature = "http")]
pub(crate) fn values_of(
    fixture: &Fixture,
    json: &Value,
    customer: &Customer,
    member: &str,
) -> BTreeSet<FieldPath> {
    let before = customer.values();
    let mut found = BTreeSet::new();
    for varied in variations(json, &format!("/{}", escaped(member))) {
        let Ok(read) = (fixture.read)(&varied.to_string()) else {
            continue;
        };
        let after = read.values();
        let differs = |(path, value): &&(FieldPath, std::borrow::Cow<'_, str>)| {
            !after
                .iter()
                .any(|(other, same)| other == path && same == value)
        };
        found.extend(before.iter().filter(differs).map(|(path, _)| path.clone()));
    }
    found
}

fn fields(customer: &Customer) -> serde_json::Map<String, Value> {
    match serde_json::to_value(customer) {
        Ok(Value::Object(mut fields)) => {
            fields.remove("native");
            fields.remove("unreadable");
            fields
        }
        _ => serde_json::Map::new(),
    }
}

/// The record with other readable values at a place.
fn variations(json: &Value, pointer: &str) -> Vec<Value> {
    let Some(was) = json.pointer(pointer) else {
        return Vec::new();
    };
    let others = match was {
        Value::Bool(it) => vec![Value::from(!it)],
        Value::Number(_) => vec![
            Value::Number(Number::from(7)),
            Value::Number(Number::from(8)),
        ],
        Value::String(text) if text.contains(':') && text.contains('-') => {
            vec!["2001-02-03T04:05:06Z".into(), "2002-02-03T04:05:06Z".into()]
        }
        Value::String(_) => vec!["one".into(), "another".into(), "".into()],
        Value::Array(_) => vec![Value::Array(Vec::new())],
        Value::Object(_) => vec![Value::Object(serde_json::Map::new())],
        Value::Null => Vec::new(),
    };
    let mut varied: Vec<Value> = others
        .into_iter()
        .chain([Value::Null])
        .map(|other| {
            let mut json = json.clone();
            if let Some(place) = json.pointer_mut(pointer) {
                *place = other;
            }
            json
        })
        .collect();
    let mut without = json.clone();
    if let Some((parent, last)) = pointer.rsplit_once('/') {
        match without.pointer_mut(parent) {
            Some(Value::Object(members)) => {
                members.remove(&last.replace("~1", "/").replace("~0", "~"));
            }
            Some(Value::Array(elements)) => {
                if let Ok(index) = last.parse::<usize>()
                    && index < elements.len()
                {
                    elements.remove(index);
                }
            }
            _ => {}
        }
        varied.push(without);
    }
    varied
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_part_says_no_more_than_the_whole() {
        let whole = json!({"state": "blocked", "role": ["a", "b"], "list": [{"x": 1, "y": 2}]});
        for part in [
            json!({}),
            json!({"state": "lock"}),
            json!({"role": "a", "list": []}),
            json!({"role": ["b"], "list": [{"y": 2}]}),
        ] {
            assert!(is_part(&part, &whole), "{part}");
        }
        for other in [
            json!({"state": "active"}),
            json!({"added": 1}),
            json!({"list": [{"x": 2}]}),
            json!({"role": "c"}),
            json!("blocked"),
        ] {
            assert!(!is_part(&other, &whole), "{other}");
        }
    }

    #[test]
    fn a_path_is_found_also_where_a_name_is_masked() {
        let json = json!({"a": [{"b/c": 1}, {"asha@example.com": {"d": 2}}]});
        assert_eq!(pointers(&json, "a[0].b/c"), ["/a/0/b~1c"]);
        assert_eq!(pointers(&json, "a[1].….d"), ["/a/1/asha@example.com/d"]);
        assert_eq!(pointers(&json, "a[2]"), [""; 0]);
        assert_eq!(numbers(&json), ["/a/0/b~1c", "/a/1/asha@example.com/d"]);
        assert_eq!(
            replace_at(&json, "/a/0/b~1c", "1e400"),
            r#"{"a":[{"b/c":1e400},{"asha@example.com":{"d":2}}]}"#
        );
    }
}
