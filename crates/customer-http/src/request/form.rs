//! Form bodies: `application/x-www-form-urlencoded`, with brackets for what is nested.
//!
//! The body is written as JSON first and then walked, so that serde's attributes hold and numbers keep
//! their digits. `serde_qs` was tried: it sends a null as an empty value, which clears a field at the
//! provider.

use std::fmt::Write;

use customer_core::adapter::RawObject;
use percent_encoding::utf8_percent_encode;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::request::route::RESERVED;

/// How a form names the elements of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum FormLists {
    /// By their place: `items[0]=a&items[1]=b`.
    #[default]
    Indexed,
    /// By empty brackets: `items[]=a&items[]=b`. Elements that are objects or lists keep their place
    /// (`items[0][id]=a`): empty brackets would not show where an element ends.
    Brackets,
}

/// Why a value cannot be a form. It quotes nothing of the value.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum FormProblem {
    /// It cannot be written as JSON, or is not an object at its top.
    NotAnObject,
    /// A name is empty or has a square bracket in it, which would read as nesting.
    Name,
}

/// The form that a value makes.
pub(crate) fn form<T: Serialize + ?Sized>(
    body: &T,
    lists: FormLists,
) -> Result<String, FormProblem> {
    let json = serde_json::value::to_raw_value(body).map_err(|_| FormProblem::NotAnObject)?;
    if !json.get().starts_with('{') {
        return Err(FormProblem::NotAnObject);
    }
    let mut form = Form {
        lists,
        text: String::new(),
    };
    form.object("", &json)?;
    Ok(form.text)
}

struct Form {
    lists: FormLists,
    text: String,
}

impl Form {
    fn object(&mut self, prefix: &str, json: &RawValue) -> Result<(), FormProblem> {
        let object = RawObject::read(json).map_err(|_| FormProblem::NotAnObject)?;
        for (name, member) in object.iter() {
            let name = name.filter(|name| !name.is_empty() && !name.contains(['[', ']']));
            let name = utf8_percent_encode(name.ok_or(FormProblem::Name)?, RESERVED);
            if prefix.is_empty() {
                self.value(&name.to_string(), member)?;
            } else {
                self.value(&format!("{prefix}[{name}]"), member)?;
            }
        }
        Ok(())
    }

    fn list(&mut self, name: &str, json: &RawValue) -> Result<(), FormProblem> {
        let elements: Vec<&RawValue> =
            serde_json::from_str(json.get()).map_err(|_| FormProblem::NotAnObject)?;
        let elements = elements.into_iter().filter(|json| json.get() != "null");
        for (index, element) in elements.enumerate() {
            let is_nested = element.get().starts_with(['{', '[']);
            if self.lists == FormLists::Brackets && !is_nested {
                self.value(&format!("{name}[]"), element)?;
            } else {
                self.value(&format!("{name}[{index}]"), element)?;
            }
        }
        Ok(())
    }

