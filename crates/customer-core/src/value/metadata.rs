//! A customer's metadata: names and JSON values of the application's own.

use std::borrow::Cow;
use std::collections::{BTreeMap, btree_map};
use std::fmt;

use serde::de::{Error as _, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::value::redact::{Entries, Redacted};
use crate::value::{json_text, unique};
use crate::{Amount, ParseError, Patch};

/// What an application keeps with a customer: JSON values by name, in the order of the names.
///
/// Values are kept as JSON text, so a number of any length survives. An object that has a name twice
/// is refused, since one of the two values would be lost.
///
/// `Debug` shows how many entries there are. Reading and writing have the limits of [`Amount`]: not
/// inside `#[serde(flatten)]`, not through a [`serde_json::Value`] where digits matter.
///
/// ```
/// use customer_core::Metadata;
///
/// let mut metadata = Metadata::new().with("tier", "gold").with("visits", 12);
/// metadata.insert("newsletter", true);
/// assert_eq!(
///     serde_json::to_string(&metadata)?,
///     r#"{"newsletter":true,"tier":"gold","visits":12}"#
/// );
/// assert_eq!(format!("{metadata:?}"), "Metadata(<3 entries>)");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Metadata(BTreeMap<String, MetadataValue>);

impl Metadata {
    /// Metadata without entries.
    pub fn new() -> Self {
        Self::default()
    }

    /// Sets an entry and gives back the value that it replaced.
    pub fn insert(
        &mut self,
        name: impl Into<String>,
        value: impl Into<MetadataValue>,
    ) -> Option<MetadataValue> {
        self.0.insert(name.into(), value.into())
    }

    /// Sets an entry, as [`insert`](Self::insert) does.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<MetadataValue>) -> Self {
        self.insert(name, value);
        self
    }

    /// The value of a name.
    pub fn get(&self, name: &str) -> Option<&MetadataValue> {
        self.0.get(name)
    }

    /// Takes an entry out.
    pub fn remove(&mut self, name: &str) -> Option<MetadataValue> {
        self.0.remove(name)
    }

    /// Sets or takes out an entry, or leaves it.
    pub fn apply(&mut self, name: impl Into<String>, patch: Patch<MetadataValue>) {
        match patch {
            Patch::Keep => {}
            Patch::Set(value) => drop(self.insert(name, value)),
            Patch::Clear => drop(self.remove(&name.into())),
        }
    }

    /// Whether there is an entry of this name.
    pub fn contains_key(&self, name: &str) -> bool {
        self.0.contains_key(name)
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether an object among the values has a name twice. Values are kept as their text, so both are
    /// there; what reads them next would take one of the two.
    pub fn has_name_twice(&self) -> bool {
        let mut values = self.0.values();
        values.any(|value| value.0.contains('{') && unique::has_name_twice(&value.0))
    }

    /// The names, in their order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// The entries, in the order of their names.
    pub fn iter(&self) -> btree_map::Iter<'_, String, MetadataValue> {
        self.0.iter()
    }
}

impl<K: Into<String>, V: Into<MetadataValue>> FromIterator<(K, V)> for Metadata {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(entries: I) -> Self {
        entries
            .into_iter()
            .map(|(name, value)| (name.into(), value.into()))
            .collect::<BTreeMap<_, _>>()
            .into()
    }
}

impl<K: Into<String>, V: Into<MetadataValue>> Extend<(K, V)> for Metadata {
    fn extend<I: IntoIterator<Item = (K, V)>>(&mut self, entries: I) {
        for (name, value) in entries {
            self.insert(name, value);
        }
    }
}

impl From<BTreeMap<String, MetadataValue>> for Metadata {
    fn from(entries: BTreeMap<String, MetadataValue>) -> Self {
        Self(entries)
    }
}

impl From<serde_json::Map<String, serde_json::Value>> for Metadata {
    fn from(entries: serde_json::Map<String, serde_json::Value>) -> Self {
        entries.into_iter().collect()
    }
}

