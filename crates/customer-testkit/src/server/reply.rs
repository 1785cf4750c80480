//! What the server answers.

use std::fmt::Write as _;

/// What the server answers to a request.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum Reply {
    /// A response.
    #[non_exhaustive]
    Response {
        /// Its status.
        status: u16,
        /// Its headers, beside its length.
        headers: Vec<(String, String)>,
        /// Its body.
        body: Vec<u8>,
        /// Whether the body ends before its announced length.
        is_cut: bool,
    },
    /// Nothing, for as long as the client waits.
    Silence,
    /// The connection is closed without a response.
    Close,
}

impl Reply {
    /// A response of this type.
    pub fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        Self::Response {
            status,
            headers: vec![("Content-Type".to_owned(), content_type.to_owned())],
            body: body.into(),
            is_cut: false,
        }
    }

    /// A response in JSON.
    pub fn json(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self::new(status, "application/json", body)
    }

    /// Adds a header.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        if let Self::Response { headers, .. } = &mut self {
            headers.push((name.into(), value.into()));
        }
        self
    }

    /// Ends the body in its middle.
    #[must_use]
    pub fn cut(mut self) -> Self {
        if let Self::Response { is_cut, .. } = &mut self {
            *is_cut = true;
        }
        self
    }

    /// The response as it goes over the wire; none where there is none.
    pub(crate) fn bytes(&self) -> Option<Vec<u8>> {
        let Self::Response {
            status,
            headers,
            body,
            is_cut,
        } = self
        else {
            return None;
        };
        let length = body.len() + usize::from(*is_cut);
        let mut head = format!("HTTP/1.1 {status} Canned\r\nContent-Length: {length}\r\n");
        for (name, value) in headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        let sent = if *is_cut { body.len() / 2 } else { body.len() };
        let mut bytes = head.into_bytes();
        bytes.extend_from_slice(&body[..sent]);
        Some(bytes)
    }
}
