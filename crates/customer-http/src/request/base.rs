//! Where a provider is.

use std::net::IpAddr;

use customer_core::{Error, FieldProblem, Result};
use reqwest::Url;

use crate::setting;

/// The base URL, checked.
pub(crate) struct Base {
    pub(crate) scheme: String,
    pub(crate) host: String,
    pub(crate) port: u16,
    /// Origin and prefix.
    pub(crate) url: Url,
    /// What the URL of a request is cloned from.
    pub(crate) padded: Url,
}

impl Base {
    pub(crate) fn new(text: &str, allow_http: bool) -> Result<Self> {
        // A URL may hold a password, so errors do not repeat it.
        // The URL's own parser would leave line breaks and tabs out of its middle.
        let text = setting("the base URL", text)?.unwrap_or_default();
        let url = Url::parse(text).map_err(|error| {
            Error::configuration("the base URL is not a URL").with_source(error)
        })?;
        if url.query().is_some() || url.fragment().is_some() {
            return Err(Error::configuration(
                "the base URL must have no query and no fragment",
            ));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Error::configuration(
                "the base URL must have no user and no password in it",
            ));
        }
        let (Some(host), Some(port)) = (url.host_str(), url.port_or_known_default()) else {
            return Err(Error::configuration(
                "the base URL must begin with https:// and a host",
            ));
        };
        match url.scheme() {
            "https" => {}
            "http" if !allow_http => {
                let problem = FieldProblem::new("allow_http", "must be set for plain HTTP");
                return Err(Error::configuration("the base URL begins with http://")
                    .with_fields(vec![problem]));
            }
            "http" if is_loopback(host) => {}
            "http" => {
                return Err(Error::configuration(
                    "the base URL is plain HTTP, which is allowed to a loopback host only",
                ));
            }
            _ => {
                return Err(Error::configuration(
                    "the base URL must begin with https://",
                ));
            }
        }
        Ok(Self {
            scheme: url.scheme().to_owned(),
            host: host.to_owned(),
            port,
            padded: padded(&url),
            url,
        })
    }
}

/// The same origin with a long path: a clone takes the path of a request without growing.
fn padded(url: &Url) -> Url {
    const SMALL: usize = 120;
    let mut padded = url.clone();
    let origin = url.as_str().len() - url.path().len();
    let room = SMALL.saturating_sub(origin).max(url.path().len());
    padded.set_path(&"-".repeat(room - 1));
    padded
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