impl IntoIterator for Metadata {
    type Item = (String, MetadataValue);
    type IntoIter = btree_map::IntoIter<String, MetadataValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Metadata {
    type Item = (&'a String, &'a MetadataValue);
    type IntoIter = btree_map::Iter<'a, String, MetadataValue>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Metadata {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Metadata")
            .field(&Entries(self.len()))
            .finish()
    }
}

impl Serialize for Metadata {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self)
    }
}

impl<'de> Deserialize<'de> for Metadata {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Object;

        impl<'de> Visitor<'de> for Object {
            type Value = Metadata;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Metadata, A::Error> {
                let mut metadata = BTreeMap::new();
                while let Some(name) = entries.next_key::<String>()? {
                    if metadata.insert(name, entries.next_value()?).is_some() {
                        return Err(A::Error::custom(unique::TWICE_IN_METADATA));
                    }
                }
                Ok(Metadata(metadata))
            }
        }

        deserializer.deserialize_map(Object)
    }
}

/// One value of [`Metadata`]: any JSON value, kept as its text without the white space between its
/// parts.
///
/// Two values are equal where these texts are: `1.0` is not `1.00`, and an object with another order
/// of names is another value.
///
/// ```
/// use customer_core::MetadataValue;
///
/// let value = MetadataValue::from_json(r#"{ "points": 12345678901234567890.10 }"#)?;
/// assert_eq!(value.as_json(), r#"{"points":12345678901234567890.10}"#);
/// assert_eq!(MetadataValue::from("gold").as_str().as_deref(), Some("gold"));
/// # Ok::<(), customer_core::ParseError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MetadataValue(Box<str>);

impl MetadataValue {
    /// Reads a JSON value from its text.
    ///
    /// # Errors
    ///
    /// The text is not one JSON value.
    pub fn from_json(text: &str) -> Result<Self, ParseError> {
        serde_json::from_str(text).map_err(not_json)
    }

    /// The JSON text.
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// The text of a JSON string; `None` for any other value.
    pub fn as_str(&self) -> Option<Cow<'_, str>> {
        let inside = self.0.strip_prefix('"')?.strip_suffix('"')?;
        if inside.contains('\\') {
            serde_json::from_str(&self.0).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inside))
        }
    }

    /// The value taken apart. Numbers that a 64-bit integer or float cannot hold are rounded here.
    ///
    /// # Errors
    ///
    /// `serde_json` cannot hold the value: a number is beyond a float, the nesting is deeper than 128
    /// levels, or a string has half of a surrogate pair.
    pub fn to_value(&self) -> Result<serde_json::Value, ParseError> {
        serde_json::from_str(&self.0).map_err(not_json)
    }
}

/// `serde_json` says what it missed and where, and shows nothing of a text that it could not read as
/// any JSON value.
#[allow(clippy::needless_pass_by_value)] // It is given to `map_err`.
fn not_json(error: serde_json::Error) -> ParseError {
    ParseError::new("a JSON value", error.to_string())
}

/// Removes the white space outside of strings. `json` is one JSON value.
fn compact(json: Box<str>) -> Box<str> {
    let mut inside_string = false;
    let mut escaped = false;
    let mut outside = |character: char| {
        if inside_string {
            inside_string = escaped || character != '"';
            escaped = !escaped && character == '\\';
            return false;
        }
        inside_string = character == '"';
        matches!(character, ' ' | '\t' | '\n' | '\r')
    };
    if !json.contains(&mut outside) {
        return json;
    }
    // The search stopped outside of any string, so `outside` can begin anew.
    let mut text = json.into_string();
    text.retain(|character| !outside(character));
    text.into_boxed_str()
}

