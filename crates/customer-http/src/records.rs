//! Records out of an answer: typed at once, and as JSON when somebody asks for it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use customer_core::{Record, RecordSource, Result};
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny,
    MapAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::Response;
use crate::decode::decode_seed;
use crate::peek::Is;

/// The names of the members on the way from the body to what is meant; the body itself where empty.
type Path = &'static [&'static str];

impl Response {
    /// What stands below these members: `&["content", "pagination"]`. `None` where it is absent or null.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json).
    pub fn value<'a, T: Deserialize<'a>>(&'a self, path: Path) -> Result<Option<T>> {
        decode_seed(self.body(), Below::new(path)).map_err(|failure| self.undecodable(failure))
    }

    /// The record that stands below these members. Its JSON is taken out of the answer when somebody
    /// asks for it.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), also where nothing stands there.
    pub fn record<T: DeserializeOwned>(&self, path: Path) -> Result<Record<T>> {
        let typed = self.value(path)?.ok_or_else(|| self.nothing(path))?;
        Ok(Record::from_source(typed, self.kept(path, one), 0))
    }

    /// The records of the list that stands below these members. One that cannot be read is an error
    /// in its place.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), for an answer that holds no such list.
    pub fn records<T: DeserializeOwned>(&self, path: Path) -> Result<Vec<Result<Record<T>>>> {
        let source = self.kept(path, many);
        if let Ok(Some(records)) = self.value::<Vec<T>>(path) {
            let record =
                |(index, typed)| Ok(Record::from_source(typed, Arc::clone(&source), index));
            return Ok(records.into_iter().enumerate().map(record).collect());
        }
        let records: Vec<&RawValue> = self.value(path)?.ok_or_else(|| self.nothing(path))?;
        let place = path.join(".");
        let record = |(index, raw)| {
            let typed = self.json_at(&format!("{place}[{index}]"), raw)?;
            Ok(Record::from_source(typed, Arc::clone(&source), index))
        };
        Ok(records.into_iter().enumerate().map(record).collect())
    }

    fn nothing(&self, path: Path) -> customer_core::Error {
        let name = path.last().copied().unwrap_or("body");
        self.unexpected(&path.join("."), &format!("there is no `{name}`"))
    }

    fn kept(&self, path: Path, locate: Locate) -> Arc<dyn RecordSource> {
        Arc::new(KeptAnswer {
            body: self.body().clone(),
            path,
            locate,
            places: OnceLock::new(),
        })
    }
}

type Locate = fn(&[u8], Path) -> Vec<Range<usize>>;

/// An answer's body, in which the records are found when they are asked for.
struct KeptAnswer {
    body: Bytes,
    path: Path,
    locate: Locate,
    places: OnceLock<Vec<Range<usize>>>,
}

impl RecordSource for KeptAnswer {
    fn json(&self, index: usize) -> &str {
        let places = self
            .places
            .get_or_init(|| (self.locate)(&self.body, self.path));
        // What was read once is found again; `null` is for a reader that thinks otherwise.
        let place = places
            .get(index)
            .and_then(|place| self.body.get(place.clone()));
        place
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("null")
    }
}

fn one(body: &[u8], path: Path) -> Vec<Range<usize>> {
    let raw = decode_seed(body, Below::<&RawValue>::new(path))
        .ok()
        .flatten();
    raw.map(|raw| place(body, raw)).into_iter().collect()
}

fn many(body: &[u8], path: Path) -> Vec<Range<usize>> {
    let raws = decode_seed(body, Below::<Vec<&RawValue>>::new(path))
        .ok()
        .flatten();
    raws.into_iter()
        .flatten()
        .map(|raw| place(body, raw))
        .collect()
}

/// Where in the body a text stands that was borrowed from it.
fn place(body: &[u8], raw: &RawValue) -> Range<usize> {
    let start = (raw.get().as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
    start..start + raw.get().len()
}

/// Reads what stands below some members, and passes over all else.
struct Below<T> {
    path: Path,
    value: PhantomData<T>,
}

impl<T> Below<T> {
    fn new(path: Path) -> Self {
        Self {
            path,
            value: PhantomData,
        }
    }
}

impl<T> Clone for Below<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Below<T> {}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for Below<T> {
    type Value = Option<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        match self.path {
            [] => Option::deserialize(deserializer),
            _ => deserializer.deserialize_option(self),
        }
    }
}

impl<'de, T: Deserialize<'de>> Visitor<'de> for Below<T> {
    type Value = Option<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<Option<T>, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<T>, D::Error> {
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Option<T>, A::Error> {
        let Some((name, rest)) = self.path.split_first() else {
            return Err(A::Error::custom("an object has no path"));
        };
        let mut found = None;
        while let Some(is_it) = members.next_key_seed(Is(name))? {
            if is_it {
                if found.is_some() {
                    return Err(A::Error::duplicate_field(name));
                }
                found = Some(members.next_value_seed(Below::<T>::new(rest))?);
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found.flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a, T: Deserialize<'a>>(body: &'a str, path: Path) -> Result<Option<T>, String> {
        decode_seed(body.as_bytes(), Below::new(path))
            .map_err(|failure| failure.path.unwrap_or(failure.message))
    }

    #[test]
    fn what_stands_below_is_read_and_all_else_passed_over() {
        let body = r#"{"x": [{"a": 1}], "a": {"x": 2, "b": 3, "y": null}, "z": "a"}"#;
        assert_eq!(value(body, &["a", "b"]), Ok(Some(3)));
        assert_eq!(value::<u8>(body, &["a", "c"]), Ok(None));
        assert_eq!(value::<u8>(body, &["a", "y"]), Ok(None));
        assert_eq!(value::<u8>(body, &["c", "b"]), Ok(None));
        assert_eq!(value::<u8>("null", &["a"]), Ok(None));
        assert_eq!(value("7", &[]), Ok(Some(7)));
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_place() {
        assert_eq!(
            value::<u8>(r#"{"a": {"b": "x"}}"#, &["a", "b"]),
            Err("a.b".to_owned())
        );
        assert_eq!(
            value::<Vec<u8>>(r#"{"a": [1, 2, -3]}"#, &["a"]),
            Err("a[2]".to_owned())
        );
        assert_eq!(value::<u8>(r#"{"a": 7}"#, &["a", "b"]), Err("a".to_owned()));
        assert!(value::<u8>(r#"{"a": 1, "a": 2}"#, &["a"]).is_err());
        assert!(value::<u8>(r#"{"a": 1} x"#, &["a"]).is_err());
        assert!(value::<u8>(r#"{"a": 1"#, &["a"]).is_err());
    }

    #[test]
    fn records_are_found_again_to_the_letter() {
        let body = r#"{"data": [ {"n": 1.10} , {"n": 2}], "more": {"one": [1, 2 ]}}"#;
        let texts = |places: Vec<Range<usize>>| {
            places
                .into_iter()
                .map(|place| &body[place])
                .collect::<Vec<_>>()
        };
        assert_eq!(
            texts(many(body.as_bytes(), &["data"])),
            [r#"{"n": 1.10}"#, r#"{"n": 2}"#]
        );
        assert_eq!(texts(one(body.as_bytes(), &["more", "one"])), ["[1, 2 ]"]);
        assert_eq!(texts(one(body.as_bytes(), &[])), [body]);
    }
}
