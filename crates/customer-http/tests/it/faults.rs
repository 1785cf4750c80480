//! Every fault, met by a read and by a write: the kind, and how often the server was asked.

use std::error::Error as _;
use std::io::Write as _;
use std::time::{Duration, Instant};

use customer_core::ErrorKind::{
    self, ConnectionFailed, InvalidInput, NotFound, OutcomeUnknown, RateLimited, Rejected,
    TimedOut, Unavailable, UnexpectedResponse,
};
use customer_core::{Error, RetryAdvice};
use customer_http::{
    FastForwardClock, HttpClient, HttpOptions, ProviderFailure, Request, RetryPolicy,
};

use crate::support::{Act, Server, TimesOutOnArrival, answer, builder, ok, options, read, write};

/// What a call came to: the kind of error if any, requests that reached the server, exhausted.
type Outcome = (Option<ErrorKind>, usize, bool);

/// Waits are skipped; an attempt may take longer than any answer does.
fn client(url: &str) -> HttpClient {
    client_with(url, options().clock(FastForwardClock::new()))
}

fn client_with(url: &str, options: HttpOptions) -> HttpClient {
    let options = options
        .retry(RetryPolicy::default().max_attempts(3))
        .max_body_bytes(100_000);
    builder(url)
        .options(options)
        .error_decoder(|response| {
            let body = response.json::<serde_json::Value>().ok()?;
            let code = body.get("code")?.as_str()?.to_owned();
            (body.get("success") == Some(&false.into()))
                .then(|| ProviderFailure::new().with_code(code))
        })
        .build()
        .unwrap()
}

async fn meet(act: Act, request: Request) -> (Outcome, Option<Error>) {
    let silent = matches!(act, Act::Hang(_) | Act::Trickle(_));
    let server = Server::start(move |_| act.clone()).await;
    let client = if silent {
        client_with(&server.url, options().clock(TimesOutOnArrival::at(&server)))
    } else {
        client(&server.url)
    };
    let result = client.send(request).await;
    let outcome = match &result {
        Ok(_) => (None, server.count(), false),
        Err(error) => (Some(error.kind()), server.count(), error.is_exhausted()),
    };
    (outcome, result.err())
}

fn cut() -> Vec<u8> {
    b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"id\":".to_vec()
}

