//! Reading a JSON object strictly: every key is known, has its type, and occurs once.
//!
//! Values stay JSON text until a type is asked for, so no number loses a digit.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::http::formats::FormatResult;

/// What is wrong with a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// The path of the field, such as `address.phone`; empty for the whole body.
    pub(crate) field: String,
    /// What is wrong with it. It never repeats the value.
    pub(crate) message: String,
}

/// Whether a field may be missing or null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// It must be there, with a value.
    Required,
    /// It may be left out, but not null.
    Optional,
    /// It may be left out or null.
    Nullable,
}

/// An object's entries in the order they came.
struct Entries<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Entries<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Entries<'de>;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// The fields of an object. Each is taken by name; the rest at the end are unknown fields.
pub(crate) struct Fields<'a> {
    path: String,
    entries: Vec<(String, &'a RawValue)>,
    problems: Vec<Problem>,
}

impl<'a> Fields<'a> {
    /// Reads a body.
    pub(crate) fn of_body(body: &'a [u8]) -> Result<Self, Vec<Problem>> {
        match serde_json::from_slice::<Entries<'a>>(body) {
            Ok(Entries(entries)) => Ok(Self::new(String::new(), entries)),
            Err(error) => Err(vec![Problem {
                field: String::new(),
                message: format!(
                    "the body must be a JSON object (line {}, column {})",
                    error.line(),
                    error.column()
                ),
            }]),
        }
    }

    fn new(path: String, entries: Vec<(String, &'a RawValue)>) -> Self {
        Self {
            path,
            entries,
            problems: Vec::new(),
        }
    }

    fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() {
            name.to_owned()
        } else {
            format!("{}.{name}", self.path)
        }
    }

    /// Notes what is wrong with a field.
    pub(crate) fn refuse(&mut self, name: &str, message: impl Into<String>) {
        let field = self.path_of(name);
        self.problems.push(Problem {
            field,
            message: message.into(),
        });
    }

    /// Whether the object has this key, whatever its value.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|(key, _)| key == name)
    }

    /// Takes the text of a field's value; null gives nothing.
    pub(crate) fn raw(&mut self, name: &str, presence: Presence) -> Option<&'a RawValue> {
        let mut found = None;
        let mut count = 0;
        self.entries.retain(|(key, value)| {
            if key == name {
                found = Some(*value);
                count += 1;
                false
            } else {
                true
            }
        });
        if count > 1 {
            self.refuse(name, "occurs more than once");
            return None;
        }
        match found {
            None if presence == Presence::Required => {
                self.refuse(name, "is required");
                None
            }
            Some(value) if value.get() == "null" => {
                if presence != Presence::Nullable {
                    self.refuse(name, "must not be null");
                }
                None
            }
            other => other,
        }
    }

    /// Takes a text of a certain form.
    pub(crate) fn text(
        &mut self,
        name: &str,
        presence: Presence,
        form: impl FnOnce(&str) -> FormatResult,
    ) -> Option<String> {
        let raw = self.raw(name, presence)?;
        let Ok(text) = serde_json::from_str::<String>(raw.get()) else {
            self.refuse(name, "must be a string");
            return None;
        };
        if let Err(message) = form(&text) {
            self.refuse(name, message);
            return None;
        }
        Some(text)
    }

    /// Takes a text that must be there. Where it is not, the problem is noted and the text is empty.
    pub(crate) fn required_text(
        &mut self,
        name: &str,
        form: impl FnOnce(&str) -> FormatResult,
    ) -> String {
        self.text(name, Presence::Required, form)
            .unwrap_or_default()
    }

    /// Takes a truth value.
    pub(crate) fn boolean(&mut self, name: &str, presence: Presence) -> Option<bool> {
        match self.raw(name, presence)?.get() {
            "true" => Some(true),
            "false" => Some(false),
            _ => {
                self.refuse(name, "must be true or false");
                None
            }
        }
    }

    /// Takes a list of texts, each of which is read.
    pub(crate) fn list<T>(
        &mut self,
        name: &str,
        presence: Presence,
        read: impl Fn(&str) -> Result<T, &'static str>,
    ) -> Option<Vec<T>> {
        let raw = self.raw(name, presence)?;
        let Ok(texts) = serde_json::from_str::<Vec<String>>(raw.get()) else {
            self.refuse(name, "must be a list of strings");
            return None;
        };
        match texts.iter().map(|text| read(text)).collect() {
            Ok(values) => Some(values),
            Err(message) => {
                self.refuse(name, message);
                None
            }
        }
    }

    /// The keys that were not taken yet, each once.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.entries.iter().map(|(name, _)| name.clone()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Takes an object and reads it.
    pub(crate) fn object<T>(
        &mut self,
        name: &str,
        presence: Presence,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> Option<T> {
        let raw = self.raw(name, presence)?;
        self.within(name, raw, read)
    }

    /// Reads the object that was taken as text.
    pub(crate) fn within<T>(
        &mut self,
        name: &str,
        raw: &'a RawValue,
        read: impl FnOnce(&mut Fields<'a>) -> T,
    ) -> Option<T> {
        let Ok(Entries(entries)) = serde_json::from_str::<Entries<'a>>(raw.get()) else {
            self.refuse(name, "must be an object");
            return None;
        };
        let mut fields = Fields::new(self.path_of(name), entries);
        let value = read(&mut fields);
        self.problems.extend(fields.with_unknown_fields());
        Some(value)
    }

    fn with_unknown_fields(mut self) -> Vec<Problem> {
        for (name, _) in std::mem::take(&mut self.entries) {
            self.refuse(&name, "is not a field of this request");
        }
        self.problems
    }

    /// What is wrong with the object, unknown keys included.
    pub(crate) fn finish(self) -> Result<(), Vec<Problem>> {
        let problems = self.with_unknown_fields();
        if problems.is_empty() {
            Ok(())
        } else {
            Err(problems)
        }
    }
}

