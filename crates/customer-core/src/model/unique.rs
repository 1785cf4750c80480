//! Metadata in input: a name that stands twice is refused, since one of the two values would be lost.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::value::unique::TWICE_IN_METADATA;
use crate::{Metadata, MetadataValue, Patch};

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

/// Entries of metadata that change, of which no key stands twice.
pub(crate) fn metadata_entries<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, Patch<MetadataValue>>, D::Error> {
    struct Object;

    impl<'de> Visitor<'de> for Object {
        type Value = BTreeMap<String, Patch<MetadataValue>>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a JSON object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = BTreeMap::new();
            while let Some((key, value)) = map.next_entry::<String, MetadataValue>()? {
                let patch = match value.as_json() {
                    "null" => Patch::Clear,
                    _ => Patch::Set(value),
                };
                if entries.insert(key, patch).is_some() {
                    return Err(A::Error::custom(TWICE_IN_METADATA));
                }
            }
            Ok(entries)
        }
    }

    deserializer.deserialize_map(Object)
}