impl From<&str> for MetadataValue {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

impl From<String> for MetadataValue {
    fn from(text: String) -> Self {
        serde_json::Value::String(text).into()
    }
}

impl From<bool> for MetadataValue {
    fn from(value: bool) -> Self {
        serde_json::Value::Bool(value).into()
    }
}

impl From<i64> for MetadataValue {
    fn from(number: i64) -> Self {
        Amount::from(number).into()
    }
}

impl From<Amount> for MetadataValue {
    fn from(amount: Amount) -> Self {
        Self(amount.into_json())
    }
}

impl From<serde_json::Value> for MetadataValue {
    fn from(value: serde_json::Value) -> Self {
        Self(value.to_string().into())
    }
}

impl fmt::Display for MetadataValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(&self.0)
    }
}

impl fmt::Debug for MetadataValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("MetadataValue")
            .field(&Redacted)
            .finish()
    }
}

impl Serialize for MetadataValue {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json_text::serialize(&self.0, serializer)
    }
}

impl<'de> Deserialize<'de> for MetadataValue {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        json_text::deserialize(deserializer).map(|json| Self(compact(json)))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::strategies::{amount, any_text, metadata, metadata_value};

    #[test]
    fn white_space_outside_of_strings_is_removed() {
        for (text, compact) in [
            (" 1 ", "1"),
            ("{ \"a b\" :\t[ 1 ,\r\n2 ] }", "{\"a b\":[1,2]}"),
            (r#" "a \" b" "#, r#""a \" b""#),
            (r#"[ "\\", " ", "\\\" " ]"#, r#"["\\"," ","\\\" "]"#),
            (r#"{"tidy":"x y"}"#, r#"{"tidy":"x y"}"#),
        ] {
            assert_eq!(MetadataValue::from_json(text).unwrap().as_json(), compact);
        }
    }

    #[test]
    fn values_that_no_tree_can_hold_survive() {
        let deep = format!("{}{}", "[".repeat(1000), "]".repeat(1000));
        for text in [
            "1e999",
            "123456789012345678901234567890.10",
            r#""\ud800""#,
            &deep,
        ] {
            let json = format!(r#"{{"a":{text}}}"#);
            let metadata: Metadata = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::to_string(&metadata).unwrap(), json);
            assert_eq!(metadata.get("a").unwrap().as_json(), text);
        }
        assert!(
            MetadataValue::from_json("1e999")
                .unwrap()
                .to_value()
                .is_err()
        );
        assert!(MetadataValue::from_json(&deep).unwrap().to_value().is_err());
        assert_eq!(
            MetadataValue::from_json(r#""\ud800""#).unwrap().as_str(),
            None
        );
    }

    #[test]
    fn a_duplicate_key_is_refused_and_not_shown() {
        for json in [
            r#"{"secret":1,"b":2,"secret":1}"#,
            r#"{"secret":1,"\u0073ecret":2}"#,
        ] {
            let error = serde_json::from_str::<Metadata>(json)
                .unwrap_err()
                .to_string();
            assert!(
                error.starts_with("a name of the metadata stands twice"),
                "{error}"
            );
            assert!(!error.contains("secret"));
        }
    }

    #[test]
    fn only_objects_are_metadata() {
        for json in [
            "null",
            "[]",
            "\"a\"",
            "1",
            "[[\"a\",1]]",
            "{\"a\"}",
            "{\"a\":1",
            "",
        ] {
            assert!(serde_json::from_str::<Metadata>(json).is_err(), "{json}");
        }
        assert_eq!(
            serde_json::from_str::<Option<Metadata>>("null").unwrap(),
            None
        );
    }

    #[test]
    fn invalid_json_is_refused_with_its_place() {
        for (text, reason) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            ("ada@example.com", "expected value at line 1 column 1"),
            ("1 2", "trailing characters at line 1 column 3"),
            ("\"ada", "EOF while parsing a string at line 1 column 4"),
        ] {
            assert_eq!(MetadataValue::from_json(text).unwrap_err().reason(), reason);
        }
    }

    #[test]
    fn values_come_from_what_applications_have() {
        let metadata: Metadata = [
            ("text", MetadataValue::from("a\"b\n")),
            ("owned", String::from("ü").into()),
            ("flag", true.into()),
            ("number", (-5).into()),
            ("exact", Amount::parse("0.10").unwrap().into()),
            ("tree", json!({"a": [null, 1.5]}).into()),
        ]
        .into_iter()
        .collect();
        assert_eq!(
            serde_json::to_string(&metadata).unwrap(),
            r#"{"exact":0.10,"flag":true,"number":-5,"owned":"ü","text":"a\"b\n","tree":{"a":[null,1.5]}}"#
        );
        assert_eq!(
            metadata.get("text").unwrap().as_str().as_deref(),
            Some("a\"b\n")
        );
        assert_eq!(metadata.get("flag").unwrap().as_str(), None);
        assert_eq!(
            metadata.get("tree").unwrap().to_value().unwrap(),
            json!({"a": [null, 1.5]})
        );
        assert_eq!(metadata.get("none"), None);
    }

    #[test]
    fn it_is_a_map() {
        let mut metadata = Metadata::new();
        assert!(metadata.is_empty());
        assert_eq!(metadata.insert("b", 1), None);
        assert_eq!(metadata.insert("b", 2), Some(1.into()));
        metadata.extend([("a", "x")]);
        assert_eq!(metadata, Metadata::new().with("a", "x").with("b", 2));
        assert_eq!(metadata.keys().collect::<Vec<_>>(), ["a", "b"]);
        assert!(metadata.contains_key("a"));
        assert_eq!(metadata.len(), metadata.iter().count());
        assert_eq!(metadata.remove("a"), Some("x".into()));
        assert_eq!(metadata.into_iter().count(), 1);
        let Ok(serde_json::Value::Object(object)) = serde_json::from_str(r#"{"z":1}"#) else {
            unreachable!()
        };
        assert_eq!(Metadata::from(object), Metadata::new().with("z", 1));
    }

    #[test]
    fn debug_shows_neither_names_nor_values() {
        let metadata = Metadata::new().with("passport", "X1234567");
        assert_eq!(format!("{metadata:?}"), "Metadata(<1 entry>)");
        assert_eq!(
            format!("{:?}", metadata.get("passport")),
            "Some(MetadataValue(<redacted>))"
        );
    }

    proptest! {
        #[test]
        fn metadata_is_written_and_read_without_a_loss(metadata in metadata()) {
            let json = serde_json::to_string(&metadata).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Metadata>(&json).unwrap(), &metadata);
            let pretty = serde_json::to_vec_pretty(&metadata).unwrap();
            prop_assert_eq!(&serde_json::from_slice::<Metadata>(&pretty).unwrap(), &metadata);
            prop_assert_eq!(metadata.clone().into_iter().collect::<Metadata>(), metadata);
        }

        #[test]
        fn a_value_is_its_text(value in metadata_value()) {
            prop_assert_eq!(&MetadataValue::from_json(value.as_json()).unwrap(), &value);
            prop_assert_eq!(&value.to_string(), value.as_json());
        }

        #[test]
        fn numbers_survive_digit_for_digit(amount in amount()) {
            let json = format!(r#"{{"a":[{amount}]}}"#);
            let metadata: Metadata = serde_json::from_str(&json).unwrap();
            prop_assert_eq!(serde_json::to_string(&metadata).unwrap(), json);
        }

        #[test]
        fn strings_are_read_as_they_were_given(text in any_text()) {
            let value = MetadataValue::from(text.as_str());
            prop_assert_eq!(value.as_str().unwrap(), text.as_str());
            let again = MetadataValue::from_json(&format!("\n {} ", value.as_json())).unwrap();
            prop_assert_eq!(again, value);
        }

        #[test]
        fn white_space_changes_no_value(value in metadata_value()) {
            if let Ok(tree) = value.to_value() {
                let pretty = serde_json::to_string_pretty(&tree).unwrap();
                prop_assert_eq!(
                    MetadataValue::from_json(&pretty).unwrap(),
                    MetadataValue::from(tree)
                );
            }
        }

        #[test]
        fn any_text_is_read_without_panic(text in any_text()) {
            let _ = serde_json::from_str::<Metadata>(&text);
            let _ = MetadataValue::from_json(&text);
        }
    }
}
