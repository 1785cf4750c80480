//! What may be in a log: no secret, and nobody's name, address, phone or e-mail.

use std::time::Duration;

use customer_core::Operation;
use customer_http::{
    BearerKey, FastForwardClock, HeaderName, HttpClient, HttpOptions, Request, Secret,
};

use crate::support::{Act, Server, answer, builder, options};
use crate::tls::{Stream, acceptor, authority, h2_server, trusting};
use customer_test_logs::{SERVER_THREAD, listen};

const FORBIDDEN: [&str; 12] = [
    "sk_live_abc",
    "rt_secret",
    "idem_7f3a",
    "jane.roe",
    "jane%2Eroe",
    "example.com",
    "Roe",
    "Baker Street",
    "Baker%20Street",
    "98765",
    "cus_0001",
    "5551234",
];

fn requests() -> Vec<Request> {
    let secret = Secret::from("rt_secret_1".to_owned());
    vec![
        Request::get(Operation::FindCustomersByEmail, "/customers/{email}/email")
            .path_value("email", "jane.roe@example.com")
            .query("search", "Jane Roe~+91 98765 43210"),
        Request::post(Operation::CreateCustomer, "/customers")
            .json(&serde_json::json!({
                "emailAddress": "jane.roe@example.com",
                "phone": "+919876543210",
                "name": "Jane Roe",
                "address": "221B Baker Street",
            }))
            .unwrap(),
        Request::patch(Operation::BlockCustomer, "/customers/{id}/block")
            .path_value("id", "cus_0001"),
        Request::post(Operation::Native("refresh"), "/auth/refresh")
            .bearer(&secret)
            .unwrap()
            .secret_header(HeaderName::from_static("x-api-key"), &secret)
            .unwrap()
            .json(&serde_json::json!({ "refresh_token": "rt_secret_1" }))
            .unwrap(),
        Request::post(Operation::CreateCustomer, "/customers")
            .form(
                &serde_json::json!({ "name": "Jane Roe", "metadata": { "phone": "98765 43210" } }),
            )
            .unwrap()
            .idempotent_by(HeaderName::from_static("idempotency-key"), "idem_7f3a")
            .unwrap(),
    ]
}

async fn call_all(client: &HttpClient) {
    for request in requests() {
        let text = match client.send(request).await {
            Ok(response) => match response.json::<Vec<u8>>() {
                Ok(value) => format!("{value:?}"),
                Err(error) => format!("{error} {error:?}"),
            },
            Err(error) => format!("{error} {error:?}"),
        };
        for forbidden in FORBIDDEN {
            assert!(
                !text.contains(forbidden),
                "{forbidden:?} in an error: {text}"
            );
        }
    }
}

fn assert_clean(log: &str) {
    assert!(log.contains("customer.attempt"), "the log is empty");
    for line in log.lines() {
        for forbidden in FORBIDDEN {
            assert!(
                !line.contains(forbidden),
                "{forbidden:?} in the log: {line}"
            );
        }
    }
}

#[tokio::test]
async fn logs_at_trace_level_hold_no_personal_data_over_http_1() {
    let body =
        r#"{"emailAddress":"jane.roe@example.com","name":"Jane Roe","phone":"+919876543210"}"#;
    let acts = [
        Act::Answer(answer(200, "x-customer: jane.roe@example.com\r\n", body)),
        Act::Answer(answer(
            409,
            "",
            r#"{"message":"jane.roe@example.com (+91 98765 43210) exists"}"#,
        )),
        Act::Answer(answer(
            500,
            "",
            "<html>jane.roe@example.com not found at 5551234567",
        )),
        Act::Answer(answer(
            302,
            "location: http://jane.roe@example.com/?phone=9876543210\r\n",
            body,
        )),
        Act::Answer(answer(200, "content-encoding: gzip\r\n", body)),
        Act::Close(
            b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"name\":\"Jane Roe\"".to_vec(),
        ),
        Act::Close(b"HTTP/1.1 jane.roe@example.com\r\n\r\n".to_vec()),
        Act::Close(b"HTTP/1.1 200 OK\r\nJane Roe jane.roe@example.com\r\n\r\n".to_vec()),
        Act::Hang(b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"name\":\"Jane Roe\"".to_vec()),
        Act::Reset(vec![]),
    ];
    let log = listen();
    for act in acts {
        let server = Server::start(move |_| act.clone()).await;
        let client = builder(&server.url)
            .authorization(BearerKey::new("sk_live_abc123"))
            .options(
                options()
                    .clock(FastForwardClock::new())
                    .attempt_timeout(Duration::from_millis(200)),
            )
            .error_decoder(|response| {
                let body = response.json::<serde_json::Value>().ok()?;
                let message = body.get("message")?.as_str()?.to_owned();
                Some(customer_http::ProviderFailure::new().with_message(message))
            })
            .build()
            .unwrap();
        call_all(&client).await;
    }
    assert_clean(&log.text());
}

#[tokio::test]
async fn logs_at_trace_level_hold_no_personal_data_over_http_2_and_tls() {
    let authority = authority();
    let log = listen();
    for behaviour in [
        Stream::Answer,
        Stream::RefuseFirst,
        Stream::Reset,
        Stream::GoAway,
    ] {
        // Built in another thread, the server's own logs are not listened to: they are not ours.
        let acceptor = acceptor(&authority, "localhost");
        let (sender, receiver) = tokio::sync::oneshot::channel();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::Builder::new().name(SERVER_THREAD.to_owned());
        let thread = thread.spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async move {
                let server = h2_server(acceptor, behaviour).await;
                sender.send(server.url.clone()).unwrap();
                let _ = stopped.await;
            });
        });
        let url = receiver.await.unwrap();
        let client = builder(&url)
            .authorization(BearerKey::new("sk_live_abc123"))
            .options(trusting(&authority))
            .build()
            .unwrap();
        call_all(&client).await;
        drop(stop);
        thread.unwrap().join().unwrap();
    }
    assert_clean(&log.text());
}

#[test]
fn the_log_listener_of_this_test_hears_every_library() {
    let log = listen();
    tracing::trace!("jane.roe");
    // Says that it builds a client, through the `log` facade.
    builder("https://api.example")
        .options(HttpOptions::new())
        .build()
        .unwrap();
    let text = log.text();
    assert!(
        text.contains("TRACE") && text.contains("jane.roe"),
        "{text}"
    );
    assert!(text.contains("rustls"), "{text}");
}
