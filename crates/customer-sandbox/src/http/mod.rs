//! What all stand-ins need to read requests and to write responses: headers, query parameters, JSON bodies and the
//! formats of texts in them. What one provider documents is in the provider's own folder.

pub(crate) mod body;
pub(crate) mod fields;
pub(crate) mod formats;
pub(crate) mod query;
pub(crate) mod request;
pub(crate) mod response;
