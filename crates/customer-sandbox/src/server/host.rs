//! Refuses requests whose host is not loopback. A page in a browser can have its own name resolve to loopback and so
//! reach the stand-ins as its own origin (DNS rebinding); the `Host` header reveals it.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use hyper::header::HOST;
use hyper::{HeaderMap, StatusCode, Uri, Version};
use serde::Serialize;

use crate::http::response;

/// The response to a request that was meant for another host than loopback; `None` where it was not.
pub(super) fn refusal(version: Version, uri: &Uri, headers: &HeaderMap) -> Option<Response> {
    #[derive(Serialize)]
    struct Refusal {
        error: &'static str,
    }
    if is_meant_for_loopback(version, uri, headers) {
        return None;
    }
    let error = "the sandbox answers requests to loopback hosts alone: check the Host header";
    let status = StatusCode::MISDIRECTED_REQUEST;
    Some(response::json(status, &Refusal { error }))
}

/// Refuses them in front of a router.
pub(crate) async fn only_loopback(request: Request, next: Next) -> Response {
    match refusal(request.version(), request.uri(), request.headers()) {
        Some(refusal) => refusal,
        None => next.run(request).await,
    }
}

fn is_meant_for_loopback(version: Version, uri: &Uri, headers: &HeaderMap) -> bool {
    if let Some(authority) = uri.authority()
        && !is_loopback(authority.as_str())
    {
        return false;
    }
    let mut hosts = headers.get_all(HOST).iter();
    match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().is_ok_and(is_loopback),
        (Some(_), Some(_)) => false,
        // A browser always sends one.
        (None, _) => version < Version::HTTP_11,
    }
}

/// Whether the text is a loopback host, with or without a port.
fn is_loopback(text: &str) -> bool {
    let (host, port) = match text.rfind(':') {
        Some(at) if !text.ends_with(']') => (&text[..at], &text[at + 1..]),
        _ => (text, ""),
    };
    if !port.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    if let Some(inner) = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
    {
        let address = inner.parse::<Ipv6Addr>().map(|it| it.to_canonical());
        return address.is_ok_and(|address: IpAddr| address.is_loopback());
    }
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    // RFC 6761 reserves these names for loopback.
    let name = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let labels = name.strip_suffix("localhost");
    labels.is_some_and(|labels| {
        labels.is_empty()
            || labels.ends_with('.')
                && labels
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte))
    })
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn only_names_and_addresses_of_loopback_are_loopback() {
        for host in [
            "localhost",
            "LOCALHOST:8481",
            "localhost.",
            "shop.localhost",
            "a.b.localhost:1",
            "127.0.0.1",
            "127.0.0.1:8481",
            "127.1.2.3:80",
            "127.0.0.1:",
            "[::1]",
            "[::1]:8481",
            "[0:0:0:0:0:0:0:1]",
            "[::ffff:127.0.0.1]:1",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "",
            ":8481",
            "evil.example",
            "evil.example:8481",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "evil.example.localhost.evil",
            "notlocalhost",
            "evil-localhost",
            "127.0.0.1@evil.example",
            "evil.example@127.0.0.1",
            "evil.example#.localhost",
            "evil.example/.localhost",
            "127.0.0.1 evil.example",
            "127.1",
            "0x7f.0.0.1",
            "2130706433",
            "0.0.0.0",
            "192.0.2.1",
            "128.0.0.1",
            "::1",
            "[::]",
            "[::2]",
            "[::1",
            "[::1]evil",
            "[::1].evil.example",
            "127.0.0.1:80:80",
            "127.0.0.1:80a",
            "127.0.0.1,evil.example",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
