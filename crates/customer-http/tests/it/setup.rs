//! What a client refuses to be built for, and what every request carries.

use customer_core::{ErrorKind, Operation, ProviderName};
use customer_http::{
    BearerKey, HeaderKey, HeaderName, HttpClient, HttpOptions, Request, RootCertificate, Secret,
};

use crate::support::{Act, Server, answer, builder, client, ok, options, read, write};

fn refusal(url: &str, options: HttpOptions) -> String {
    let error = builder(url).options(options).build().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
    assert_eq!(
        error.provider(),
        Some(&ProviderName::from_static("example"))
    );
    error.message().to_owned()
}

#[test]
fn unsafe_base_urls_are_refused() {
    for url in [
        "",
        "api.example.com",
        "/v1",
        "ftp://example.com",
        "file:///etc/passwd",
        "data:,x",
        "https://",
        "https://example.com?a=b",
        "https://example.com/#a",
        "https://user:secret@example.com",
        "https://user@example.com",
        "http:example.com",
    ] {
        let message = refusal(url, HttpOptions::new().allow_http(true));
        assert!(!message.contains("secret"), "{message}");
    }
    assert!(refusal("http://127.0.0.1:1", HttpOptions::new()).contains("begins with http://"));
    for url in [
        "http://example.com",
        "http://192.168.0.1",
        "http://localhost.example.com",
        "http://127.0.0.1.example.com",
        "http://0.0.0.0",
        "http://[::]",
        "http://[2001:db8::1]",
        "http://sub.localhost",
    ] {
        assert!(
            refusal(url, HttpOptions::new().allow_http(true)).contains("loopback"),
            "{url}"
        );
    }
    for url in [
        "http://localhost:1",
        "http://127.0.0.1:1/p",
        "http://127.9.9.9",
        "http://[::1]:1",
    ] {
        client(url, options());
    }
    let https = client("https://api.example.com/v1/", HttpOptions::new());
    assert_eq!(https.base_url(), "https://api.example.com/v1");
}

#[test]
fn white_space_around_a_base_url_is_left_out() {
    // A parser of URLs would leave these out, and the host would be another.
    for url in [
        "https://api.exa\nmple.com",
        "https://api.exa\r\nmple.com",
        "https://api.exa\tmple.com",
        "https://api.example.com/\u{200b}v1",
        "\"https://api.example.com\"",
    ] {
        let message = refusal(url, HttpOptions::new());
        assert!(message.contains("the base URL"), "{url:?}: {message}");
        let named = message.contains("U+") || message.contains("quotation marks");
        assert!(named && !message.contains("mple"), "{url:?}: {message}");
    }
    for url in [
        " https://api.example.com\n",
        "\u{feff}https://api.example.com",
        "https://api.example.com\u{200b}",
    ] {
        let built = builder(url).options(HttpOptions::new()).build();
        assert!(built.is_ok(), "{url:?}: {built:?}");
    }
}

#[test]
fn credentials_and_user_agents_that_cannot_be_sent_are_refused() {
    let begin = || builder("https://example.com");
    for error in [
        begin()
            .authorization(BearerKey::new(""))
            .build()
            .unwrap_err(),
        begin()
            .authorization(BearerKey::new("sk_live_x\n"))
            .build()
            .unwrap_err(),
        begin().user_agent("").build().unwrap_err(),
        begin().user_agent("a\nb").build().unwrap_err(),
        HttpOptions::new().proxy("::").unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Configuration);
        assert!(!format!("{error:?}").contains("sk_live"));
    }
    let broken = vec![RootCertificate::from_der(*b"none")];
    refusal(
        "https://example.com",
        HttpOptions::new().root_certificates(broken),
    );
}

#[test]
fn debug_shows_no_secret() {
    let options = HttpOptions::new()
        .proxy("http://user:hunter2@proxy.example")
        .unwrap();
    let begun = builder("https://example.com")
        .authorization(BearerKey::new("sk_live_x"))
        .options(options.clone());
    let before = format!("{options:?} {begun:?}");
    let text = format!("{before} {:?}", begun.build().unwrap());
    assert!(
        !text.contains("sk_live") && !text.contains("hunter2"),
        "{text}"
    );
}

#[tokio::test]
async fn every_request_carries_what_it_must_and_nothing_else() {
    let server = Server::start(|_| Act::Answer(answer(200, "set-cookie: a=b\r\n", "{}"))).await;
    let client = builder(&format!("{}/api/v1/", server.url))
        .user_agent("example-rs/1.0")
        .authorization(BearerKey::new("sk_test_x"))
        .default_header(HeaderName::from_static("x-version"), "7".parse().unwrap())
        .options(options())
        .build()
        .unwrap();
    let request = Request::post(Operation::CreateCustomer, "/stores/{id}/customers")
        .path_value("id", "a/../b")
        .query("Page", 2)
        .query_opt("none", None::<u8>)
        .json(&serde_json::json!({"a": 1}))
        .unwrap();
    client.send(request).await.unwrap();
    client.send(read()).await.unwrap();
    let host = server.url.trim_start_matches("http://");
    let mut lines: Vec<_> = server.requests()[0].lines().map(str::to_owned).collect();
    lines[1..].sort();
    let mut expected = vec![
        "POST /api/v1/stores/a%2F..%2Fb/customers?Page=2 HTTP/1.1".to_owned(),
        String::new(),
        "{\"a\":1}".to_owned(),
        "accept-encoding: gzip".to_owned(),
        "accept: application/json".to_owned(),
        "authorization: Bearer sk_test_x".to_owned(),
        "content-length: 7".to_owned(),
        "content-type: application/json".to_owned(),
        format!("host: {host}"),
        "user-agent: example-rs/1.0".to_owned(),
        "x-version: 7".to_owned(),
    ];
    expected[1..].sort();
    assert_eq!(lines, expected);
    // The cookie of the first response does not come back.
    assert!(!server.requests()[1].contains("cookie"));
}

