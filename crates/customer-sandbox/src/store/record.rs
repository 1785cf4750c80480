//! Records as JSON text, as the database holds them.

use serde::Serialize;
use serde::de::DeserializeOwned;

/// A record as it is stored.
pub(crate) fn encode_record<T: Serialize + ?Sized>(record: &T) -> Result<String, sqlx::Error> {
    serde_json::to_string(record).map_err(|error| sqlx::Error::Encode(error.into()))
}

/// A record as it was stored.
pub(crate) fn decode_record<T: DeserializeOwned>(text: &str) -> Result<T, sqlx::Error> {
    serde_json::from_str(text).map_err(|error| sqlx::Error::Decode(error.into()))
}
