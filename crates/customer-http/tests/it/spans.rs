//! The names under which calls and attempts are traced.

use customer_http::FastForwardClock;
use customer_test_logs::listen;

use crate::support::{Act, Server, answer, client, ok, options, read, write};

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
    let log = listen();
    client(&server.url, options().clock(FastForwardClock::new()))
        .send(read())
        .await
        .unwrap();
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
    // Events of a call or an attempt are logged inside its span, also those of other crates.
    closed(&["customer.call{", "customer.attempt{"]);
    let inside = |span: &str, what: &str| {
        let place = |line: &str| Some((line.find(span)?, line.find(what)?));
        text.lines()
            .any(|line| place(line).is_some_and(|(span, what)| span < what))
    };
    assert!(inside("customer.call{", "waiting"), "{text}");
    assert!(inside("customer.attempt{", "hyper_util::"), "{text}");
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
async fn a_span_records_the_kind_of_error() {
    let server = Server::start(|_| Act::Close(vec![])).await;
    let log = listen();
    client(&server.url, options())
        .send(write())
        .await
        .unwrap_err();
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
