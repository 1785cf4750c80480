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
use crate::response::lenient::Body;

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
        self.read(|| Below::over(path, PhantomData::<T>))
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
        match decode_seed(self.body(), || Below::over(path, PhantomData::<T>)) {
            Ok(Some(typed)) => Ok(Record::one(typed, self.source(path, None))),
            Ok(None) => Err(self.nothing(path, None)),
            Err(failure) => Body::new(self.body())
                .record(path)
                .unwrap_or(Err(failure))
                .map_err(|failure| self.undecodable(&failure)),
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
        let page = || Below::over(path, Siblings::<Vec<T>, M>::new(list, sibling));
        if let Ok(Some((Some(typed), sibling))) = decode_seed(self.body(), page) {
            let source = self.source(path, Some(list));
            return Ok(RecordList {
                records: Record::many(typed, source).map(Ok).collect(),
                sibling,
                nulls: Vec::new(),
            });
        }
        let body = Body::new(self.body());
        let at = |name| path.iter().copied().chain([name]).collect::<Vec<_>>();
        if let Some((records, nulls)) = body.records(&at(list)) {
            let records = records.into_iter();
            return Ok(RecordList {
                records: records
                    .map(|record| record.map_err(|failure| self.undecodable(&failure)))
                    .collect(),
                sibling: body.value(&at(sibling)),
                nulls,
            });
        }
        // Nor so: say what is wrong with the list.
        self.read(|| Below::over(path, Siblings::<Vec<&RawValue>, M>::new(list, sibling)))?;
        Err(self.nothing(path, Some(list)))
    }

    fn read<'a, S: DeserializeSeed<'a>>(&'a self, what: impl Fn() -> S) -> Result<S::Value> {
        decode_seed(self.body(), what).map_err(|failure| self.undecodable(&failure))
    }

    fn nothing(&self, path: Path, list: Option<&str>) -> customer_core::Error {
        let names: Vec<_> = path.iter().copied().chain(list).collect();
        let name = names.last().copied().unwrap_or("body");
        self.unexpected(&names.join("."), &format!("there is no `{name}`"))
    }

    fn source(&self, path: Path, list: Option<&'static str>) -> ResponseBody {
        ResponseBody {
            bytes: self.body().clone(),
            path,
            list,
            places: OnceLock::new(),
        }
    }
}

/// A response's body, in which the records are found when somebody asks for their JSON: to look for them
/// in every response costs a listing 23 % more instructions.
struct ResponseBody {
    bytes: Bytes,
    path: Path,
    /// The list whose records these are; without one, a single record stands below the path.
    list: Option<&'static str>,
    places: OnceLock<Vec<Range<usize>>>,
}

impl RecordSource for ResponseBody {
    fn json(&self, index: usize) -> &str {
        let places = self
            .places
            .get_or_init(|| places(&self.bytes, self.path, self.list));
        let bytes = places
            .get(index)
            .and_then(|place| self.bytes.get(place.clone()));
        // What was read once is found again; `null` is for a reader that thinks otherwise.
        bytes
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .unwrap_or("null")
    }
}

/// Where in the body the records stand.
fn places(body: &[u8], path: Path, list: Option<&'static str>) -> Vec<Range<usize>> {
    let raws: Option<Vec<&RawValue>> = match list {
        None => decode_seed(body, || Below::over(path, PhantomData::<&RawValue>))
            .ok()
            .flatten()
            .map(|raw| vec![raw]),
        Some(list) => {
            let list = || Siblings::<Vec<&RawValue>, IgnoredAny>::new(list, "");
            let page = decode_seed(body, || Below::over(path, list())).ok();
            page.flatten().and_then(|(raws, _)| raws)
        }
    };
    let place = |raw: &RawValue| {
        let start = (raw.get().as_ptr() as usize).saturating_sub(body.as_ptr() as usize);
        start..start + raw.get().len()
    };
    raws.unwrap_or_default().into_iter().map(place).collect()
}

/// Reads what stands below some members, and passes over all else.
struct Below<S> {
    path: Path,
    seed: S,
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

/// Which of these a name is, without a copy of it.
struct Among<'a>(&'a [&'a str]);

impl<'de> DeserializeSeed<'de> for Among<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Among<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Self::Value, E> {
        Ok(self.0.iter().position(|this| *this == name))
    }
}
