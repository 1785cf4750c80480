//! The requests that reached the stand-ins, so that a test can show what was sent, or that nothing was.

use std::collections::{BTreeMap, VecDeque};
use std::fmt;
use std::sync::{Mutex, PoisonError};

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::HeaderMap;
use hyper::body::Body as _;
use serde::Serialize;

use crate::provider::Provider;

/// The default number of requests that are remembered. The oldest are evicted first.
pub(crate) const REMEMBERED: usize = 4096;

/// The largest sum of remembered request and response bodies: 64 MiB.
const REMEMBERED_BYTES: usize = 64 * 1024 * 1024;

/// The largest response body that is remembered.
const LARGEST_RESPONSE: u64 = 64 * 1024;

/// A request that reached a stand-in, and what was answered.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// Whose stand-in it reached.
    pub provider: Provider,
    /// The method, in capitals.
    pub method: String,
    /// The path as it came, still percent-encoded.
    pub path: String,
    /// The query as it came, still percent-encoded, without the question mark.
    pub query: Option<String>,
    /// The headers in the order they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body; empty if a fault applied before it was read.
    pub body: Bytes,
    /// The status that was answered; none where there was no response, or none yet.
    pub status: Option<u16>,
    /// The response's headers in order, names in lower case; none where there was no response, or none yet.
    pub response_headers: Option<Vec<(String, String)>>,
    /// The response's body; none if it is larger than 64 KiB, if a fault applied, or if there is no response yet.
    pub response_body: Option<Bytes>,
}

impl RecordedRequest {
    /// The value of the first header of this name, whatever its case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(header, _)| header.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

impl RecordedRequest {
    fn bytes(&self) -> usize {
        self.body.len() + self.response_body.as_ref().map_or(0, Bytes::len)
    }
}

/// Headers as text, in order.
fn header_texts(headers: &HeaderMap) -> Vec<(String, String)> {
    let text =
        |value: &hyper::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    headers
        .iter()
        .map(|(name, value)| (name.as_str().to_owned(), text(value)))
        .collect()
}

/// Headers whose value is a secret.
fn is_secret(header: &str) -> bool {
    matches!(
        header,
        "authorization" | "x-api-key" | "cookie" | "proxy-authorization"
    )
}

/// Bodies hold people's data and headers hold keys: this shows the size of the one and the names of the other.
impl fmt::Debug for RecordedRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<&str> = self.headers.iter().map(|(name, _)| name.as_str()).collect();
        formatter
            .debug_struct("RecordedRequest")
            .field("provider", &self.provider)
            .field("method", &self.method)
            .field("headers", &headers)
            .field("body_bytes", &self.body.len())
            .field("status", &self.status)
            .field(
                "response_bytes",
                &self.response_body.as_ref().map(Bytes::len),
            )
            .finish_non_exhaustive()
    }
}

/// What the control API prints of a request: the secrets masked.
#[derive(Debug, Serialize)]
pub(crate) struct PrintedRequest {
    provider: Provider,
    method: String,
    path: String,
    query: Option<String>,
    headers: Vec<(String, String)>,
    body: String,
    status: Option<u16>,
}

impl From<RecordedRequest> for PrintedRequest {
    fn from(request: RecordedRequest) -> Self {
        Self {
            provider: request.provider,
            method: request.method,
            path: request.path,
            query: request.query,
            headers: request
                .headers
                .into_iter()
                .map(|(name, value)| {
                    let value = if is_secret(&name) {
                        "***".to_owned()
                    } else {
                        value
                    };
                    (name, value)
                })
                .collect(),
            body: String::from_utf8_lossy(&request.body).into_owned(),
            status: request.status,
        }
    }
}

/// Names a request that is being recorded.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry(u64);

#[derive(Debug, Default)]
struct Ring {
    requests: VecDeque<(u64, RecordedRequest)>,
    bytes: usize,
    next: u64,
    counts: BTreeMap<Provider, u64>,
}

impl Ring {
    /// Evicts the oldest until both limits hold.
    fn evict(&mut self, most: usize, most_bytes: usize) {
        while self.requests.len() > most || self.bytes > most_bytes {
            let Some((_, evicted)) = self.requests.pop_front() else {
                return;
            };
            self.bytes -= evicted.bytes();
        }
    }
}

/// The last requests, and how many there were in all.
#[derive(Debug)]
pub(crate) struct Recorder {
    ring: Mutex<Ring>,
    most: usize,
}

impl Recorder {
    pub(crate) fn new(most: usize) -> Self {
        Self {
            ring: Mutex::default(),
            most,
        }
    }