fn gzipped(bytes: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![b' '; bytes]).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
#[allow(clippy::too_many_lines)] // a table
async fn each_fault_has_its_kind_and_no_write_that_may_have_acted_is_retried() {
    let gzip = "content-encoding: gzip\r\n";
    let after = "retry-after: 5\r\n";
    let failed = |kind| (Some(kind), 3, true);
    let refused = |kind| (Some(kind), 1, false);
    let unknown = (Some(OutcomeUnknown), 1, false);
    let rows: Vec<(&str, Act, Outcome, Outcome)> = vec![
        (
            "an answer",
            Act::Answer(ok()),
            (None, 1, false),
            (None, 1, false),
        ),
        (
            "closed after reading",
            Act::Close(vec![]),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "reset after reading",
            Act::Reset(vec![]),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "cut in the head",
            Act::Close(b"HTTP/1.1 20".to_vec()),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "reset in the head",
            Act::Reset(b"HTTP/1.1 20".to_vec()),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "cut in the body",
            Act::Close(cut()),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "reset in the body",
            Act::Reset(cut()),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "not HTTP",
            Act::Close(b"SSH-2.0-OpenSSH\r\n".to_vec()),
            failed(ConnectionFailed),
            unknown,
        ),
        ("no answer", Act::Hang(vec![]), failed(TimedOut), unknown),
        (
            "no end of the head",
            Act::Trickle(b"HTTP/1.1 200 OK\r\nx: ".to_vec()),
            failed(TimedOut),
            unknown,
        ),
        (
            "no end of the body",
            Act::Hang(cut()),
            failed(TimedOut),
            unknown,
        ),
        (
            "a body without end",
            Act::Endless(b"HTTP/1.1 200 OK\r\n\r\n".to_vec()),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a body of a gigabyte, announced",
            Act::Endless(b"HTTP/1.1 200 OK\r\ncontent-length: 1073741824\r\n\r\n".to_vec()),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a body that inflates",
            Act::Answer(answer(200, gzip, gzipped(50_000_000))),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "compressed",
            Act::Answer(answer(200, gzip, gzipped(10))),
            (None, 1, false),
            (None, 1, false),
        ),
        (
            "compressed and broken",
            Act::Answer(answer(200, gzip, "no")),
            failed(ConnectionFailed),
            unknown,
        ),
        (
            "compressed, spelled otherwise",
            Act::Answer(answer(200, "content-encoding: X-GZIP\r\n", gzipped(10))),
            (None, 1, false),
            (None, 1, false),
        ),
        (
            "a body that inflates, spelled otherwise",
            Act::Answer(answer(
                200,
                "content-encoding: X-GZIP\r\n",
                gzipped(50_000_000),
            )),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "in a coding that was not asked for",
            Act::Answer(answer(200, "content-encoding: br\r\n", "\x0b\x02")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "refused, words in a coding that was not asked for",
            Act::Answer(answer(404, "content-encoding: zstd\r\n", "\x28")),
            refused(NotFound),
            refused(NotFound),
        ),
        (
            "too many, words in a coding that was not asked for",
            Act::Answer(answer(429, "content-encoding: br\r\n", "\x0b")),
            failed(RateLimited),
            failed(RateLimited),
        ),
        (
            "a redirect",
            Act::Answer(answer(302, "location: http://127.0.0.1:1/\r\n", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a redirect that keeps the method",
            Act::Answer(answer(307, "location: /elsewhere\r\n", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a redirect for good",
            Act::Answer(answer(301, "location: /elsewhere\r\n", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a redirect for good that keeps the method",
            Act::Answer(answer(308, "location: /elsewhere\r\n", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "not modified",
            Act::Answer(b"HTTP/1.1 304 Status\r\n\r\n".to_vec()),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a switch of protocols that was not asked for",
            Act::Answer(
                b"HTTP/1.1 101 Status\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n".to_vec(),
            ),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "a status that HTTP does not have",
            Act::Answer(answer(600, "", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "the last status that can be written",
            Act::Answer(answer(999, "", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "see other",
            Act::Answer(answer(303, "location: /done\r\n", "")),
            refused(UnexpectedResponse),
            unknown,
        ),
        (
            "refused",
            Act::Answer(answer(400, "", "{}")),
            refused(InvalidInput),
            refused(InvalidInput),
        ),
        (
            "refused, words cut",
            Act::Close(b"HTTP/1.1 404 No\r\ncontent-length: 9\r\n\r\n{".to_vec()),
            refused(NotFound),
            refused(NotFound),
        ),
        (
            "refused, words without end",
            Act::Endless(b"HTTP/1.1 404 No\r\n\r\n".to_vec()),
            refused(NotFound),
            refused(NotFound),
        ),
        (
            "refused, words never come",
            Act::Hang(b"HTTP/1.1 404 No\r\ncontent-length: 9\r\n\r\n".to_vec()),
            refused(NotFound),
            refused(NotFound),
        ),
        (
            "refused in a 200",
            Act::Answer(answer(200, "", r#"{"success":false,"code":"No"}"#)),
            refused(Rejected),
            refused(Rejected),
        ),
        (
            "too many",
            Act::Answer(answer(429, "", "")),
            failed(RateLimited),
            failed(RateLimited),
        ),
        (
            "too many, cut",
            Act::Close(b"HTTP/1.1 429 No\r\ncontent-length: 9\r\n\r\n".to_vec()),
            failed(RateLimited),
            failed(RateLimited),
        ),
        (
            "too many, come back",
            Act::Answer(answer(429, after, "")),
            failed(RateLimited),
            failed(RateLimited),
        ),
        (
            "unavailable, come back",
            Act::Answer(answer(503, after, "")),
            failed(Unavailable),
            unknown,
        ),
        (
            "unavailable",
            Act::Answer(answer(503, "", "")),
            failed(Unavailable),
            unknown,
        ),
        (
            "failed",
            Act::Answer(answer(500, after, "")),
            failed(Unavailable),
            unknown,
        ),
        (
            "a proxy failed",
            Act::Answer(answer(502, "", "<html>")),
            failed(Unavailable),
            unknown,
        ),
        (
            "too late",
            Act::Answer(answer(504, "", "")),
            failed(Unavailable),
            unknown,
        ),
    ];
    let mut meetings = tokio::task::JoinSet::new();
    for (name, act, of_read, of_write) in rows {
        meetings.spawn(async move {
            let (outcome, _) = meet(act.clone(), read()).await;
            assert_eq!(outcome, of_read, "a read, {name}");
            let (outcome, error) = meet(act, write()).await;
            assert_eq!(outcome, of_write, "a write, {name}");
            if let Some(error) = error {
                assert_eq!(error.attempts() as usize, outcome.1, "{name}");
                let advice = error.retry_advice() == RetryAdvice::OutcomeUnknown;
                assert_eq!(advice, error.kind() == OutcomeUnknown, "{name}");
            }
        });
    }
    // Brings the panic of a row that failed.
    meetings.join_all().await;
}

#[tokio::test]
async fn a_connection_that_was_never_made_is_retried_for_writes_too() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for request in [read(), write()] {
        let error = client(&url).send(request).await.unwrap_err();
        assert_eq!(error.kind(), ConnectionFailed);
        assert_eq!((error.attempts(), error.is_exhausted()), (3, true));
        assert!(error.source().is_some());
        assert!(!format!("{error:?}").contains("customers"), "{error:?}");
    }
}

#[tokio::test]
async fn a_connect_timeout_is_distinguished_from_a_late_response() {
    // Its queue of one is full, so it answers no further connection.
    let socket = tokio::net::TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(1).unwrap();
    let address = listener.local_addr().unwrap();
    let mut fillers = tokio::task::JoinSet::new();
    for _ in 0..8 {
        fillers.spawn(tokio::net::TcpStream::connect(address));
    }
    tokio::time::sleep(Duration::from_millis(100)).await;
    let error = client_with(
        &format!("http://{address}"),
        options()
            .clock(FastForwardClock::new())
            .connect_timeout(Duration::from_millis(300)),
    )
    .send(write())
    .await
    .unwrap_err();
    assert_eq!(error.kind(), ConnectionFailed);
    assert_eq!(error.message(), "the connection was not made in time");
    assert_eq!(error.attempts(), 3);
}

#[tokio::test]
async fn a_write_succeeds_after_the_server_closed_an_idle_connection() {
    let server = Server::start(|number| {
        if number == 0 {
            Act::Close(answer(200, "", "{}"))
        } else {
            Act::Answer(ok())
        }
    })
    .await;
    let client = client(&server.url);
    client.send(read()).await.unwrap();
    // The close is there by now: one that crosses a write on its way leaves that unknown.
    tokio::time::sleep(Duration::from_millis(100)).await;
    for _ in 0..20 {
        client.send(write()).await.unwrap();
    }
    assert_eq!(server.count(), 21);
}

#[tokio::test]
async fn the_total_timeout_bounds_attempts_waits_and_bodies() {
    let server = Server::start(|_| Act::Trickle(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())).await;
    let options = options()
        .attempt_timeout(Duration::from_secs(3600))
        .total_timeout(Duration::from_millis(700));
    let client = builder(&server.url).options(options).build().unwrap();
    let started = Instant::now();
    for (request, kind) in [(read(), TimedOut), (write(), OutcomeUnknown)] {
        let error = client.send(request).await.unwrap_err();
        assert_eq!(error.kind(), kind);
        assert_eq!(error.status(), Some(200));
        assert_eq!(error.attempts(), 1);
    }
    // An hour is what it would have been; the bound itself is too fine to be measured here.
    assert!(started.elapsed() < Duration::from_secs(600));
}

#[tokio::test]
async fn a_body_that_is_not_json_is_described_in_the_error() {
    for (body, message) in [
        (&b""[..], "the response is empty, not JSON"),
        (
            b"<html><body>jane@example.com",
            "the response is HTML, not JSON",
        ),
        (b"{\"id\": \"\xff\"}", "the response is not valid UTF-8"),
        (
            b"\x1f\x8b\x08\x00",
            "the response is compressed with gzip, not JSON",
        ),
        (
            b"\x28\xb5\x2f\xfd",
            "the response is compressed with zstd, not JSON",
        ),
        (
            b"{\"id\": \"Jane",
            "the response is JSON that ends in the middle",
        ),
    ] {
        let body = body.to_vec();
        let server =
            Server::start(move |_| Act::Answer(answer(200, "x-request-id: r-1\r\n", &body))).await;
        let client = self::client(&server.url);
        let response = client.send(read()).await.unwrap();
        let error = response.json::<serde_json::Value>().unwrap_err();
        assert_eq!(
            (error.kind(), error.message()),
            (UnexpectedResponse, message)
        );
        assert_eq!(
            (error.status(), error.request_id()),
            (Some(200), Some("r-1"))
        );
        assert!(
            !format!("{error:?}").to_lowercase().contains("jane"),
            "{error:?}"
        );

        let response = client.send(write()).await.unwrap();
        let error = response.json::<serde_json::Value>().unwrap_err();
        assert_eq!(error.kind(), OutcomeUnknown);
        assert!(error.source().unwrap().to_string().contains(message));
    }
}

#[tokio::test]
async fn a_response_in_an_unrequested_content_coding_is_refused_by_name() {
    for (header, name) in [
        ("br", "br"),
        ("Deflate", "deflate"),
        ("zstd", "zstd"),
        ("gzip, br", "gzip, br"),
        ("br\r\ncontent-encoding: zstd", "br, zstd"),
    ] {
        for body in ["\x0b\x02\u{80}", r#"{"id":"Jane"}"#] {
            let headers = format!("content-encoding: {header}\r\nx-request-id: r-1\r\n");
            let server = Server::start(move |_| Act::Answer(answer(200, &headers, body))).await;
            let client = self::client(&server.url);
            for (request, kind) in [(read(), UnexpectedResponse), (write(), OutcomeUnknown)] {
                let error = client.send(request).await.unwrap_err();
                let words = format!("the response is encoded as {name}, which was not asked for");
                assert_eq!((error.kind(), error.message()), (kind, &*words), "{header}");
                assert_eq!(
                    (error.status(), error.request_id()),
                    (Some(200), Some("r-1"))
                );
            }
            assert_eq!(server.count(), 2);
        }
    }
}
