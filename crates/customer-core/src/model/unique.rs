//! Maps in input: a name that stands twice is refused, since one of the two values would be lost.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::{Metadata, Patch, TaxIdKind};

/// A map of tax ids by kind.
pub(crate) fn tax_ids<'de, D, V>(deserializer: D) -> Result<BTreeMap<TaxIdKind, V>, D::Error>
where
    D: Deserializer<'de>,
    V: Deserialize<'de>,
{
    struct ByKind<V>(PhantomData<V>);

    impl<'de, V: Deserialize<'de>> Visitor<'de> for ByKind<V> {
        type Value = BTreeMap<TaxIdKind, V>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some(kind) = map.next_key::<TaxIdKind>()? {
                // A kind of the caller's own may be anything: it is not repeated.
                let twice = match &kind {
                    TaxIdKind::Other(_) => "a kind of the tax ids stands twice".to_owned(),
                    known => format!("`tax_ids.{known}` stands twice"),
                };
                if entries.insert(kind, map.next_value()?).is_some() {
                    return Err(A::Error::custom(twice));
                }
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(ByKind(PhantomData))
}

/// What is said of metadata in which an object has a name twice.
pub(crate) const TWICE_IN_METADATA: &str = "a name of the metadata stands twice";

/// Metadata of a new customer, in which no object has a name twice, however deep it stands.
pub(crate) fn metadata<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Metadata>, D::Error> {
    let metadata = Option::<Metadata>::deserialize(deserializer)?;
    match &metadata {
        Some(metadata) if metadata.has_name_twice() => Err(D::Error::custom(TWICE_IN_METADATA)),
        _ => Ok(metadata),
    }
}

/// The same of an update.
pub(crate) fn metadata_patch<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Patch<Metadata>, D::Error> {
    let metadata = metadata(deserializer)?;
    Ok(metadata.map_or(Patch::Clear, Patch::Set))
}

/// Whether an object in JSON text has a name twice, in whatever spelling. It goes without recursion, since
/// the text may be of any depth.
pub(crate) fn has_name_twice(json: &str) -> bool {
    // The names of each object that is open; none for a list.
    let mut open: Vec<Option<BTreeSet<String>>> = Vec::new();
    let mut rest = json;
    while let Some(at) = rest.find(['{', '[', '}', ']', '"']) {
        let (token, after) = (rest.as_bytes()[at], &rest[at + 1..]);
        rest = after;
        match token {
            b'{' => open.push(Some(BTreeSet::new())),
            b'[' => open.push(None),
            b'"' => {
                let end = end_of_string(after);
                let (inside, behind) = after.split_at(end);
                rest = behind.get(1..).unwrap_or("");
                if rest.trim_start().starts_with(':')
                    && let Some(Some(names)) = open.last_mut()
                    && !names.insert(unescaped(inside))
                {
                    return true;
                }
            }
            _ => {
                open.pop();
            }
        }
    }
    false
}

/// Where the closing quote stands.
fn end_of_string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text.bytes().position(|byte| {
        let is_end = byte == b'"' && !is_escaped;
        is_escaped = byte == b'\\' && !is_escaped;
        is_end
    });
    end.unwrap_or(text.len())
}

fn unescaped(inside: &str) -> String {
    if !inside.contains('\\') {
        return inside.to_owned();
    }
    // Half of a surrogate pair is no text, and stays as it is written.
    serde_json::from_str(&format!("\"{inside}\"")).unwrap_or_else(|_| inside.to_owned())
}

#[cfg(test)]
mod tests {
    use super::has_name_twice;

    #[test]
    fn a_name_that_stands_twice_is_found_at_any_depth_and_in_any_spelling() {
        let deep = |inside: &str| {
            let (open, close) = ("[{\"a\":".repeat(10_000), "}]".repeat(10_000));
            format!("{open}{inside}{close}")
        };
        for (json, expected) in [
            (r#"{"a":1,"a":2}"#, true),
            (r#"{"a":1,"\u0061":2}"#, true),
            (r#"{"a\"":1,"b":{"c":[{"d":1,"e":{},"d":2}]}}"#, true),
            (r#"{"\ud800":1,"\ud800":2}"#, true),
            (r#"{"a":{"a":1},"b":{"a":1}}"#, false),
            (r#"[{"a":1},{"a":1}]"#, false),
            (r#"{"a":"a","b":"\"a\":","c":["a","a"]}"#, false),
            (r#"{"a":"{\"b\":1,\"b\":2}"}"#, false),
            (r#""a""#, false),
            ("", false),
        ] {
            assert_eq!(has_name_twice(json), expected, "{json}");
        }
        assert!(has_name_twice(&deep(r#"{"b":1,"b":2}"#)));
        assert!(!has_name_twice(&deep("1")));
    }
}
