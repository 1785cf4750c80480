//! Records out of a response that is not quite what it should be: what can be read is.
//!
//! This is the slow way, taken where a response cannot be read at once.

use std::borrow::Cow;

use customer_core::adapter::{Problem, RawObject, Record, WireValue};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::response::decode::DecodeFailure;
use crate::response::excerpt::excerpt;

/// A JSON body, as it is read and as it is shown. They differ where bytes are no UTF-8: texts with such
/// bytes must not be read, and what is shown must be text.
pub(crate) struct Body<'a> {
    bytes: &'a [u8],
    read: Cow<'a, str>,
    shown: Cow<'a, str>,
}

/// What stands in a text for a byte that is no UTF-8, so that the text is unreadable and the whole is still JSON.
const NO_TEXT: &str = "\\udfff";

impl<'a> Body<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Self {
                bytes,
                read: text.into(),
                shown: text.into(),
            };
        }
        let mut read = String::new();
        for chunk in bytes.utf8_chunks() {
            read.push_str(chunk.valid());
            if !chunk.invalid().is_empty() {
                read.push_str(NO_TEXT);
            }
        }
        Self {
            bytes,
            read: read.into(),
            shown: String::from_utf8_lossy(bytes),
        }
    }

    /// The record below these members, as far as it can be read; `None` where nothing stands there.
    pub(crate) fn record<T: WireValue + DeserializeOwned>(
        &self,
        path: &[&str],
    ) -> Option<Result<Record<T>, DecodeFailure>> {
        let (read, shown) = (below(&self.read, path)?, below(&self.shown, path)?);
        Some(self.one(read, shown, &path.join(".")))
    }

    /// The records of the list below these members, and the places at which null stands; `None` where there
    /// is no list.
    #[allow(clippy::type_complexity)] // A type for it would have one use.
    pub(crate) fn records<T: WireValue + DeserializeOwned>(
        &self,
        path: &[&str],
    ) -> Option<(Vec<Result<Record<T>, DecodeFailure>>, Vec<usize>)> {
        let read = elements(below(&self.read, path)?)?;
        let shown = elements(below(&self.shown, path)?)?;
        let place = path.join(".");
        let is_null = |index: &usize| read[*index].get() == "null";
        let nulls = (0..read.len()).filter(is_null).collect();
        let records = read.iter().zip(shown).enumerate();
        let records = records
            .map(|(index, (read, shown))| self.one(read, shown, &format!("{place}[{index}]")));
        Some((records.collect(), nulls))
    }

    /// What stands below these members, where it is of this type.
    pub(crate) fn value<T: WireValue + DeserializeOwned>(&self, path: &[&str]) -> Option<T> {
        value(below(&self.read, path)?).ok()
    }

    fn one<T: WireValue + DeserializeOwned>(
        &self,
        read: &RawValue,
        shown: &RawValue,
        place: &str,
    ) -> Result<Record<T>, DecodeFailure> {
        let typed = value(read).map_err(|problem| DecodeFailure {
            message: problem.reason.into_owned(),
            path: Some(join(place, &problem.path)),
            excerpt: Some(excerpt(self.bytes)),
        })?;
        Ok(Record::new(typed, shown.to_owned()))
    }
}

/// What stands below these members. A member that stands twice, and differs, is none.
fn below<'a>(text: &'a str, path: &[&str]) -> Option<&'a RawValue> {
    let mut value: &RawValue = serde_json::from_str(text).ok()?;
    for name in path {
        let object = RawObject::read(value).ok()?;
        let mut all = object.all(name);
        value = all.next()?;
        if all.any(|other| other.get() != value.get()) {
            return None;
        }
    }
    (value.get() != "null").then_some(value)
}

/// The elements of a list. An empty object is an empty list: some languages do not tell them apart.
fn elements(list: &RawValue) -> Option<Vec<&RawValue>> {
    serde_json::from_str(list.get()).ok().or_else(|| {
        let is_empty = RawObject::read(list).is_ok_and(|object| object.is_empty());
        is_empty.then(Vec::new)
    })
}

fn value<T: WireValue + DeserializeOwned>(json: &RawValue) -> Result<T, Problem> {
    // Most records of a page with a bad one are good.
    serde_json::from_str(json.get()).or_else(|_| T::read(json, &mut Vec::new()))
}

fn join(place: &str, rest: &str) -> String {
    match (place, rest) {
        ("", "") => ".".to_owned(),
        ("", path) | (path, "") => path.to_owned(),
        _ if rest.starts_with('[') => format!("{place}{rest}"),
        _ => format!("{place}.{rest}"),
    }
}
