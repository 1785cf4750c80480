//! Requests with the host of another site: a page in a browser whose name resolves to loopback.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use customer_sandbox::{Fault, Sandbox};

/// The first line and the rest of what is answered to these lines, which end the head.
fn answer(port: u16, lines: &[&str]) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .unwrap();
    let head = lines.join("\r\n") + "\r\nConnection: close\r\n\r\n";
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

fn status(port: u16, lines: &[&str]) -> u16 {
    let answer = answer(port, lines);
    answer.split(' ').nth(1).unwrap().parse().unwrap()
}

/// The port and a route of each of the servers.
fn servers(sandbox: &Sandbox) -> [(u16, String); 4] {
    [
        (sandbox.control_url(), "/access".to_owned()),
        (
            &sandbox.komerza().base_url,
            format!("/stores/{}/customers", sandbox.komerza().store_id),
        ),
        (
            sandbox
                .commerceengine()
                .base_url
                .split("/api")
                .next()
                .unwrap(),
            "/".to_owned(),
        ),
        (&sandbox.kohortpay().base_url, "/customers".to_owned()),
    ]
    .map(|(origin, route)| {
        let (_, port) = origin.rsplit_once(':').unwrap();
        (port.parse().unwrap(), route)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_refuses_a_host_that_is_not_loopback() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.faults().push(Fault::status(418).always());
    for (port, route) in servers(&sandbox) {
        let here = format!("127.0.0.1:{port}");
        let get = format!("GET {route} HTTP/1.1");
        for host in [
            "evil.example".to_owned(),
            format!("evil.example:{port}"),
            format!("127.0.0.1.evil.example:{port}"),
            format!("localhost.evil.example:{port}"),
            format!("evil.example@127.0.0.1:{port}"),
            "192.0.2.1".to_owned(),
            "0.0.0.0".to_owned(),
            String::new(),
        ] {
            let lines = [&*get, &format!("Host: {host}")];
            assert_eq!(status(port, &lines), 421, "{port}: {host}");
        }
        let twice = [&*get, &format!("Host: {here}"), "Host: evil.example"];
        assert_eq!(status(port, &twice), 421, "{port}: two hosts");
        let none = [&*get, "X-Forwarded-Host: 127.0.0.1"];
        assert_eq!(status(port, &none), 421, "{port}: no host");
        for target in ["http://evil.example", "http://evil.example:80"] {
            let get = format!("GET {target}{route} HTTP/1.1");
            let lines = [&*get, &format!("Host: {here}")];
            assert_eq!(status(port, &lines), 421, "{port}: {target}");
        }
        for method in ["POST", "DELETE", "OPTIONS", "PUT"] {
            let lines = [
                &*format!("{method} {route} HTTP/1.1"),
                "Host: evil.example",
                "Content-Length: 0",
            ];
            assert_eq!(status(port, &lines), 421, "{port}: {method}");
        }
        assert_eq!(
            status(port, &["GET /nowhere HTTP/1.1", "Host: evil.example"]),
            421
        );
    }
    for provider in sandbox.providers() {
        assert_eq!(sandbox.request_count(provider), 0, "{provider:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_server_answers_every_loopback_host() {
    let sandbox = Sandbox::start().await.unwrap();
    for (port, route) in servers(&sandbox) {
        let get = format!("GET {route} HTTP/1.1");
        for host in [
            "127.0.0.1",
            "127.9.9.9",
            "localhost",
            "shop.localhost",
            "[::1]",
        ] {
            for host in [host.to_owned(), format!("{host}:{port}")] {
                let lines = [&*get, &format!("Host: {host}")];
                assert_ne!(status(port, &lines), 421, "{port}: {host}");
            }
        }
        let absolute = format!("GET http://127.0.0.1:{port}{route} HTTP/1.1");
        assert_ne!(status(port, &[&absolute, "Host: localhost"]), 421);
        let old = format!("GET {route} HTTP/1.0");
        assert_ne!(
            status(port, &[&old]),
            421,
            "{port}: HTTP/1.0 without a host"
        );
    }
}
