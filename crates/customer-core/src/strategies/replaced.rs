//! Strategies for a record with one bad member.

use std::collections::BTreeMap;

use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::any_json;
use crate::adapter::{Member, Place, RawObject};
use crate::{Customer, Timestamp, Unreadable};

/// The text of any JSON value, also of those that [`Value`] cannot hold: half a surrogate pair, a
/// number beyond a 64-bit float, an object with a name twice.
pub fn raw_json() -> impl Strategy<Value = String> {
    let odd = select(vec![
        "null",
        "[]",
        "{}",
        "\"\"",
        "0",
        "true",
        "\"false\"",
        r#""Zo\ud83d""#,
        r#""\udc00e""#,
        r#"["\ud83d"]"#,
        r#"{"\ud83d":1}"#,
        "1e400",
        "-1e400",
        "[1e400]",
        r#"{"a":1,"a":2}"#,
        r#"{"id":1,"id":2}"#,
        "\"2023-11-07\"",
        "\"2023-11-07T05:31:56\"",
        "\"2023-11-07 05:31:56\"",
        "\"0000-00-00 00:00:00\"",
    ]);
    prop_oneof![
        2 => odd.prop_map(str::to_owned),
        1 => Just("9".repeat(400)),
        3 => any_json().prop_map(|value| value.to_string()),
    ]
}

/// A record in which one member, or one element of a list, at any depth, is another value.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Replaced {
    /// Where, as [`Unreadable`](crate::Unreadable) says it.
    pub path: String,
    /// The record.
    pub json: String,
    /// What stands there now.
    pub now: String,
    /// What stood there.
    pub was: Value,
}

impl Replaced {
    /// Whether what stands there now is certainly none of what stood there, so that a reader must say
    /// so: a value of another sort, or a text that is no text. Null, an empty list for an empty object
    /// and the other way round, and an amount within quotes are read.
    pub fn is_certainly_unreadable(&self) -> bool {
        let sort = |json: &str| json.chars().next().unwrap_or(' ');
        let digit = |sort: char| if sort.is_ascii_digit() { '-' } else { sort };
        let (was, now) = (self.was.to_string(), self.now.as_str());
        match (digit(sort(&was)), digit(sort(now))) {
            (_, 'n') | ('-', '"') | ('t' | 'f', 't' | 'f') => false,
            ('{', _) if now == "[]" => false,
            ('[', _) if now == "{}" => false,
            ('"', '"') => match serde_json::from_str::<String>(now) {
                Err(_) => true,
                Ok(text) => self.was.as_str().is_some_and(|was| {
                    let time = |text: &str| Member::Value(Timestamp::from(text.to_owned()));
                    time(was).instant().is_some()
                        && time(&text).instant().is_none()
                        && time(&text).filled().is_some()
                }),
            },
            (was, now) => was != now,
        }
    }
}

impl Replaced {
    /// Checks that one bad member costs no more than itself: the id and all fields of the customer are
    /// those of the documented record, save those of the names in `hang_on_it`; the record's own text
    /// is whole; and what is certainly unreadable is listed.
    ///
    /// # Errors
    ///
    /// It is not so.
    pub fn check(
        &self,
        documented: &Customer,
        replaced: &Customer,
        hang_on_it: &[&str],
    ) -> Result<(), TestCaseError> {
        let fields = |customer: &Customer| -> Result<BTreeMap<String, String>, TestCaseError> {
            let json = to_raw_value(customer).map_err(|error| error_of(&error))?;
            let object = RawObject::read(&json).map_err(|error| error_of(&error.reason))?;
            let fields = object
                .iter()
                .filter_map(|(name, json)| Some((name?.to_owned(), json.get().to_owned())));
            Ok(fields.collect())
        };
        let (mut before, mut after) = (fields(documented)?, fields(replaced)?);
        for name in ["native", "unreadable"].iter().chain(hang_on_it) {
            before.remove(*name);
            after.remove(*name);
        }
        prop_assert_eq!(before, after, "{}: {}", self.path, self.now);
        prop_assert_eq!(replaced.native_json(), Some(self.json.as_str()));
        let listed = |place: &&Unreadable| place.path.starts_with(&self.path);
        let listed = replaced.unreadable().iter().any(|place| listed(&place));
        if self.is_certainly_unreadable() {
            prop_assert!(listed, "{} is not listed: {}", self.path, self.now);
        } else if self.now == "null" && !self.path.ends_with(']') {
            prop_assert_eq!(replaced.unreadable(), documented.unreadable());
        }
        // What is listed names places and reasons, and repeats nothing of what stood there.
        let shown = format!("{:?}", replaced.unreadable());
        prop_assert!(!shown.contains("Zo"), "{}", shown);
        Ok(())
    }
}

fn error_of(error: &impl ToString) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

#[derive(Clone)]
enum Step {
    Name(String),
    Index(usize),
}

/// The record with one member other than its `id` replaced.
pub fn replaced(documented: &Value) -> impl Strategy<Value = Replaced> + use<> {
    let documented = documented.clone();
    let mut places = Vec::new();
    collect(&documented, &mut Vec::new(), &mut places);
    (any::<Index>(), raw_json()).prop_map(move |(index, now)| {
        const MARK: &str = "\u{e000}replaced\u{e000}";
        let steps = index.get(&places);
        let mut record = documented.clone();
        let was = std::mem::replace(find(&mut record, steps), MARK.into());
        Replaced {
            path: path(steps, Place::ROOT),
            json: record.to_string().replace(&format!("\"{MARK}\""), &now),
            now,
            was,
        }
    })
}

fn collect(value: &Value, steps: &mut Vec<Step>, places: &mut Vec<Vec<Step>>) {
    let mut inside = |step: Step, value: &Value| {
        steps.push(step);
        places.push(steps.clone());
        collect(value, steps, places);
        steps.pop();
    };
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                inside(Step::Name(name.clone()), member);
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                inside(Step::Index(index), element);
            }
        }
        _ => {}
    }
    if steps.is_empty() {
        places.retain(|place| !matches!(&place[..], [Step::Name(name)] if name == "id"));
    }
}

fn find<'a>(value: &'a mut Value, steps: &[Step]) -> &'a mut Value {
    steps.iter().fold(value, |value, step| match step {
        Step::Name(name) => &mut value[name.as_str()],
        Step::Index(index) => &mut value[*index],
    })
}

fn path(steps: &[Step], place: Place<'_>) -> String {
    match steps.split_first() {
        None => place.to_string(),
        Some((Step::Name(name), rest)) => path(rest, place.name(name)),
        Some((Step::Index(index), rest)) => path(rest, place.index(*index)),
    }
}