    fn ring(&self) -> std::sync::MutexGuard<'_, Ring> {
        self.ring.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn begin(
        &self,
        provider: Provider,
        method: &str,
        uri: &hyper::Uri,
        headers: &HeaderMap,
    ) -> Entry {
        let request = RecordedRequest {
            provider,
            method: method.to_owned(),
            path: uri.path().to_owned(),
            query: uri.query().map(str::to_owned),
            headers: header_texts(headers),
            body: Bytes::new(),
            status: None,
            response_headers: None,
            response_body: None,
        };
        let mut ring = self.ring();
        let number = ring.next;
        ring.next += 1;
        *ring.counts.entry(provider).or_default() += 1;
        ring.requests.push_back((number, request));
        ring.evict(self.most, REMEMBERED_BYTES);
        Entry(number)
    }

    fn change(&self, entry: Entry, change: impl FnOnce(&mut RecordedRequest)) {
        let mut ring = self.ring();
        // The newest stand at the end, and few are in flight at once.
        let found = ring
            .requests
            .iter_mut()
            .rev()
            .find(|(number, _)| *number == entry.0);
        let Some((_, request)) = found else {
            return;
        };
        let before = request.bytes();
        change(request);
        let after = request.bytes();
        ring.bytes = ring.bytes + after - before;
        ring.evict(self.most, REMEMBERED_BYTES);
    }

    pub(crate) fn body(&self, entry: Entry, body: &Bytes) {
        self.change(entry, |request| request.body = body.clone());
    }

    pub(crate) fn head(&self, entry: Entry, status: u16, headers: &HeaderMap) {
        self.change(entry, |request| {
            request.status = Some(status);
            request.response_headers = Some(header_texts(headers));
        });
    }

    /// Remembers a response that is sent as it is, and returns it. A fault calls [`head`](Self::head) alone.
    pub(crate) async fn response(&self, entry: Entry, response: Response) -> Response {
        let (head, body) = response.into_parts();
        let mut remembered = None;
        let body = match body.size_hint().exact() {
            // A body of known size is in memory: this does not wait.
            Some(..=LARGEST_RESPONSE) => match body.collect().await {
                Ok(collected) => {
                    let bytes = collected.to_bytes();
                    remembered = Some(bytes.clone());
                    Body::from(bytes)
                }
                Err(_) => Body::empty(),
            },
            _ => body,
        };
        self.head(entry, head.status.as_u16(), &head.headers);
        self.change(entry, |request| request.response_body = remembered);
        Response::from_parts(head, body)
    }

    pub(crate) fn requests(&self) -> Vec<RecordedRequest> {
        let ring = self.ring();
        ring.requests
            .iter()
            .map(|(_, request)| request.clone())
            .collect()
    }

    pub(crate) fn count(&self, provider: Provider) -> u64 {
        self.ring()
            .counts
            .get(&provider)
            .copied()
            .unwrap_or_default()
    }

    pub(crate) fn clear(&self) {
        let mut ring = self.ring();
        ring.requests.clear();
        ring.bytes = 0;
        ring.counts.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_requests_are_evicted_by_number_and_by_size() {
        let recorder = Recorder::new(3);
        let record = |path: &'static str, size: usize| {
            let uri = hyper::Uri::from_static(path);
            let entry = recorder.begin(Provider::KOMERZA, "GET", &uri, &HeaderMap::new());
            recorder.body(entry, &Bytes::from(vec![0; size]));
            entry
        };
        let paths = || -> Vec<String> {
            let requests = recorder.requests();
            requests.into_iter().map(|request| request.path).collect()
        };
        for path in ["/1", "/2", "/3", "/4"] {
            record(path, 1);
        }
        assert_eq!(paths(), ["/2", "/3", "/4"]);
        let large = record("/5", REMEMBERED_BYTES - 1);
        assert_eq!(paths(), ["/4", "/5"]);
        recorder.body(large, &Bytes::new());
        record("/6", REMEMBERED_BYTES - 1);
        assert_eq!(paths(), ["/4", "/5", "/6"]);
        record("/7", REMEMBERED_BYTES + 1);
        assert!(paths().is_empty(), "one alone can be too large");
        assert_eq!(recorder.count(Provider::KOMERZA), 7);

        let forgetful = Recorder::new(0);
        let uri = hyper::Uri::from_static("/");
        let entry = forgetful.begin(Provider::KOHORTPAY, "GET", &uri, &HeaderMap::new());
        forgetful.head(entry, 200, &HeaderMap::new());
        assert!(forgetful.requests().is_empty());
        assert_eq!(forgetful.count(Provider::KOHORTPAY), 1);
    }
}