    fn value(&mut self, name: &str, json: &RawValue) -> Result<(), FormProblem> {
        let text = match json.get().as_bytes().first() {
            Some(b'{') => return self.object(name, json),
            Some(b'[') => return self.list(name, json),
            Some(b'n') => return Ok(()),
            Some(b'"') => serde_json::from_str(json.get()).map_err(|_| FormProblem::NotAnObject)?,
            // `true`, `false` or a number.
            _ => json.get().to_owned(),
        };
        let separator = if self.text.is_empty() { "" } else { "&" };
        let text = utf8_percent_encode(&text, RESERVED);
        // Writing to a `String` does not fail.
        let _ = write!(self.text, "{separator}{name}={text}");
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use percent_encoding::percent_decode_str;
    use proptest::prelude::*;
    use serde_json::{Map, Value, json};

    use super::*;

    fn indexed(value: impl Serialize) -> Result<String, FormProblem> {
        form(&value, FormLists::Indexed)
    }

    #[test]
    fn objects_nest_in_brackets_and_members_keep_their_order() {
        #[derive(Serialize)]
        struct Address {
            line1: &'static str,
            line2: Option<&'static str>,
        }

        #[derive(Serialize)]
        #[serde(rename_all = "snake_case")]
        enum Mode {
            TestOnly,
        }

        #[derive(Serialize)]
        struct Customer {
            name: &'static str,
            address: Address,
            metadata: Value,
            phone: &'static str,
            description: Option<&'static str>,
            mode: Mode,
            active: bool,
            amount: f32,
            largest: u128,
        }

        let customer = Customer {
            name: "Zoë & Söhne",
            address: Address {
                line1: "1 Main St",
                line2: None,
            },
            metadata: json!({ "a key": "x=y", "none": null }),
            phone: "",
            description: None,
            mode: Mode::TestOnly,
            active: true,
            amount: 0.1,
            largest: u128::MAX,
        };
        assert_eq!(
            indexed(customer).unwrap(),
            "name=Zo%C3%AB%20%26%20S%C3%B6hne&address[line1]=1%20Main%20St&metadata[a%20key]=x%3Dy&phone=\
             &mode=test_only&active=true&amount=0.1&largest=340282366920938463463374607431768211455"
        );
    }

    #[test]
    fn lists_are_written_by_place_or_by_empty_brackets() {
        let body = json!({
            "tags": ["a", null, "b"],
            "items": [{ "id": 1 }, { "id": 2, "sizes": ["s", "m"] }],
            "grid": [[1, 2], [3]],
            "empty": [],
            "nothing": {},
        });
        assert_eq!(
            form(&body, FormLists::Indexed).unwrap(),
            "grid[0][0]=1&grid[0][1]=2&grid[1][0]=3&items[0][id]=1&items[1][id]=2&items[1][sizes][0]=s\
             &items[1][sizes][1]=m&tags[0]=a&tags[1]=b"
        );
        assert_eq!(
            form(&body, FormLists::Brackets).unwrap(),
            "grid[0][]=1&grid[0][]=2&grid[1][]=3&items[0][id]=1&items[1][id]=2&items[1][sizes][]=s\
             &items[1][sizes][]=m&tags[]=a&tags[]=b"
        );
        assert_eq!(indexed(json!({})).unwrap(), "");
    }

    #[test]
    fn a_body_that_is_not_an_object_is_refused() {
        for body in [
            json!("text"),
            json!(1),
            json!(null),
            json!(["a"]),
            json!([]),
        ] {
            assert_eq!(indexed(&body), Err(FormProblem::NotAnObject), "{body}");
        }
        let keyed_by_pairs = std::collections::BTreeMap::from([((1, 2), 3)]);
        assert_eq!(indexed(keyed_by_pairs), Err(FormProblem::NotAnObject));
    }

    #[test]
    fn names_that_would_read_as_nesting_are_refused() {
        for body in [
            json!({ "a[b]": 1 }),
            json!({ "metadata": { "a[": 1 } }),
            json!({ "metadata": { "]": 1 } }),
            json!({ "metadata": { "": 1 } }),
            json!({ "": 1 }),
        ] {
            assert_eq!(indexed(&body), Err(FormProblem::Name), "{body}");
        }
    }

    /// Reads a form as a provider would.
    fn parse(form: &str) -> Value {
        let mut top = Value::Object(Map::new());
        for pair in form.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            let decode = |text: &str| percent_decode_str(text).decode_utf8().unwrap().into_owned();
            let (first, rest) = name.split_once('[').unwrap_or((name, ""));
            let nested = rest.split('[').filter(|part| !part.is_empty());
            let nested = nested.map(|part| part.strip_suffix(']').unwrap());
            let mut place = &mut top;
            for part in std::iter::once(first).chain(nested) {
                let members = match place {
                    Value::Object(members) => members,
                    other => {
                        *other = Value::Object(Map::new());
                        other.as_object_mut().unwrap()
                    }
                };
                place = members.entry(decode(part)).or_insert(Value::Null);
            }
            assert_eq!(*place, Value::Null, "{name} stands twice");
            *place = Value::String(decode(value));
        }
        top
    }

    /// What is left of a value in a form: texts alone, lists as objects, and nothing that is empty.
    fn expected(value: &Value) -> Option<Value> {
        let object =
            |members: Map<String, Value>| (!members.is_empty()).then_some(Value::Object(members));
        match value {
            Value::Null => None,
            Value::String(text) => Some(text.as_str().into()),
            Value::Bool(_) | Value::Number(_) => Some(value.to_string().into()),
            Value::Array(list) => {
                let elements = list.iter().filter(|element| !element.is_null());
                let elements = elements.map(expected).enumerate();
                object(
                    elements
                        .filter_map(|(index, element)| Some((index.to_string(), element?)))
                        .collect(),
                )
            }
            Value::Object(members) => {
                let members = members.iter();
                object(
                    members
                        .filter_map(|(name, member)| Some((name.clone(), expected(member)?)))
                        .collect(),
                )
            }
        }
    }

    fn values() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(Value::from),
            any::<String>().prop_map(Value::from),
            "[&=+%\\[\\] #;é]{0,6}".prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 5, |inner| {
            let name = prop_oneof!["[a-z_]{1,8}", "[^\\[\\]]{1,8}", "[&=+% .;é]{1,4}"];
            prop_oneof![
                proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                proptest::collection::btree_map(name, inner, 0..4)
                    .prop_map(|members| Value::Object(members.into_iter().collect())),
            ]
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn every_form_reads_back_as_what_was_written(value in values()) {
            let body = json!({ "body": value });
            let form = indexed(&body).unwrap();
            prop_assert!(
                form.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~%[]=&".contains(&byte)),
                "{}", form
            );
            let nothing = Value::Object(Map::new());
            prop_assert_eq!(parse(&form), expected(&body).unwrap_or(nothing));
        }

        #[test]
        fn both_notations_of_lists_carry_the_same_values_in_the_same_order(value in values()) {
            let body = json!({ "body": value });
            let values = |lists| {
                let form = form(&body, lists).unwrap();
                let pairs = form.split('&').filter(|pair| !pair.is_empty());
                pairs.map(|pair| pair.split_once('=').unwrap().1.to_owned()).collect::<Vec<_>>()
            };
            prop_assert_eq!(values(FormLists::Indexed), values(FormLists::Brackets));
        }
    }
}
