//! Metadata in input: a name that stands twice is refused, since one of the two values would be lost.

use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::value::unique::TWICE_IN_METADATA;
use crate::{Metadata, Patch};

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
