//! Strategies for what a provider might answer instead of what it documents.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use serde_json::{Map, Number, Value};

/// Any JSON value, some levels deep.
pub fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| Number::from_f64(number).map_or(Value::Null, Value::Number)),
        "\\PC{0,20}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            btree_map("[a-zA-Z_]{1,12}", inner, 0..6)
                .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into()),
        ]
    })
}

/// The documented answer as a provider might send it next year: with members that nobody knows, with
/// `null` for members that may be null, and with other texts where texts were. Members whose name is
/// in `required` are left alone, and so is what stands below a member in `closed`, whose members are
/// names and not fields.
///
/// A decoder has to read every one of them.
pub fn disturbed_json(
    documented: &Value,
    required: &'static [&'static str],
    closed: &'static [&'static str],
) -> impl Strategy<Value = Value> + use<> {
    let documented = documented.clone();
    // One coin a member is enough for any documented answer; a longer one goes round.
    vec((0..100_u8, any_json()), 64..128).prop_map(move |coins| {
        let mut coins = coins.into_iter().cycle();
        disturb(&documented, required, closed, &mut coins)
    })
}

fn disturb(
    value: &Value,
    required: &[&str],
    closed: &[&str],
    coins: &mut impl Iterator<Item = (u8, Value)>,
) -> Value {
    match value {
        Value::Object(members) => {
            let mut disturbed = Map::new();
            for (name, member) in members {
                let (coin, _) = coins.next().unwrap_or_default();
                let member = match coin {
                    _ if required.contains(&name.as_str()) => member.clone(),
                    0..15 => Value::Null,
                    15..25 => continue,
                    25..40 if member.is_string() => Value::from("something new"),
                    _ if closed.contains(&name.as_str()) => member.clone(),
                    _ => disturb(member, required, closed, coins),
                };
                disturbed.insert(name.clone(), member);
            }
            let (coin, unknown) = coins.next().unwrap_or_default();
            if coin < 50 {
                disturbed.insert("addedWithoutNotice".to_owned(), unknown);
            }
            disturbed.into()
        }
        Value::Array(items) => items
            .iter()
            .map(|item| disturb(item, required, closed, coins))
            .collect(),
        other => other.clone(),
    }
}