#[tokio::test]
async fn a_request_may_bring_credentials_of_its_own() {
    let server = Server::start(|_| Act::Answer(answer(401, "", ""))).await;
    let client = client(&server.url, options())
        .with_authorization(HeaderKey::new(HeaderName::from_static("x-api-key"), "shop"));
    let own = Secret::from("own".to_owned());
    let request = Request::post(Operation::Native("refresh"), "/auth")
        .bearer(&own)
        .unwrap()
        .secret_header(HeaderName::from_static("x-api-key"), &own)
        .unwrap();
    let error = client.send(request).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts()),
        (ErrorKind::Unauthenticated, 1)
    );
    let sent = &server.requests()[0];
    assert!(sent.contains("authorization: Bearer own\r\n") && sent.contains("x-api-key: own\r\n"));
    assert!(!sent.contains("shop"));
    assert!(sent.contains("user-agent: customer-http/"));
}

#[tokio::test]
async fn a_body_has_a_length_with_our_client_and_with_one_that_was_configured() {
    let server = Server::start(|_| Act::Answer(ok())).await;
    for options in [
        options(),
        options().configure_client(|builder| builder.pool_max_idle_per_host(0)),
    ] {
        frames_bodies(&server, &client(&server.url, options)).await;
    }
}

/// Whatever the client, a body has a length, and none is there where there is no body.
async fn frames_bodies(server: &Server, client: &customer_http::HttpClient) {
    let before = server.count();
    for request in [
        read(),
        write(),
        Request::delete(Operation::DeleteCustomer, "/a"),
        Request::post(Operation::BlockCustomer, "/a"),
    ] {
        client.send(request).await.unwrap();
    }
    let requests = server.requests().split_off(before);
    assert!(
        requests[1].contains("content-length: 35\r\n"),
        "{}",
        requests[1]
    );
    assert!(requests[1].ends_with("{\"emailAddress\":\"jane@example.com\"}"));
    assert!(
        !requests[2].contains("transfer-encoding"),
        "{}",
        requests[2]
    );
    assert!(
        requests[3].contains("content-length: 0\r\n"),
        "{}",
        requests[3]
    );
}

#[tokio::test]
async fn a_configured_client_still_follows_no_redirect_retries_nothing_and_keeps_our_timeouts() {
    let elsewhere = Server::start(|_| Act::Answer(ok())).await;
    let location = format!("location: {}/\r\n", elsewhere.url);
    let server = Server::start(move |_| Act::Answer(answer(307, &location, ""))).await;
    let client = client(
        &server.url,
        options().configure_client(|builder| {
            builder
                .redirect(reqwest::redirect::Policy::limited(5))
                .retry(reqwest::retry::for_host("127.0.0.1").max_retries_per_request(5))
                .timeout(std::time::Duration::from_nanos(1))
                .read_timeout(std::time::Duration::from_nanos(1))
                .connect_timeout(std::time::Duration::from_nanos(1))
        }),
    );
    for (request, kind) in [
        (read(), ErrorKind::UnexpectedResponse),
        (write(), ErrorKind::OutcomeUnknown),
    ] {
        let error = client.send(request).await.unwrap_err();
        assert_eq!((error.kind(), error.status()), (kind, Some(307)));
        assert_eq!(error.attempts(), 1);
    }
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn invalid_ids_are_refused_before_anything_is_sent() {
    let server = Server::start(|_| Act::Answer(ok())).await;
    let client = client(&server.url, options());
    for id in ["", ".", ".."] {
        let request =
            Request::delete(Operation::DeleteCustomer, "/customers/{id}").path_value("id", id);
        let error = client.send(request).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert_eq!(error.operation(), Some(Operation::DeleteCustomer));
        assert_eq!(error.attempts(), 0);
    }
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn https_goes_through_the_proxy_by_a_tunnel_that_sees_no_credential() {
    let proxy = Server::start(|_| Act::Close(answer(502, "", ""))).await;
    let client = HttpClient::builder(
        ProviderName::from_static("example"),
        "https://api.example.invalid",
    )
    .authorization(BearerKey::new("sk_live_x"))
    .options(
        HttpOptions::new()
            .proxy(&proxy.url)
            .unwrap()
            .retry(customer_http::RetryPolicy::none()),
    )
    .build()
    .unwrap();
    let error = client.send(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    let sent = &proxy.requests()[0];
    assert!(
        sent.starts_with("CONNECT api.example.invalid:443 "),
        "{sent}"
    );
    assert!(!sent.contains("sk_live"));
}
