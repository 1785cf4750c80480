//! Records out of a response that is not quite what it should be: what can be read is.
//!
//! This is the slow way, taken where [`records`](crate::records) cannot read a response at once.

use std::borrow::Cow;

use customer_core::Result;
use customer_core::adapter::{Problem, RawObject, Record, WireValue};
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use crate::Response;
use crate::response::decode::DecodeFailure;
use crate::response::excerpt::excerpt;
use crate::response::records::RecordList;

/// A JSON body, as it is read and as it is shown. They differ where bytes are no UTF-8: texts with such
/// bytes must not be read, and what is shown must be text.
pub(crate) struct Body<'a> {
    read: Cow<'a, str>,
    shown: Cow<'a, str>,
}

/// What stands in a text for a byte that is no UTF-8, so that the text is unreadable and the whole is still JSON.
const NO_TEXT: &str = "\\udfff";

impl<'a> Body<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        if let Ok(text) = std::str::from_utf8(bytes) {
            return Self {
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
            read: read.into(),
            shown: String::from_utf8_lossy(bytes),
        }
    }

    /// What stands below these members, as it is read and as it is shown.
    fn below(&self, path: &[&str]) -> Option<(&RawValue, &RawValue)> {
        Some((below(&self.read, path)?, below(&self.shown, path)?))
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

impl Response {
    /// The record below these members, as far as it can be read. `None` where there is none: then the
    /// strict reader's error says why.
    pub(crate) fn record_as_far_as_readable<T: WireValue + DeserializeOwned>(
        &self,
        path: &[&str],
    ) -> Option<Result<Record<T>>> {
        let body = Body::new(self.body());
        let (read, shown) = body.below(path)?;
        Some(self.one(read, shown, &path.join(".")))
    }

    /// As [`records_and`](Self::records_and), as far as it can be read.
    pub(crate) fn records_as_far_as_readable<T, M>(
        &self,
        path: &[&str],
        list: &str,
        sibling: &str,
    ) -> Option<RecordList<T, M>>
    where
        T: WireValue + DeserializeOwned,
        M: WireValue + DeserializeOwned,
    {
        let body = Body::new(self.body());
        let at = |name| path.iter().copied().chain([name]).collect::<Vec<_>>();
        let (list, sibling) = (at(list), at(sibling));
        let (read, shown) = body.below(&list)?;
        let (read, shown) = (elements(read)?, elements(shown)?);
        let place = list.join(".");
        let nulls = read.iter().enumerate();
        let nulls = nulls.filter(|(_, json)| json.get() == "null");
        let nulls = nulls.map(|(index, _)| index).collect();
        let records = read.into_iter().zip(shown).enumerate();
        Some(RecordList {
            records: records
                .map(|(index, (read, shown))| self.one(read, shown, &format!("{place}[{index}]")))
                .collect(),
            sibling: body
                .below(&sibling)
                .and_then(|(sibling, _)| value(sibling).ok()),
            nulls,
        })
    }

    fn one<T: WireValue + DeserializeOwned>(
        &self,
        read: &RawValue,
        shown: &RawValue,
        place: &str,
    ) -> Result<Record<T>> {
        match value(read) {
            Ok(typed) => Ok(Record::new(typed, shown.to_owned())),
            Err(problem) => {
                let path = join(place, &problem.path);
                Err(self.undecodable(DecodeFailure {
                    message: problem.reason.into_owned(),
                    path: Some(if path.is_empty() {
                        ".".to_owned()
                    } else {
                        path
                    }),
                    excerpt: Some(excerpt(self.body())),
                }))
            }
        }
    }
}

fn join(place: &str, rest: &str) -> String {
    if place.is_empty() {
        return rest.to_owned();
    }
    let separator = if rest.is_empty() || rest.starts_with('[') {
        ""
    } else {
        "."
    };
    format!("{place}{separator}{rest}")
}
