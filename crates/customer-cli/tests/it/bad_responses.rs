//! Servers whose response is invalid or does not arrive.

use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::support::{World, sandbox};

async fn server_with(response: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any())
        .respond_with(response)
        .mount(&server)
        .await;
    server
}

/// A name, the response, and the error kind and exit code of a read and of a write.
type BadResponse = (
    &'static str,
    ResponseTemplate,
    (&'static str, i32),
    (&'static str, i32),
);

fn responses() -> Vec<BadResponse> {
    let json = |status: u16, body: &str| {
        ResponseTemplate::new(status).set_body_raw(body.to_owned(), "application/json")
    };
    let html = |status: u16| {
        ResponseTemplate::new(status)
            .set_body_raw("<html><body>Bad gateway</body></html>", "text/html")
    };
    let refusal = r#"{"success":false,"message":"no","code":"ValidationError","data":null}"#;
    vec![
        (
            "an HTML page",
            html(200),
            ("unexpected_response", 12),
            ("outcome_unknown", 9),
        ),
        (
            "an HTML error page",
            html(502),
            ("unavailable", 8),
            ("outcome_unknown", 9),
        ),
        (
            "an empty 200",
            json(200, ""),
            ("unexpected_response", 12),
            ("outcome_unknown", 9),
        ),
        (
            "half a body",
            json(200, "{\"success\":tr"),
            ("unexpected_response", 12),
            ("outcome_unknown", 9),
        ),
        (
            "success: false in a 200",
            json(200, refusal),
            ("invalid_input", 3),
            ("invalid_input", 3),
        ),
        (
            "a code that is not known",
            json(
                400,
                r#"{"success":false,"code":"UnsupportedRequest","data":null}"#,
            ),
            ("rejected", 11),
            ("rejected", 11),
        ),
        (
            "401",
            json(401, r#"{"success":false,"code":"BadToken"}"#),
            ("unauthenticated", 7),
            ("unauthenticated", 7),
        ),
        (
            "403",
            json(403, r#"{"success":false,"code":"AccessDenied"}"#),
            ("permission_denied", 7),
            ("permission_denied", 7),
        ),
        (
            "404",
            json(404, r#"{"success":false,"code":"NotFound"}"#),
            ("not_found", 5),
            ("not_found", 5),
        ),
        (
            "409",
            json(409, r#"{"success":false,"code":"ObjectConflict"}"#),
            ("already_exists", 6),
            ("already_exists", 6),
        ),
        (
            "429",
            json(429, r#"{"success":false,"code":"RateLimited"}"#),
            ("rate_limited", 8),
            ("rate_limited", 8),
        ),
        (
            "a redirect",
            ResponseTemplate::new(302).insert_header("Location", "https://elsewhere.example/"),
            ("unexpected_response", 12),
            ("outcome_unknown", 9),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_kind_of_bad_response_has_its_error_kind_and_exit_code() {
    for (name, response, read, write) in responses() {
        let server = server_with(response).await;
        let world = World::speaking_to("komerza", &server.uri());
        let flags = "--output json --attempts 1";
        let run = world.run(&format!("get komerza:1 {flags}"));
        assert_eq!(
            (run.result()["error"]["kind"].as_str(), run.code),
            (Some(read.0), read.1),
            "{name}: {run:?}"
        );
        let run = world.run(&format!(
            "create --provider komerza --email a@b.example --no-settle {flags}"
        ));
        assert_eq!(
            (run.result()["error"]["kind"].as_str(), run.code),
            (Some(write.0), write.1),
            "{name}: {run:?}"
        );
    }
}

#[test]
fn an_unreachable_server_is_unavailable() {
    // A port that was free a moment ago, and is again.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let world = World::speaking_to("kohortpay", &origin);
    for line in [
        "get kohortpay:1",
        "create --provider kohortpay --email a@b.example",
        "list --provider kohortpay",
    ] {
        let run = world
            .run(&format!("{line} --attempts 1 --output json"))
            .exits_with(8);
        // Nothing left, so nothing is unknown.
        assert_eq!(run.result()["error"]["kind"], "connection_failed", "{line}");
    }
}

#[test]
fn a_server_that_does_not_respond_times_out() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let origin = format!("http://{}", listener.local_addr().unwrap());
    let world = World::speaking_to("kohortpay", &origin);
    let run = world
        .run("get kohortpay:1 --timeout 0.2 --attempts 1 --output json")
        .exits_with(8);
    assert_eq!(run.result()["error"]["kind"], "timed_out");
    world.run("get kohortpay:1 --timeout 0").exits_with(2);
    drop(listener);
}

#[test]
fn a_wrong_key_is_unauthenticated_at_every_provider() {
    let sandbox = sandbox();
    let world = World::of(&sandbox)
        .with("KOMERZA_API_KEY", "wrong")
        .with("COMMERCEENGINE_ACCESS_TOKEN", "wrong")
        .with("KOHORTPAY_API_KEY", "sk_test_wrong");
    for provider in ["komerza", "commerceengine", "kohortpay"] {
        let run = world
            .run(&format!(
                "get {provider}:01K0SANDB0XST0RE0000000009 --output json"
            ))
            .exits_with(7);
        assert_eq!(
            run.result()["error"]["kind"],
            "unauthenticated",
            "{provider}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn control_characters_in_an_error_of_a_provider_are_escaped() {
    let body =
        r#"{"success":true,"data":{"id":"1\u001b[2J","emailAddress":"a\u0007@b.example\u009b1m"}}"#;
    let server =
        server_with(ResponseTemplate::new(200).set_body_raw(body, "application/json")).await;
    let world = World::speaking_to("komerza", &server.uri());
    let run = world.run("get komerza:1").exits_with(0);
    assert!(
        run.out
            .chars()
            .all(|letter| letter == '\n' || !letter.is_control()),
        "{:?}",
        run.out
    );
    let run = world
        .run("create --provider komerza --email a@b.example")
        .exits_with(0);
    let all = run.out + &run.err;
    assert!(
        all.chars()
            .all(|letter| letter == '\n' || !letter.is_control()),
        "{all:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_time_to_wait_is_in_the_message_and_in_the_json() {
    for (status, header, seconds) in [
        (429, "600.0", 600),
        (429, "99.5", 100),
        (429, "99999999999999999999", 86_400),
        (503, "120", 120),
    ] {
        let response = ResponseTemplate::new(status).insert_header("Retry-After", header);
        let server = server_with(response).await;
        let world = World::speaking_to("komerza", &server.uri());
        for command in [
            "get komerza:1",
            "create --provider komerza --email a@b.example --no-settle",
        ] {
            let run = world.run(&format!("{command} --output json"));
            let error = &run.result()["error"];
            assert_eq!(error["retry_after_seconds"], seconds, "{header}: {run:?}");
            let words = format!("wait {seconds} s before the next call");
            assert!(run.err.contains(&words), "{header}: {run:?}");
        }
    }
    // Where nobody says, nothing is said.
    let server = server_with(ResponseTemplate::new(404)).await;
    let world = World::speaking_to("komerza", &server.uri());
    let run = world.run("get komerza:1 --output json");
    assert_eq!(run.result()["error"].get("retry_after_seconds"), None);
}
