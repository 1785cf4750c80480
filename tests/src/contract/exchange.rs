use std::fmt;

/// One request and its answer, as they went over the wire.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The request's method, in upper case.
    pub method: String,
    /// The path as sent, percent-encoded: either in full (as the server saw it) or relative to the provider's base URL.
    pub path: String,
    /// The query as sent, without the question mark; empty when there was none.
    pub query: String,
    /// The request's headers in order; names in any case.
    pub request_headers: Vec<(String, String)>,
    /// The request's body; empty when there was none.
    pub request_body: Vec<u8>,
    /// The status of the answer.
    pub status: u16,
    /// The answer's headers in order; names in any case.
    pub response_headers: Vec<(String, String)>,
    /// The answer's body, decompressed; empty when there was none.
    pub response_body: Vec<u8>,
}

impl Exchange {
    /// The exchange with `base` taken off the front of its path, for a stand-in that serves a provider below a path of its own.
    ///
    /// A path that does not start with `base` is left as it is, and then fails as an undeclared endpoint.
    #[must_use]
    pub fn below(mut self, base: &str) -> Self {
        if let Some(rest) = self.path.strip_prefix(base.trim_end_matches('/'))
            && rest.starts_with('/')
        {
            self.path = rest.to_owned();
        }
        self
    }
}

/// Customers' data and credentials stand in paths, headers and bodies: only what is neither is shown.
impl fmt::Debug for Exchange {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Exchange")
            .field("method", &self.method)
            .field("status", &self.status)
            .field("request_bytes", &self.request_body.len())
            .field("response_bytes", &self.response_body.len())
            .finish_non_exhaustive()
    }
}

/// The first value of a header, its name compared without regard to case.
pub(super) fn header<'a>(headers: &'a [(String, String)], name: &str) -> Option<&'a str> {
    headers
        .iter()
        .find(|(given, _)| given.eq_ignore_ascii_case(name))
        .map(|(_, value)| value.as_str())
}
