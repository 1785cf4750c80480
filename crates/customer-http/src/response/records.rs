//! Records out of a response: typed at once, and as JSON when somebody asks for it.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;
use std::sync::OnceLock;

use bytes::Bytes;
use customer_core::Result;
use customer_core::adapter::{Part, Problem, Record, RecordSource, WireValue};
use serde::Serialize;
use serde::de::{
    Deserialize, DeserializeOwned, DeserializeSeed, Deserializer, Error as _, IgnoredAny,
    MapAccess, Visitor,
};
use serde_json::value::RawValue;

use crate::Response;
use crate::response::decode::decode_seed;
use crate::response::peek::Among;

/// The names of the members on the way from the body to what is meant; the body itself where empty.
type Path = &'static [&'static str];

/// A count beside a list, such as the number of pages: a whole number, also as a text or with a point.
/// What is none is read as none, and fails nothing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Count(pub Option<u64>);

impl Count {
    fn of(json: &RawValue) -> Self {
        let text = json.get().trim_matches('"').trim();
        let whole = text.split_once('.').map_or(text, |(whole, rest)| {
            let is_nothing = rest.bytes().all(|digit| digit == b'0');
            if is_nothing { whole } else { text }
        });
        Self(whole.parse().ok())
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Box::<RawValue>::deserialize(deserializer).map(|json| Self::of(&json))
    }
}

impl WireValue for Count {
    const EXPECTED: &'static str = "a number";

    fn read(json: &RawValue, _parts: &mut Vec<Part>) -> Result<Self, Problem> {
        Ok(Self::of(json))
    }
}

/// The records of a list, and what stood beside it.
#[derive(Debug)]
#[non_exhaustive]
pub struct RecordList<T, M> {
    /// The records. One that cannot be read is an error in its place.
    pub records: Vec<Result<Record<T>>>,
    /// What stood beside the list, if anything did.
    pub sibling: Option<M>,
    /// The places at which null stands: nothing that could be lost. Each is an error in the records.
    pub nulls: Vec<usize>,
}

impl Response {
    /// What stands below these members: `&["content", "pagination"]`. `None` where it is absent or null.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json).
    pub fn value<'a, T: Deserialize<'a>>(&'a self, path: Path) -> Result<Option<T>> {
        self.read(Below::new(path))
    }

    /// The record that stands below these members. Its JSON is taken out of the response when somebody
    /// asks for it.
    ///
    /// A member that cannot be read does not fail the record: the others are delivered, and
    /// [`Customer::unreadable`](customer_core::Customer::unreadable) names it. A record whose required
    /// member cannot be read is none.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), also where nothing stands there.
    pub fn record<T: WireValue + DeserializeOwned>(&self, path: Path) -> Result<Record<T>> {
        let record = RecordSeed {
            answer: self,
            path,
            typed: PhantomData,
        };
        match decode_seed(self.body(), Below::over(path, record)) {
            Ok(Some(record)) => Ok(record),
            Ok(None) => Err(self.nothing(path, None)),
            Err(failure) => self
                .record_as_far_as_readable(path)
                .unwrap_or_else(|| Err(self.undecodable(failure))),
        }
    }

    /// A page: the records of the list of this name, below these members, and what stands beside it,
    /// such as the number of pages. A record that cannot be read is an error in its place; of the others
    /// holds what [`record`](Self::record) says. What stands beside the list and cannot be read is not
    /// there.
    ///
    /// # Errors
    ///
    /// As [`json`](Self::json), for a response that holds no such list.
    pub fn records_and<T, M>(
        &self,
        path: Path,
        list: &'static str,
        sibling: &'static str,
    ) -> Result<RecordList<T, M>>
    where
        T: WireValue + DeserializeOwned,
        M: WireValue + DeserializeOwned,
    {
        let source = self.kept(path, Some(list));
        let page = Below::over(path, Siblings::<Vec<T>, M>::new(list, sibling));
        if let Ok(Some((Some(typed), sibling))) = self.read(page) {
            return Ok(RecordList {
                records: Record::many(typed, source).map(Ok).collect(),
                sibling,
                nulls: Vec::new(),
            });
        }
        if let Some(list) = self.records_as_far_as_readable(path, list, sibling) {
            return Ok(list);
        }
        // Nor so: say what is wrong with the list.
        let page = Below::over(path, Siblings::<Vec<&RawValue>, M>::new(list, sibling));
        self.read(page)?;
        Err(self.nothing(path, Some(list)))
    }

