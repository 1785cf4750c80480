//! Where a provider is.

use std::net::IpAddr;

use customer_core::{Error, FieldProblem, Result};
use reqwest::Url;

use crate::setting;

/// Reads and checks a base URL: an origin, and a prefix of paths.
pub(crate) fn base_url(text: &str, allow_http: bool) -> Result<Url> {
    // A URL may hold a password, so errors do not repeat it.
    // The URL's own parser would leave line breaks and tabs out of its middle.
    let text = setting("the base URL", text)?.unwrap_or_default();
    let url = Url::parse(text)
        .map_err(|error| Error::configuration("the base URL is not a URL").with_source(error))?;
    let refuse = |problem: &str| Error::configuration(format!("the base URL {problem}"));
    let problem = match (url.scheme(), url.host_str()) {
        _ if url.query().is_some() || url.fragment().is_some() => {
            "must have no query and no fragment"
        }
        _ if !url.username().is_empty() || url.password().is_some() => {
            "must have no user and no password in it"
        }
        ("https", Some(_)) => return Ok(url),
        ("http", Some(_)) if !allow_http => {
            let problem = FieldProblem::new("allow_http", "must be set for plain HTTP");
            return Err(refuse("begins with http://").with_fields(vec![problem]));
        }
        ("http", Some(host)) if is_loopback(host) => return Ok(url),
        ("http", Some(_)) => "is plain HTTP, which is allowed to a loopback host only",
        _ => "must begin with https:// and a host",
    };
    Err(refuse(problem))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost"
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|address| address.is_loopback())
}
