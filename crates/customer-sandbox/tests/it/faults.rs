//! Injected faults, as a client sees them.

use std::time::{Duration, Instant};

use customer_sandbox::{Effect, Fault, Provider, ResetPoint, Sandbox};
use reqwest::Response;
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::support::{Bench, client};

/// Creates a customer at KohortPay's stand-in.
async fn create(bench: &Bench) -> Result<Response, reqwest::Error> {
    let access = bench.sandbox.kohortpay();
    bench
        .client
        .post(format!("{}/customers", access.base_url))
        .bearer_auth(&access.test_key)
        .header("content-type", "application/json")
        .body(r#"{"emailAddress":"a@example.com"}"#)
        .send()
        .await
}

fn committed(bench: &Bench) -> u64 {
    bench.sandbox.committed(Provider::KOHORTPAY)
}

/// What a plain connection receives, and how it ends.
async fn raw(bench: &Bench) -> (String, std::io::Result<()>) {
    let authority = bench
        .sandbox
        .kohortpay()
        .base_url
        .strip_prefix("http://")
        .unwrap();
    let key = &bench.sandbox.kohortpay().test_key;
    let body = r#"{"emailAddress":"a@example.com"}"#;
    let request = format!(
        "POST /customers HTTP/1.1\r\nhost: {authority}\r\nauthorization: Bearer {key}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut stream = TcpStream::connect(authority).await.unwrap();
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut received = Vec::new();
    let mut piece = [0; 1024];
    let end = loop {
        match stream.read(&mut piece).await {
            Ok(0) => break Ok(()),
            Ok(count) => received.extend_from_slice(&piece[..count]),
            Err(error) => break Err(error),
        }
    };
    (String::from_utf8_lossy(&received).into_owned(), end)
}

/// The body that is there, and the length that was announced.
fn body_and_length(answer: &str) -> (&str, usize) {
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .unwrap();
    (body, length.parse().unwrap())
}

#[tokio::test]
async fn a_reset_happens_at_the_point_that_was_asked_for() {
    let bench = Bench::start().await;
    let mut acted = 0;
    for point in ResetPoint::ALL {
        for _ in 0..2 {
            bench.sandbox.faults().push(Fault::reset(point));
        }
        let (received, end) = raw(&bench).await;
        assert_eq!(
            end.unwrap_err().kind(),
            std::io::ErrorKind::ConnectionReset,
            "{point:?}"
        );
        match point {
            ResetPoint::InHead => {
                assert_eq!(received, "HTTP/1.1 201 Created");
            }
            ResetPoint::InBody => {
                let (body, length) = body_and_length(&received);
                assert_eq!(body.len(), length / 2, "{received}");
            }
            _ => assert_eq!(received, "", "{point:?}"),
        }
        let answer = create(&bench).await;
        let error = match answer {
            Ok(response) => response.bytes().await.unwrap_err(),
            Err(error) => error,
        };
        assert!(!error.is_connect(), "{point:?}: {error:?}");
        acted += match point {
            ResetPoint::BeforeReading | ResetPoint::AfterReading => 0,
            _ => 2,
        };
        assert_eq!(committed(&bench), acted, "{point:?}");
        let requests = bench.sandbox.requests();
        let last = requests.last().unwrap();
        assert_eq!(
            last.body.is_empty(),
            point == ResetPoint::BeforeReading,
            "{point:?}"
        );
        let is_begun = matches!(point, ResetPoint::InHead | ResetPoint::InBody);
        assert_eq!(last.status, is_begun.then_some(201), "{point:?}");
    }
    assert_eq!(create(&bench).await.unwrap().status(), 201);
    assert_eq!(bench.sandbox.faults().applied(), 10);
}

#[tokio::test]
async fn a_cut_body_closes_the_connection_before_the_announced_length() {
    let bench = Bench::start().await;
    bench.sandbox.faults().push(Fault::cut_body().times(2));
    let (received, end) = raw(&bench).await;
    assert!(end.is_ok(), "{end:?}");
    let (body, length) = body_and_length(&received);
    assert_eq!(body.len(), length / 2);
    let response = create(&bench).await.unwrap();
    assert_eq!(response.status(), 201);
    response.bytes().await.unwrap_err();
    assert_eq!(committed(&bench), 2);
}

#[tokio::test]
async fn a_trickled_body_arrives_completely() {
    let bench = Bench::start().await;
    let pause = Duration::from_millis(1);
    bench.sandbox.faults().push(Fault::trickle_body(40, pause));
    let start = Instant::now();
    let mut response = create(&bench).await.unwrap();
    let mut pieces = Vec::new();
    while let Some(piece) = response.chunk().await.unwrap() {
        pieces.push(piece);
    }
    let body: Vec<u8> = pieces.concat();
    assert!(serde_json::from_slice::<serde_json::Value>(&body).unwrap()["id"].is_string());
    assert!(start.elapsed() >= pause * u32::try_from(body.len() / 40).unwrap());
}

#[tokio::test]
async fn a_delay_is_before_or_after_the_request_is_executed() {
    let bench = Bench::start().await;
    let delay = Duration::from_millis(30);
    for fault in [Fault::delay(delay), Fault::delay(delay).after_acting()] {
        bench.sandbox.faults().push(fault);
        let start = Instant::now();
        assert_eq!(create(&bench).await.unwrap().status(), 201);
        assert!(start.elapsed() >= delay);
    }

    // A caller that hangs up learns nothing, and still the request is carried out.
    for fault in [Fault::delay(delay), Fault::delay(delay).after_acting()] {
        bench.sandbox.faults().push(fault);
        let (acted, seen) = (
            committed(&bench),
            bench.sandbox.request_count(Provider::KOHORTPAY),
        );
        let url = format!("{}/customers", bench.sandbox.kohortpay().base_url);
        let asking = bench
            .client
            .post(url)
            .bearer_auth(&bench.sandbox.kohortpay().test_key)
            .header("content-type", "application/json")
            .body(r#"{"emailAddress":"a@example.com"}"#);
        let asking = tokio::spawn(asking.send());
        while bench
            .sandbox
            .requests()
            .last()
            .is_none_or(|last| last.body.is_empty())
            || bench.sandbox.request_count(Provider::KOHORTPAY) == seen
        {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        asking.abort();
        while committed(&bench) == acted {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
}

#[tokio::test]
async fn connections_are_refused_until_the_time_is_over_or_faults_are_cleared() {
    let mut bench = Bench::start().await;
    assert_eq!(create(&bench).await.unwrap().status(), 201);
    bench
        .sandbox
        .faults()
        .push(Fault::refuse_connections(None).provider(Provider::KOHORTPAY));
    // A client that keeps its connections may learn by its next request only that they were closed.
    bench.client = client();
    for _ in 0..3 {
        assert!(create(&bench).await.unwrap_err().is_connect());
    }
    let faults = bench.sandbox.faults();
    assert_eq!(faults.list().len(), 1);
    assert_eq!(bench.komerza("GET", "/customers", "").await.status, 200);
    faults.clear();
    assert!(faults.list().is_empty());
    assert_eq!(create(&bench).await.unwrap().status(), 201);

    let time = Duration::from_secs(1);
    faults.push(Fault::refuse_connections(Some(time)));
    bench.client = client();
    assert!(create(&bench).await.unwrap_err().is_connect());
    while create(&bench).await.is_err() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    while !bench.sandbox.faults().list().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    assert_eq!(committed(&bench), 3);
    assert_eq!(bench.komerza("GET", "/customers", "").await.status, 200);
}

#[tokio::test]
async fn idle_connections_are_closed_before_new_ones_are_refused() {
    let bench = Bench::start().await;
    let authority = bench
        .sandbox
        .kohortpay()
        .base_url
        .strip_prefix("http://")
        .unwrap();
    let mut stream = TcpStream::connect(authority).await.unwrap();
    stream
        .write_all(b"GET /customers HTTP/1.1\r\nhost: x\r\n\r\n")
        .await
        .unwrap();
    let mut answer = vec![0; 4096];
    assert!(stream.read(&mut answer).await.unwrap() > 0);
    bench.sandbox.faults().push(Fault::refuse_connections(None));
    assert_eq!(stream.read(&mut answer).await.unwrap(), 0);
    assert!(TcpStream::connect(authority).await.is_err());
}

#[tokio::test]
async fn a_status_has_the_envelope_of_its_provider_and_may_come_after_the_request_is_executed() {
    let bench = Bench::start().await;
    let faults = bench.sandbox.faults();
    faults.push(Fault::status(429).retry_after("7"));
    let response = create(&bench).await.unwrap();
    assert_eq!(response.status(), 429);
    assert_eq!(response.headers()["retry-after"], "7");
    faults.push(Fault::status(500).after_acting());
    let response = create(&bench).await.unwrap();
    assert_eq!(response.status(), 500);
    assert!(!response.headers().contains_key("retry-after"));
    let body = response.text().await.unwrap();
    assert!(body.contains(r#""type":"api_error""#), "{body}");
    assert_eq!(committed(&bench), 1);

    faults.push(Fault::status(503).always());
    let komerza = bench.komerza("GET", "/customers", "").await;
    assert_eq!(
        (komerza.status, komerza.text_at("/code")),
        (503, "InternalServerError")
    );
    let engine = bench.engine("POST", "/customers", "{}").await;
    assert_eq!(
        (engine.status, &engine.json["success"]),
        (503, &json!(false))
    );
    faults.clear();
    assert_eq!(bench.engine("POST", "/customers", "{}").await.status, 200);
}

#[tokio::test]
async fn a_fault_with_a_count_stops_after_that_many_requests() {
    let bench = Bench::start().await;
    bench
        .sandbox
        .faults()
        .push(Fault::status(503).method("POST").times(3));
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(create(&bench).await.unwrap().status().as_u16());
    }
    assert_eq!(statuses, [503, 503, 503, 201]);
}

#[tokio::test]
async fn a_fault_applies_only_to_its_route_below_the_base_url() {
    let bench = Bench::start().await;
    let faults = bench.sandbox.faults();
    faults.push(
        Fault::status(503)
            .route("/customers/{id}/addresses")
            .provider(Provider::COMMERCEENGINE),
    );
    let made = bench.engine("POST", "/customers", "{}").await;
    let id = made.text_at("/content/customer_detail/id");
    assert_eq!(
        bench
            .engine("GET", &format!("/auth/user/{id}"), "")
            .await
            .status,
        200
    );
    let path = format!("/customers/{id}/addresses");
    assert_eq!(bench.engine("GET", &path, "").await.status, 503);
    assert_eq!(bench.engine("GET", &path, "").await.status, 200);
    faults.push(Fault::status(503).path_prefix("/auth/"));
    assert_eq!(
        bench
            .engine("GET", &format!("/auth/user/{id}"), "")
            .await
            .status,
        503
    );
}

#[tokio::test]
async fn malformed_responses_are_sent_as_asked() {
    let bench = Bench::start().await;
    let faults = bench.sandbox.faults();
    faults.push(Fault::html(502));
    let response = create(&bench).await.unwrap();
    assert_eq!(response.status(), 502);
    assert!(
        response.headers()["content-type"]
            .to_str()
            .unwrap()
            .starts_with("text/html")
    );
    assert!(
        response
            .text()
            .await
            .unwrap()
            .contains("<h1>Bad Gateway</h1>")
    );

    faults.push(Fault::invalid_utf8());
    let response = create(&bench).await.unwrap();
    assert_eq!(response.headers()["content-type"], "application/json");
    assert!(std::str::from_utf8(&response.bytes().await.unwrap()).is_err());

    faults.push(Fault::encoded("br"));
    let response = create(&bench).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "br");
    assert!(std::str::from_utf8(&response.bytes().await.unwrap()).is_err());

    faults.push(Fault::record_and_error());
    let response = create(&bench).await.unwrap();
    assert_eq!(response.status(), 200);
    let body: serde_json::Value = response.json().await.unwrap();
    assert!(
        body["id"].is_string() && body["error"].is_object(),
        "{body}"
    );

    faults.push(Fault::empty());
    let response = create(&bench).await.unwrap();
    assert_eq!(
        (
            response.status().as_u16(),
            response.bytes().await.unwrap().len()
        ),
        (200, 0)
    );

    faults.push(Fault::redirect("http://127.0.0.1:9/elsewhere"));
    let response = create(&bench).await.unwrap();
    assert_eq!(response.status(), 307);
    assert_eq!(
        response.headers()["location"],
        "http://127.0.0.1:9/elsewhere"
    );

    faults.push(Fault::success_false().always());
    let komerza = bench.komerza("GET", "/customers", "").await;
    assert_eq!(
        (komerza.status, &komerza.json["success"]),
        (200, &json!(false))
    );
    let engine = bench.engine("POST", "/customers", "{}").await;
    assert_eq!(
        (engine.status, &engine.json["success"]),
        (200, &json!(false))
    );
    let kohortpay = create(&bench).await.unwrap();
    assert_eq!(kohortpay.status(), 200);
    assert!(kohortpay.text().await.unwrap().starts_with(r#"{"error":{"#));
    assert_eq!(committed(&bench), 0);
}

#[tokio::test]
async fn a_huge_body_is_streamed_and_an_inflating_one_is_small() {
    let bench = Bench::start().await;
    let faults = bench.sandbox.faults();
    for announced in [false, true] {
        faults.push(Fault::new(Effect::HugeBody {
            bytes: 5_000_000,
            announced,
        }));
        let mut response = create(&bench).await.unwrap();
        assert_eq!(response.headers().contains_key("content-length"), announced);
        let mut length = 0;
        while let Some(piece) = response.chunk().await.unwrap() {
            length += piece.len();
        }
        assert_eq!(length, 5_000_000);
    }
    // One that is not read to its end does no harm either.
    faults.push(Fault::huge_body());
    drop(create(&bench).await.unwrap());

    faults.push(Fault::inflating_body());
    let response = create(&bench).await.unwrap();
    assert_eq!(response.headers()["content-encoding"], "gzip");
    let small = response.bytes().await.unwrap();
    assert!(small.len() < 2_000_000, "{}", small.len());
    let claimed = u32::from_le_bytes(small[small.len() - 4..].try_into().unwrap());
    assert_eq!(claimed, 1 << 30);
    assert_eq!(create(&bench).await.unwrap().status(), 201);
}

#[tokio::test]
async fn the_control_api_takes_faults() {
    let bench = Bench::start().await;
    let url = format!("{}/faults", bench.sandbox.control_url());
    let one = r#"{"provider":"kohortpay","effect":{"kind":"reset","point":"after_committing"}}"#;
    let pushed = bench.ask("POST", &url, "", one).await;
    assert_eq!(
        (pushed.status, pushed.json.as_array().unwrap().len()),
        (201, 1)
    );
    let two = r#"[{"effect":{"kind":"status","status":503},"method":"GET"},{"provider":"komerza","effect":{"kind":"refuse_connections"}}]"#;
    assert_eq!(bench.ask("POST", &url, "", two).await.status, 201);
    let list: Vec<Fault> =
        serde_json::from_str(&bench.ask("GET", &url, "", "").await.text).unwrap();
    assert_eq!(list.len(), 3);
    assert_eq!(list, bench.sandbox.faults().list());
    assert!(create(&bench).await.is_err());
    let control = bench.sandbox.control_url();
    let counts = bench
        .ask("GET", &format!("{control}/committed"), "", "")
        .await;
    assert_eq!(
        counts.json,
        json!({ "commerceengine": 0, "kohortpay": 1, "komerza": 0 })
    );

    assert_eq!(bench.ask("DELETE", &url, "", "").await.status, 204);
    assert_eq!(bench.ask("GET", &url, "", "").await.json, json!([]));
    assert_eq!(bench.komerza("GET", "/customers", "").await.status, 200);

    for wrong in [
        "{}",
        "[",
        r#"{"effect":{"kind":"fire"}}"#,
        r#"[{"effect":{"kind":"cut_body"}},7]"#,
    ] {
        let refused = bench.ask("POST", &url, "", wrong).await;
        assert_eq!(refused.status, 400, "{wrong}");
        assert!(!refused.text_at("/error").is_empty());
    }
    let untyped = bench.client.post(&url).body(one).send().await.unwrap();
    assert_eq!(untyped.status(), 400);
    assert!(bench.sandbox.faults().list().is_empty());
}

#[tokio::test]
async fn a_percentage_of_requests_fails_and_committed_creates_are_counted() {
    let bench = Bench::start().await;
    let faults = bench.sandbox.faults();
    faults.push(Fault::reset(ResetPoint::BeforeReading).percent(30).always());
    faults.push(
        Fault::reset(ResetPoint::AfterCommitting)
            .percent(30)
            .always(),
    );
    let mut answered = 0;
    for _ in 0..60 {
        if create(&bench).await.is_ok() {
            answered += 1;
        }
    }
    faults.clear();
    let listed = bench.kohortpay("GET", "/customers?take=1", "").await;
    assert_eq!(listed.json["count"], committed(&bench));
    assert!(
        answered < committed(&bench) && committed(&bench) < 60,
        "{answered} {}",
        committed(&bench)
    );
}

#[tokio::test(start_paused = true)]
async fn the_sandbox_works_while_the_clock_of_the_caller_is_paused() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.expire_access_tokens().await.unwrap();
    sandbox
        .faults()
        .push(Fault::refuse_connections(Some(Duration::from_millis(1))));
    sandbox.faults().clear();
    let bench = Bench::of(sandbox);
    assert_eq!(create(&bench).await.unwrap().status(), 201);
}
