//! The names of fields out of an error's body.

use customer_core::FieldProblem;
use customer_core::adapter::is_field_name;
use serde_json::value::RawValue;

use super::members::{Members, items};
use super::text::{is_number, string};

/// No request has more fields than this.
const MOST_FIELDS: usize = 50;

/// The longest path that is taken for one, in bytes.
const LONGEST_PATH: usize = 120;

/// The members of an item under which it names its field, the most telling first.
const NAMES_OF_AN_ITEM: [&str; 14] = [
    "field",
    "pointer",
    "property",
    "propertyPath",
    "instancePath",
    "property_path",
    "path",
    "loc",
    "param",
    "parameter",
    "fieldName",
    "field_name",
    "location",
    "name",
];

/// Lists of messages that are of no one field.
const OF_NO_FIELD: [&str; 9] = [
    "non_field_errors",
    "detail",
    "details",
    "error",
    "errors",
    "message",
    "messages",
    "warnings",
    "__all__",
];

/// Where in a request a field stood, before its name.
const PLACES: [&str; 8] = [
    "body",
    "query",
    "params",
    "path",
    "headers",
    "cookies",
    "data",
    "attributes",
];

/// Names of fields, each once.
#[derive(Default)]
pub(super) struct Names(Vec<String>);

impl Names {
    /// Takes the names out of a member of this name.
    pub(super) fn add(&mut self, raw: &RawValue, list: &str) {
        // Texts in these are messages, and so is a single word.
        let is_prose = matches!(list, "errors" | "message" | "detail" | "details");
        match raw.get().as_bytes().first() {
            Some(b'[') => items(raw)
                .into_iter()
                .for_each(|item| self.add_item(item, is_prose)),
            // hapi's object says beside the names where they stood.
            Some(b'{') if list == "validation" => {
                for raw in Members::read(raw.get()).all("keys") {
                    self.add(raw, "keys");
                }
            }
            Some(b'{') => self.add_object(raw, list != "errors" && is_prose),
            _ => {}
        }
    }

    /// Takes the names of a body that is nothing but lists of messages by field, as Django REST framework
    /// writes it.
    pub(super) fn add_messages_by_field(&mut self, body: &Members<'_>) {
        let of_whole = |name: &str| OF_NO_FIELD.iter().any(|of| of.eq_ignore_ascii_case(name));
        let is_messages = |raw: &RawValue| {
            let messages = items(raw);
            !messages.is_empty() && messages.iter().all(|item| item.get().starts_with('"'))
        };
        if !self.0.is_empty() || !body.iter().all(|(_, raw)| is_messages(raw)) {
            return;
        }
        for (name, _) in body.iter().filter(|(name, _)| !of_whole(name)) {
            self.push(field_name(name).or_else(|| masked(name)));
        }
    }

    fn add_item(&mut self, item: &RawValue, is_prose: bool) {
        match item.get().as_bytes().first() {
            Some(b'"') => {
                let text = string(item).unwrap_or_default();
                let name = (!is_prose).then(|| field_name(&text)).flatten();
                self.push(name.or_else(|| subject(&text)));
            }
            Some(b'{') => {
                let members = Members::read(item.get());
                self.push(name_of_item(&members));
                // Google's APIs list the fields one level down.
                for raw in members.all("fieldViolations") {
                    self.add(raw, "fieldViolations");
                }
            }
            _ => {}
        }
    }

    /// An object has the fields as its names, or is one item of a list that was left out.
    fn add_object(&mut self, raw: &RawValue, is_prose: bool) {
        let members = Members::read(raw.get());
        let is_item = ["message", "msg", "reason", "detail", "code"]
            .iter()
            .any(|name| members.all(name).any(|raw| raw.get().starts_with('"')));
        if is_item && let Some(name) = name_of_item(&members) {
            self.push(Some(name));
            return;
        }
        for (name, value) in members.iter() {
            // A message in several languages is an object too.
            if !is_prose || value.get().starts_with('[') {
                self.push(field_name(name).or_else(|| masked(name)));
            }
        }
    }

    fn push(&mut self, name: Option<String>) {
        if let Some(name) = name
            && self.0.len() < MOST_FIELDS
            && !self.0.contains(&name)
        {
            self.0.push(name);
        }
    }

    pub(super) fn into_problems(self, reason: &str) -> Vec<FieldProblem> {
        let names = self.0.into_iter();
        names.map(|name| FieldProblem::new(name, reason)).collect()
    }
}

/// What a name is that is an e-mail address or a number, and so no name.
fn masked(name: &str) -> Option<String> {
    let masked = customer_core::adapter::scrub(name);
    matches!(&*masked, "<e-mail>" | "<number>").then_some(masked)
}

/// What an item of a list of problems calls its field.
fn name_of_item(item: &Members<'_>) -> Option<String> {
    let own = NAMES_OF_AN_ITEM
        .iter()
        .find_map(|name| item.all(name).find_map(name_of));
    own.or_else(|| {
        // JSON:API: `"source": {"pointer": "/data/attributes/email"}`.
        let source = item.all("source").next()?;
        name_of_item(&Members::read(source.get()))
    })
}

/// A name as a text, or segment by segment.
fn name_of(raw: &RawValue) -> Option<String> {
    if !raw.get().starts_with('[') {
        return string(raw).and_then(|text| field_name(&text));
    }
    let segments = items(raw).into_iter().map(|segment| {
        let number = || is_number(segment.get()).then(|| segment.get().to_owned());
        string(segment).or_else(number)
    });
    let segments: Vec<_> = segments.collect::<Option<_>>()?;
    field_name(&segments.join("."))
}

/// The text, if it looks like the name of a field or the path to one, with dots between its segments. A
/// text that may be a value, such as an e-mail address or a full name, does not.
pub(super) fn field_name(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST_PATH {
        return None;
    }
    let text = text.strip_prefix('#').unwrap_or(text);
    let text = text.strip_prefix("$.").unwrap_or(text);
    let path = match text.strip_prefix('/') {
        Some(pointer) => pointer.replace('/', "."),
        None => text.to_owned(),
    };
    let mut segments: Vec<&str> = path.split('.').collect();
    while segments.len() > 1 && PLACES.contains(&segments[0]) {
        segments.remove(0);
    }
    let is_index = |text: &str| text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_segment = |segment: &str| {
        let (name, index) = segment.split_once('[').unwrap_or((segment, "]"));
        let index = index.strip_suffix(']');
        let name = name.replace('-', "_");
        is_field_name(&name) && index.is_some_and(is_index)
    };
    let begins_well = segments
        .first()
        .is_some_and(|first| first.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_'));
    let is_path = begins_well && segments.iter().all(|segment| is_segment(segment));
    is_path.then(|| segments.join("."))
}

/// The field that a sentence of a validator begins with: `emailAddress must be an email`. It has to begin
/// as names of fields do, in lower case.
fn subject(sentence: &str) -> Option<String> {
    let mut rest = sentence.trim();
    for before in [
        "nested property ",
        "each value in nested property ",
        "each value in ",
        "property ",
    ] {
        rest = rest.strip_prefix(before).unwrap_or(rest);
    }
    let (first, rest) = rest.split_once(' ')?;
    let is_subject = first.starts_with(|c: char| c.is_ascii_lowercase())
        && ["must ", "should "]
            .iter()
            .any(|verb| rest.starts_with(verb));
    is_subject.then(|| field_name(first)).flatten()
}
