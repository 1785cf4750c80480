//! The names under which calls and attempts are traced.

use std::cell::RefCell;
use std::sync::{Arc, Mutex, Once};

use customer_http::FastForwardClock;
use tracing_subscriber::fmt::format::FmtSpan;
use tracing_subscriber::util::SubscriberInitExt;

use crate::support::{Act, Server, answer, client, ok, options, read, write};

/// Keeps what is traced and logged on one thread.
#[derive(Debug, Clone, Default)]
pub(crate) struct Log(Arc<Mutex<Vec<u8>>>);

thread_local! {
    static LISTENING: RefCell<Option<Log>> = const { RefCell::new(None) };
}

impl Log {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// Hands what is written on a thread to the log that listens there.
struct ToThisThread;

impl std::io::Write for ToThisThread {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        LISTENING.with_borrow(|log| {
            if let Some(log) = log {
                log.0.lock().unwrap().extend_from_slice(bytes);
            }
        });
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Stops listening when it is dropped.
pub(crate) struct Listening;

impl Drop for Listening {
    fn drop(&mut self) {
        LISTENING.set(None);
    }
}

/// Everything that this thread traces and logs, at the finest level. One subscriber serves the
/// process: with one a thread, a span that two tests meet first at once may be lost to both.
pub(crate) fn listen() -> (Log, Listening) {
    static INSTALLED: Once = Once::new();
    INSTALLED.call_once(|| {
        tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::FULL)
            .with_ansi(false)
            // Numbers in which a phone number could hide.
            .without_time()
            .with_writer(|| ToThisThread)
            .finish()
            .init();
    });
    let log = Log::default();
    LISTENING.set(Some(log.clone()));
    (log, Listening)
}

#[tokio::test]
async fn spans_tell_the_operation_and_each_attempt() {
    let server = Server::start(|number| {
        Act::Answer(if number == 0 {
            answer(503, "", "")
        } else {
            ok()
        })
    })
    .await;
    let (log, guard) = listen();
    client(&server.url, options().clock(FastForwardClock::new()))
        .send(read())
        .await
        .unwrap();
    drop(guard);
    let port = server.url.rsplit(':').next().unwrap();
    let text = log.text();
    let closed = |parts: &[&str]| {
        assert!(
            text.lines().any(
                |line| line.contains(": close") && parts.iter().all(|part| line.contains(part))
            ),
            "no closed span with {parts:?} in\n{text}"
        );
    };
    let attempt = [
        "customer.attempt{otel.name=GET /customers/{id} otel.kind=\"client\"",
        "http.request.method=\"GET\"",
        "url.template=\"/customers/{id}\"",
        "server.address=\"127.0.0.1\"",
        &format!("server.port={port}"),
        "customer.provider=\"example\"",
    ];
    closed(
        &[
            &attempt[..],
            &[
                "http.response.status_code=503",
                "error.type=503",
                "otel.status_code=\"ERROR\"",
            ],
        ]
        .concat(),
    );
    closed(
        &[
            &attempt[..],
            &[
                "http.response.status_code=200",
                "http.request.resend_count=1",
            ],
        ]
        .concat(),
    );
    closed(&[
        "customer.call{otel.name=\"get_customer\"",
        "customer.operation=\"get_customer\"",
        "customer.effect=\"read\"",
        "customer.outcome=\"ok\"",
        "customer.attempts=2",
    ]);
    assert!(
        text.contains("waiting customer.wait.reason=\"backoff\"")
            || text.contains("waiting") && text.contains("backoff")
    );
    assert!(!text.contains("url.full"));
}

#[tokio::test]
async fn a_span_tells_the_kind_of_failure() {
    let server = Server::start(|_| Act::Close(vec![])).await;
    let (log, guard) = listen();
    client(&server.url, options())
        .send(write())
        .await
        .unwrap_err();
    drop(guard);
    let text = log.text();
    let closing = |span: &str| {
        text.lines()
            .rfind(|line| line.contains(": close") && line.contains(span))
            .unwrap_or_default()
            .to_owned()
    };
    assert!(
        closing("customer.call").contains("customer.outcome=\"outcome_unknown\""),
        "{text}"
    );
    assert!(
        closing("customer.attempt{").contains("error.type=\"outcome_unknown\""),
        "{text}"
    );
}
