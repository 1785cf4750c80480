//! Bodies in a content coding that was not asked for.

use bytes::Bytes;
use customer_core::adapter::scrub;
use http::header::{CONTENT_ENCODING, HeaderMap};

/// What a body is, once its coding is undone.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Decoded {
    /// A body that can be read, as far as its coding goes.
    Plain(Bytes),
    /// It is longer than allowed.
    #[cfg_attr(not(feature = "gzip"), allow(dead_code))] // Without it nothing is inflated.
    TooLarge,
    /// It cannot be read: the name of its coding.
    Encoded(Box<str>),
}

/// Undoes the coding that a body still has. What the HTTP client asked for it has undone already,
/// and taken from the headers.
pub(crate) fn decode_body(headers: &HeaderMap, body: Bytes, allowed: usize) -> Decoded {
    if body.is_empty() || !headers.contains_key(CONTENT_ENCODING) {
        return Decoded::Plain(body);
    }
    decode_coded(&codings(headers), body, |body| gunzip(body, allowed))
}

#[cold]
fn decode_coded(
    codings: &[String],
    body: Bytes,
    gunzip: impl FnOnce(&[u8]) -> Option<Decoded>,
) -> Decoded {
    if codings.is_empty() {
        return Decoded::Plain(body);
    }
    if let [coding] = codings
        && matches!(&**coding, "gzip" | "x-gzip")
        && let Some(inflated) = gunzip(&body)
    {
        return inflated;
    }
    // Some servers name a charset there.
    if !codings.iter().any(|coding| is_compression(coding)) && is_json_text(&body) {
        return Decoded::Plain(body);
    }
    Decoded::Encoded(name(codings))
}

/// The codings in the order in which they were applied, without those that change nothing.
fn codings(headers: &HeaderMap) -> Vec<String> {
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        let value = String::from_utf8_lossy(value.as_bytes()).to_lowercase();
        let named = value.split(',').map(str::trim);
        codings.extend(
            named
                .filter(|coding| !matches!(*coding, "" | "identity"))
                .map(str::to_owned),
        );
    }
    codings
}

fn is_compression(coding: &str) -> bool {
    matches!(
        coding,
        "gzip" | "x-gzip" | "deflate" | "br" | "zstd" | "compress" | "x-compress" | "dcb" | "dcz"
    )
}

fn is_json_text(body: &[u8]) -> bool {
    let is_open = matches!(body.trim_ascii_start().first(), Some(b'{' | b'['));
    is_open && std::str::from_utf8(body).is_ok()
}

/// The names, as far as they are names.
fn name(codings: &[String]) -> Box<str> {
    const LONGEST: usize = 40;
    let is_name = |coding: &String| {
        coding
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.+".contains(&byte))
    };
    let names = codings.join(", ");
    if codings.iter().all(is_name) && names.len() <= LONGEST {
        scrub(&names).into()
    } else {
        "something unknown".into()
    }
}

/// `None` where it is no gzip.
#[cfg(feature = "gzip")]
fn gunzip(body: &[u8], allowed: usize) -> Option<Decoded> {
    use std::io::Read;

    let mut inflated = Vec::new();
    let most = (allowed as u64).saturating_add(1);
    flate2::read::MultiGzDecoder::new(body)
        .take(most)
        .read_to_end(&mut inflated)
        .ok()?;
    Some(if inflated.len() > allowed {
        Decoded::TooLarge
    } else {
        Decoded::Plain(inflated.into())
    })
}

#[cfg(not(feature = "gzip"))]
fn gunzip(_: &[u8], _: usize) -> Option<Decoded> {
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::io::Write;

    use super::*;

    const JSON: &[u8] = br#"{"id":"1"}"#;
    const ALLOWED: usize = 1000;

    fn gzipped(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn decode(codings: &[&'static str], body: &[u8]) -> Decoded {
        let headers = codings
            .iter()
            .map(|coding| (CONTENT_ENCODING, coding.parse().unwrap()))
            .collect();
        decode_body(&headers, Bytes::copy_from_slice(body), ALLOWED)
    }

    fn plain(body: &[u8]) -> Decoded {
        Decoded::Plain(Bytes::copy_from_slice(body))
    }

    #[test]
    fn a_readable_body_is_not_copied() {
        for codings in [
            &[][..],
            &["identity"],
            &["Identity"],
            &["identity, identity"],
            &[""],
            &[" , "],
            // Not a coding at all, and a body that shows it.
            &["utf-8"],
            &["none"],
        ] {
            assert_eq!(decode(codings, JSON), plain(JSON), "{codings:?}");
        }
        assert_eq!(decode(&["gzip"], b""), plain(b""));
    }

    #[test]
    fn gzip_is_named_where_the_feature_is_off() {
        let headers = HeaderMap::from_iter([(CONTENT_ENCODING, "GZIP, identity".parse().unwrap())]);
        let body = gzipped(JSON).into();
        let decoded = decode_coded(&codings(&headers), body, |_| None);
        assert_eq!(decoded, Decoded::Encoded("gzip".into()));
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn gzip_is_decoded_however_it_is_spelled() {
        let body = gzipped(JSON);
        for codings in [
            &["gzip"][..],
            &["GZIP"],
            &["x-gzip"],
            &[" X-GZip "],
            &["gzip, identity"],
            &["identity", "gzip"],
        ] {
            assert_eq!(decode(codings, &body), plain(JSON), "{codings:?}");
        }
    }

    #[cfg(feature = "gzip")]
    #[test]
    fn a_body_that_inflates_beyond_the_cap_is_too_large() {
        let fits = vec![b' '; ALLOWED];
        assert_eq!(decode(&["x-gzip"], &gzipped(&fits)), plain(&fits));
        let large = vec![b' '; ALLOWED + 1];
        assert_eq!(decode(&["x-gzip"], &gzipped(&large)), Decoded::TooLarge);
        let larger = vec![b' '; 1000 * ALLOWED];
        assert_eq!(decode(&["x-gzip"], &gzipped(&larger)), Decoded::TooLarge);
    }

    #[test]
    fn an_unsupported_content_coding_is_named_in_the_error() {
        for (codings, name) in [
            (&["br"][..], "br"),
            (&["BR"], "br"),
            (&["deflate"], "deflate"),
            (&["zstd"], "zstd"),
            (&["compress"], "compress"),
            (&["gzip, br"], "gzip, br"),
            (&["identity", "zstd"], "zstd"),
            (&["gzip", "gzip"], "gzip, gzip"),
            // Not gzip, whatever is said.
            (&["x-gzip"], "x-gzip"),
            (&["foo"], "foo"),
            (&["jane@example.com"], "something unknown"),
            (
                &["a-coding-whose-name-is-longer-than-anything-that-has-a-name"],
                "something unknown",
            ),
        ] {
            let encoded = Decoded::Encoded(name.into());
            assert_eq!(
                decode(codings, b"\x0b\x02\x80{}\x03"),
                encoded,
                "{codings:?}"
            );
        }
        // A compression is taken at its word.
        assert_eq!(decode(&["br"], JSON), Decoded::Encoded("br".into()));
    }

    proptest::proptest! {
        #[test]
        fn never_panics(coding in "[ -~]*", body: Vec<u8>) {
            let headers = HeaderMap::from_iter([(CONTENT_ENCODING, coding.parse().unwrap())]);
            let _ = decode_body(&headers, body.into(), ALLOWED);
        }
    }
}