    fn read<'a, S: DeserializeSeed<'a> + Copy>(
        &'a self,
        what: Below<S>,
    ) -> Result<Option<S::Value>> {
        decode_seed(self.body(), what).map_err(|failure| self.undecodable(failure))
    }

    fn nothing(&self, path: Path, list: Option<&str>) -> customer_core::Error {
        let names: Vec<_> = path.iter().copied().chain(list).collect();
        let name = names.last().copied().unwrap_or("body");
        self.unexpected(&names.join("."), &format!("there is no `{name}`"))
    }

    fn kept(&self, path: Path, list: Option<&'static str>) -> KeptAnswer {
        KeptAnswer {
            body: self.body().clone(),
            path,
            list,
            places: OnceLock::new(),
        }
    }
}

/// A response's body, in which the records are found when they are asked for.
struct KeptAnswer {
    body: Bytes,
    path: Path,
    /// The list whose records these are; without one, a single record stands below the path.
    list: Option<&'static str>,
    places: OnceLock<Vec<Range<usize>>>,
}

impl RecordSource for KeptAnswer {
    fn json(&self, index: usize) -> &str {
        let places = self.places.get_or_init(|| match self.list {
            None => one(&self.body, self.path),
            Some(list) => many(&self.body, self.path, list),
        });
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
    let raw = decode_seed(body, Below::<PhantomData<&RawValue>>::new(path));
    let raw = raw.ok().flatten();
    raw.map(|raw| place(body, raw)).into_iter().collect()
}

fn many(body: &[u8], path: Path, list: &'static str) -> Vec<Range<usize>> {
    let list = Siblings::<Vec<&RawValue>, IgnoredAny>::new(list, "");
    let page = decode_seed(body, Below::over(path, list)).ok().flatten();
    let raws = page.and_then(|(raws, _)| raws).unwrap_or_default();
    raws.into_iter().map(|raw| place(body, raw)).collect()
}

/// Where in the body a text stands that was borrowed from it.
fn place(body: &[u8], raw: &RawValue) -> Range<usize> {
    let start = (raw.get().as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
    start..start + raw.get().len()
}

/// Makes a value a record where it is read: handing it up through each level would move it each time.
struct RecordSeed<'a, T> {
    answer: &'a Response,
    path: Path,
    typed: PhantomData<T>,
}

impl<T> Clone for RecordSeed<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for RecordSeed<'_, T> {}

impl<'de, T: Deserialize<'de>> DeserializeSeed<'de> for RecordSeed<'_, T> {
    type Value = Record<T>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record<T>, D::Error> {
        let typed = T::deserialize(deserializer)?;
        Ok(Record::one(typed, self.answer.kept(self.path, None)))
    }
}

/// Reads what stands below some members, and passes over all else.
#[derive(Clone, Copy)]
struct Below<S> {
    path: Path,
    seed: S,
}

impl<T> Below<PhantomData<T>> {
    fn new(path: Path) -> Self {
        Self::over(path, PhantomData)
    }
}

impl<S> Below<S> {
    fn over(path: Path, seed: S) -> Self {
        Self { path, seed }
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Below<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Below<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.path.is_empty() {
            return self.seed.deserialize(deserializer).map(Some);
        }
        deserializer.deserialize_map(self)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let Some((name, rest)) = self.path.split_first() else {
            return Err(A::Error::custom("an object has no path"));
        };
        let mut seed = Some(self.seed);
        let mut found = None;
        while let Some(which) = members.next_key_seed(Among(&[name]))? {
            if which.is_none() {
                members.next_value::<IgnoredAny>()?;
                continue;
            }
            let Some(seed) = seed.take() else {
                return Err(A::Error::duplicate_field(name));
            };
            found = members.next_value_seed(Below::over(rest, seed))?;
        }
        Ok(found)
    }
}

/// Reads two members of one object, and passes over all others.
struct Siblings<L, M> {
    list: &'static str,
    sibling: &'static str,
    values: PhantomData<(L, M)>,
}

impl<L, M> Clone for Siblings<L, M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<L, M> Copy for Siblings<L, M> {}

impl<L, M> Siblings<L, M> {
    fn new(list: &'static str, sibling: &'static str) -> Self {
        Self {
            list,
            sibling,
            values: PhantomData,
        }
    }
}

impl<'de, L: Deserialize<'de>, M: Deserialize<'de>> DeserializeSeed<'de> for Siblings<L, M> {
    type Value = (Option<L>, Option<M>);

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, L: Deserialize<'de>, M: Deserialize<'de>> Visitor<'de> for Siblings<L, M> {
    type Value = (Option<L>, Option<M>);

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let (mut list, mut sibling) = (None::<Option<L>>, None::<Option<M>>);
        let names = [self.list, self.sibling];
        while let Some(which) = members.next_key_seed(Among(&names))? {
            match which {
                Some(0) if list.is_none() => list = Some(members.next_value()?),
                Some(1) if sibling.is_none() => sibling = Some(members.next_value()?),
                None => {
                    members.next_value::<IgnoredAny>()?;
                }
                Some(0) => return Err(A::Error::duplicate_field(self.list)),
                Some(_) => return Err(A::Error::duplicate_field(self.sibling)),
            }
        }
        Ok((list.flatten(), sibling.flatten()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value<'a, T: Deserialize<'a>>(body: &'a str, path: Path) -> Result<Option<T>, String> {
        decode_seed(body.as_bytes(), Below::<PhantomData<T>>::new(path))
            .map_err(|failure| failure.path.unwrap_or(failure.message))
    }

    #[test]
    fn a_nested_record_is_read_and_other_members_are_ignored() {
        let body = r#"{"x": [{"a": 1}], "a": {"x": 2, "b": 3, "y": null}, "z": "a"}"#;
        assert_eq!(value(body, &["a", "b"]), Ok(Some(3)));
        assert_eq!(value::<u8>(body, &["a", "c"]), Ok(None));
        assert_eq!(value::<u8>(body, &["a", "y"]), Ok(None));
        assert_eq!(value::<u8>(body, &["c", "b"]), Ok(None));
        assert_eq!(value::<u8>("null", &["a"]), Ok(None));
        assert_eq!(value("7", &[]), Ok(Some(7)));
    }

    #[test]
    fn unreadable_members_are_named_by_their_path() {
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
    fn a_list_and_its_sibling_member_are_read_in_one_pass() {
        type Both = (Option<Vec<u8>>, Option<u8>);
        fn page(body: &str) -> Result<Option<Both>, String> {
            decode_seed(
                body.as_bytes(),
                Below::over(&["a"], Siblings::new("list", "pages")),
            )
            .map_err(|failure| failure.path.unwrap_or(failure.message))
        }
        let both = Ok(Some((Some(vec![1, 2]), Some(3))));
        assert_eq!(
            page(r#"{"a": {"list": [1, 2], "x": [{}], "pages": 3}}"#),
            both
        );
        assert_eq!(page(r#"{"x": 0, "a": {"pages": 3, "list": [1, 2]}}"#), both);
        assert_eq!(page(r#"{"a": {"pages": null}}"#), Ok(Some((None, None))));
        assert_eq!(page(r#"{"a": null}"#), Ok(None));
        assert_eq!(
            page(r#"{"a": {"list": [1, -2]}}"#),
            Err("a.list[1]".to_owned())
        );
        assert_eq!(page(r#"{"a": {"pages": []}}"#), Err("a.pages".to_owned()));
        assert!(page(r#"{"a": {"pages": 1, "pages": 1}}"#).is_err());
        assert!(page(r#"{"a": {"list": [], "list": null}}"#).is_err());
    }

    #[test]
    fn a_count_is_read_in_every_form_and_an_unreadable_one_fails_nothing() {
        for (json, expected) in [
            ("3", Some(3)),
            ("\"3\"", Some(3)),
            ("\" 3 \"", Some(3)),
            ("3.0", Some(3)),
            ("3.5", None),
            ("-1", None),
            ("1e999", None),
            ("null", None),
            ("{}", None),
            ("[3]", None),
            ("true", None),
            ("\"many\"", None),
            ("\"\\ud83d\"", None),
        ] {
            let read = serde_json::from_str::<Count>(json).ok();
            assert_eq!(read, Some(Count(expected)), "{json}");
        }
    }

    #[test]
    fn records_keep_the_exact_text_that_was_received() {
        let body = r#"{"data": [ {"n": 1.10} , {"n": 2}], "more": {"one": [1, 2 ]}}"#;
        let texts = |places: Vec<Range<usize>>| {
            places
                .into_iter()
                .map(|place| &body[place])
                .collect::<Vec<_>>()
        };
        assert_eq!(
            texts(many(body.as_bytes(), &[], "data")),
            [r#"{"n": 1.10}"#, r#"{"n": 2}"#]
        );
        assert_eq!(texts(many(body.as_bytes(), &["more"], "one")), ["1", "2"]);
        assert_eq!(texts(many(body.as_bytes(), &["more"], "two")), [""; 0]);
        assert_eq!(texts(one(body.as_bytes(), &["more", "one"])), ["[1, 2 ]"]);
        assert_eq!(texts(one(body.as_bytes(), &[])), [body]);
    }
}
