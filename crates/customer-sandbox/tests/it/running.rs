//! Starting, stopping, recording, keeping.

use customer_sandbox::{Provider, Sandbox};
use serde_json::Value;

use crate::support::{Bench, client};

#[tokio::test]
async fn customers_tokens_and_access_in_a_file_survive_a_restart() {
    let directory = tempfile::tempdir().unwrap();
    let start = async || {
        let builder = Sandbox::builder().directory(directory.path().join("deep"));
        Bench::of(builder.start().await.unwrap())
    };
    let bench = start().await;
    let made = bench
        .komerza("POST", "/customers", r#"{"emailAddress":"a@example.com"}"#)
        .await;
    let engine = bench.engine("POST", "/customers", "{}").await;
    let kohortpay = bench
        .kohortpay("POST", "/customers", r#"{"emailAddress":"a@example.com"}"#)
        .await;
    let before = bench.sandbox.access().clone();
    bench.sandbox.shutdown().await;

    let bench = start().await;
    let after = bench.sandbox.access();
    for (provider, access) in &before.stand_ins {
        assert_eq!(
            after.stand_ins[provider].credentials, access.credentials,
            "{provider}"
        );
    }
    let path = format!("/customers/{}", made.text_at("/data/id"));
    assert_eq!(bench.komerza("GET", &path, "").await.status, 200);
    let path = format!(
        "/auth/user/{}",
        engine.text_at("/content/customer_detail/id")
    );
    assert_eq!(bench.engine("GET", &path, "").await.status, 200);
    let path = format!("/customers/{}", kohortpay.text_at("/id"));
    assert_eq!(bench.kohortpay("GET", &path, "").await.text, kohortpay.text);

    // A spent refresh token is not handed out again.
    let spent = &bench.sandbox.commerceengine().refresh_token;
    let body = format!(r#"{{"refresh_token":"{spent}"}}"#);
    assert_eq!(
        bench
            .engine("POST", "/auth/refresh-token", &body)
            .await
            .status,
        200
    );
    bench.sandbox.shutdown().await;
    let bench = start().await;
    let fresh = bench.sandbox.commerceengine();
    let before = &before.stand_ins[&Provider::COMMERCEENGINE].credentials;
    assert_ne!(fresh.refresh_token, before["refresh_token"]);
    let body = format!(r#"{{"refresh_token":"{}"}}"#, fresh.refresh_token);
    assert_eq!(
        bench
            .engine("POST", "/auth/refresh-token", &body)
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn requests_are_recorded_counted_and_cleared() {
    let bench = Bench::start().await;
    assert!(bench.sandbox.requests().is_empty());
    let made = bench
        .komerza(
            "POST",
            "/customers?x=1",
            r#"{"emailAddress":"a@example.com"}"#,
        )
        .await;
    bench.kohortpay("GET", "/customers/cus_1", "").await;
    let requests = bench.sandbox.requests();
    assert_eq!(requests.len(), 2);
    let first = &requests[0];
    assert_eq!(first.provider, Provider::KOMERZA);
    assert_eq!(first.method, "POST");
    assert!(first.path.ends_with("/customers"));
    assert_eq!(first.query.as_deref(), Some("x=1"));
    assert_eq!(first.header("User-Agent"), Some("sandbox-tests"));
    assert_eq!(first.body, r#"{"emailAddress":"a@example.com"}"#);
    assert_eq!(first.response_body.as_deref(), Some(made.text.as_bytes()));
    let headers = first.response_headers.as_ref().unwrap();
    assert!(headers.contains(&("content-type".to_owned(), "application/json".to_owned())));
    assert_eq!(requests[1].status, Some(404));
    assert_eq!(bench.sandbox.request_count(Provider::KOMERZA), 1);
    assert_eq!(bench.sandbox.request_count(Provider::COMMERCEENGINE), 0);
    bench.sandbox.clear_requests();
    assert!(bench.sandbox.requests().is_empty());
    assert_eq!(bench.sandbox.request_count(Provider::KOMERZA), 0);
}

#[tokio::test]
async fn debug_output_has_no_secrets_and_no_personal_data() {
    let bench = Bench::start().await;
    bench
        .komerza("GET", "/customers/ann@example.com/email", "")
        .await;
    let access = bench.sandbox.access();
    let requests = bench.sandbox.requests();
    let shown = format!("{:?} {access:?} {requests:?}", bench.sandbox);
    let names = ["store_id", "base_url"];
    let stand_ins = access.stand_ins.values();
    let secrets = stand_ins.flat_map(|it| it.credentials.iter().chain(&it.variables));
    let secrets = secrets.filter(|(name, _)| {
        let name = name.to_ascii_lowercase();
        names.iter().all(|known| !name.ends_with(known))
    });
    let secrets: Vec<&str> = secrets.map(|(_, value)| value.as_str()).collect();
    assert_eq!(secrets.len(), 6 + 3);
    for hidden in secrets.into_iter().chain(["ann@example.com"]) {
        assert!(
            !shown.contains(&format!("\"{hidden}\"")),
            "{hidden}: {shown}"
        );
        assert!(!shown.contains(&format!("Bearer {hidden}")), "{hidden}");
    }
}

#[tokio::test]
async fn a_stopped_sandbox_refuses_connections() {
    let sandbox = Sandbox::start().await.unwrap();
    let url = sandbox.kohortpay().base_url.clone();
    assert!(client().get(&url).send().await.is_ok());
    sandbox.shutdown().await;
    assert!(client().get(&url).send().await.unwrap_err().is_connect());
}

#[test]
fn a_sandbox_outlives_the_runtime_that_started_it() {
    let runtime = || tokio::runtime::Runtime::new().unwrap();
    let sandbox = runtime().block_on(Sandbox::start()).unwrap();
    let url = sandbox.kohortpay().base_url.clone();
    let status = runtime().block_on(async { client().get(url).send().await.unwrap().status() });
    assert_eq!(status, 404);
}

#[tokio::test]
async fn a_port_and_the_three_above_it_are_used() {
    // Ports of a sandbox that was stopped are free, most likely all four in a row above one of them.
    let mut started = None;
    for _ in 0..20 {
        let probe = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = probe.local_addr().unwrap().port();
        drop(probe);
        if let Ok(sandbox) = Sandbox::builder().port(port).start().await {
            started = Some((sandbox, port));
            break;
        }
    }
    let (sandbox, port) = started.expect("four free ports in a row");
    assert_eq!(sandbox.control_url(), format!("http://127.0.0.1:{port}"));
    assert_eq!(
        sandbox.komerza().base_url,
        format!("http://127.0.0.1:{}", port + 1)
    );
    assert_eq!(
        sandbox.kohortpay().base_url,
        format!("http://127.0.0.1:{}", port + 3)
    );
    let taken = Sandbox::builder().port(port).start().await.unwrap_err();
    assert!(
        matches!(taken, customer_sandbox::Error::Listen { .. }),
        "{taken}"
    );
    let high = Sandbox::builder().port(65_535).start().await.unwrap_err();
    assert!(matches!(high, customer_sandbox::Error::Ports(65_535)));
    let many = Sandbox::builder()
        .seed(10_000_001)
        .start()
        .await
        .unwrap_err();
    assert!(matches!(many, customer_sandbox::Error::TooManySeeds { .. }));
}

#[tokio::test]
async fn the_control_api_shows_access_and_masks_secrets_of_requests() {
    let bench = Bench::start().await;
    bench.kohortpay("GET", "/customers/cus_1", "").await;
    let control = bench.sandbox.control_url();
    let access = bench.ask("GET", &format!("{control}/access"), "", "").await;
    let told: customer_sandbox::Access = serde_json::from_str(&access.text).unwrap();
    assert_eq!(&told, bench.sandbox.access());

    let requests = bench
        .ask("GET", &format!("{control}/requests"), "", "")
        .await;
    assert_eq!(requests.json[0]["provider"], "kohortpay");
    assert_eq!(requests.json[0]["status"], 404);
    assert!(!requests.text.contains(&bench.sandbox.kohortpay().test_key));
    let cleared = bench
        .ask("DELETE", &format!("{control}/requests"), "", "")
        .await;
    assert_eq!(cleared.status, 204);
    let requests = bench
        .ask("GET", &format!("{control}/requests"), "", "")
        .await;
    assert_eq!(requests.json, Value::Array(Vec::new()));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused_and_cleared_customers_are_not_found() {
    let bench = Bench::of(Sandbox::builder().seed(3).start().await.unwrap());
    let body = format!(r#"{{"emailAddress":"{}"}}"#, "a".repeat(1024 * 1024));
    assert_eq!(
        bench.kohortpay("POST", "/customers", &body).await.status,
        413
    );
    let body = r#"{"emailAddress":"a@example.com"}"#;
    let made = bench.kohortpay("POST", "/customers", body).await;
    let deleted = bench
        .kohortpay("DELETE", "/customers/cus_seed0000000001", "")
        .await;
    assert_eq!((made.status, deleted.status), (201, 200));

    bench.sandbox.clear_customers().await.unwrap();
    let path = format!("/customers/{}", made.text_at("/id"));
    assert_eq!(bench.kohortpay("GET", &path, "").await.status, 404);
    let seeded = bench
        .kohortpay("GET", "/customers/cus_seed0000000001", "")
        .await;
    assert_eq!(seeded.json["deletedAt"], Value::Null);
    assert_eq!(bench.sandbox.committed(Provider::KOHORTPAY), 1);
}
