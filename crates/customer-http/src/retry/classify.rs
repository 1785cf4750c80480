//! Sorting what went wrong below HTTP by one question: may the server have acted?

use std::error::Error as StdError;
use std::io;

/// Whether the server can have seen a request that has no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// It cannot: no byte of the request left, or the server refused the stream unseen.
    Never,
    /// It may have, and may have acted.
    Maybe,
}

/// Why there is no response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The request cannot be sent.
    Invalid,
    /// The server's certificate was refused, or no TLS version is shared. Trying again is of no
    /// use.
    Tls,
    /// No connection was made.
    Connect,
    /// Time was up.
    TimedOut,
    /// The connection broke.
    Broken,
    /// The body is longer than allowed.
    TooLarge,
}

/// Sorts an error that came in the place of a response.
///
/// What is not known to be harmless counts as [`Reach::Maybe`]. In particular, a connection that
/// was closed for going away (HTTP/2 `GOAWAY`) also fails the requests that the server was still
/// working on, so it tells nothing; only a stream refused by name does.
pub(crate) fn classify(error: &reqwest::Error) -> (Reach, Cause) {
    if error.is_builder() {
        return (Reach::Never, Cause::Invalid);
    }
    if error.is_connect() {
        let cause = if sources(error).any(is_refused_tls) {
            Cause::Tls
        } else {
            Cause::Connect
        };
        return (Reach::Never, cause);
    }
    if sources(error).any(was_never_started) {
        return (Reach::Never, Cause::Connect);
    }
    let cause = if error.is_timeout() {
        Cause::TimedOut
    } else {
        Cause::Broken
    };
    (Reach::Maybe, cause)
}

fn sources<'a>(
    error: &'a (dyn StdError + 'static),
) -> impl Iterator<Item = &'a (dyn StdError + 'static)> {
    std::iter::successors(error.source(), |error| (*error).source())
}

/// Whether the handshake failed for a reason that stays. An `io::Error` is asked for what it wraps,
/// since its source is the source of that.
fn is_refused_tls(error: &(dyn StdError + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(
            error,
            rustls::Error::InvalidCertificate(_)
                | rustls::Error::PeerIncompatible(_)
                | rustls::Error::General(_)
        );
    }
    error
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref)
        .is_some_and(|inner| is_refused_tls(inner))
}

/// hyper calls a request canceled only while it is still in its queue; a stream that the server
/// refused was not looked at (RFC 9113, section 8.7).
fn was_never_started(error: &(dyn StdError + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<hyper::Error>() {
        return error.is_canceled();
    }
    #[cfg(feature = "http2")]
    if let Some(error) = error.downcast_ref::<h2::Error>() {
        return error.is_reset()
            && error.is_remote()
            && error.reason() == Some(h2::Reason::REFUSED_STREAM);
    }
    false
}