/// The messages of problems by field, as error responses list them.
pub(crate) fn by_field(problems: &[Problem]) -> BTreeMap<&str, Vec<&str>> {
    let mut messages: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for problem in problems {
        messages
            .entry(&problem.field)
            .or_default()
            .push(&problem.message);
    }
    messages
}

/// One line for all problems.
pub(crate) fn summary(problems: &[Problem]) -> String {
    let parts: Vec<String> = problems
        .iter()
        .map(|problem| {
            if problem.field.is_empty() {
                problem.message.clone()
            } else {
                format!("{} {}", problem.field, problem.message)
            }
        })
        .collect();
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::http::formats;

    fn problems(body: &str) -> Vec<String> {
        let mut fields = match Fields::of_body(body.as_bytes()) {
            Ok(fields) => fields,
            Err(problems) => return vec![summary(&problems)],
        };
        fields.required_text("email", formats::email);
        fields.text("name", Presence::Nullable, formats::any);
        fields.boolean("known", Presence::Optional);
        fields.object("address", Presence::Optional, |address| {
            address.required_text("city", formats::not_blank);
        });
        let result = fields.finish();
        result
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|problem| format!("{}: {}", problem.field, problem.message))
            .collect()
    }

    #[test]
    fn a_valid_body_has_no_problems() {
        let none: Vec<String> = Vec::new();
        assert_eq!(problems(r#"{"email":"a@b"}"#), none);
        assert_eq!(
            problems(r#"{"email":"a@b","name":null,"known":true,"address":{"city":"Pune"}}"#),
            none
        );
    }

    #[test]
    fn every_problem_is_named_with_its_path() {
        assert_eq!(
            problems(r#"{"email":7,"name":1,"known":null,"address":{"city":" ","zip":1},"x":{}}"#),
            [
                "email: must be a string",
                "name: must be a string",
                "known: must not be null",
                "address.city: must not be empty",
                "address.zip: is not a field of this request",
                "x: is not a field of this request",
            ]
        );
        assert_eq!(problems("{}"), ["email: is required"]);
        assert_eq!(
            problems(r#"{"email":"a@b","email":"c@d"}"#),
            ["email: occurs more than once"]
        );
        assert_eq!(
            problems(r#"{"email":"a@b","address":[]}"#),
            ["address: must be an object"]
        );
    }

    #[test]
    fn a_body_that_is_no_object_is_refused_with_line_and_column() {
        for body in ["", "[]", "null", "{\"email\":", "\u{feff}{}", "{} {}"] {
            let found = problems(body);
            assert!(
                found[0].starts_with("the body must be a JSON object"),
                "{body}: {found:?}"
            );
        }
        assert!(Fields::of_body(b"{\"a\":\"\xff\"}").is_err());
    }

    #[test]
    fn a_number_keeps_its_digits() {
        let body = br#"{"n":0.10000000000000000000000000010}"#;
        let mut fields = Fields::of_body(body).unwrap();
        let raw = fields.raw("n", Presence::Required).unwrap();
        assert_eq!(raw.get(), "0.10000000000000000000000000010");
    }
}
