//! Certificates, and HTTP/2 on its own terms.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use customer_core::{ErrorKind, RetryAdvice};
use customer_http::{FastForwardClock, HttpClient, HttpOptions, RootCertificate};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use crate::support::{Act, Server, builder, ok, read, write};

pub(crate) fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::<String>::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

pub(crate) fn acceptor(authority: &CertifiedIssuer<'static, KeyPair>, name: &str) -> TlsAcceptor {
    let key = KeyPair::generate().unwrap();
    let params = CertificateParams::new(vec![name.to_owned()]).unwrap();
    let certificate = params.signed_by(&key, authority).unwrap();
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .unwrap();
    config.alpn_protocols = vec![b"h2".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}

/// What an HTTP/2 server does with its streams.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Stream {
    Answer,
    /// Refuses the first stream by name, answers all others.
    RefuseFirst,
    /// Begins to answer, and then says that it refused.
    RefuseLate,
    /// Resets with another reason.
    Reset,
    /// Takes the request, says that it is going away, and closes without a response.
    GoAway,
}

pub(crate) struct H2Server {
    pub(crate) url: String,
    pub(crate) streams: Arc<AtomicUsize>,
    _task: JoinSet<()>,
}

pub(crate) async fn h2_server(acceptor: TlsAcceptor, behaviour: Stream) -> H2Server {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!(
        "https://localhost:{}",
        listener.local_addr().unwrap().port()
    );
    let streams = Arc::new(AtomicUsize::new(0));
    let counter = streams.clone();
    let mut task = JoinSet::new();
    task.spawn(async move {
        let mut connections = JoinSet::new();
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, counter) = (acceptor.clone(), counter.clone());
            connections.spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else {
                    return;
                };
                let mut connection = h2::server::handshake(stream).await.unwrap();
                while let Some(Ok((request, mut respond))) = connection.accept().await {
                    let number = counter.fetch_add(1, Ordering::SeqCst);
                    match behaviour {
                        Stream::RefuseFirst if number == 0 => {
                            respond.send_reset(h2::Reason::REFUSED_STREAM);
                        }
                        Stream::RefuseLate => {
                            let mut body = respond
                                .send_response(http::Response::new(()), false)
                                .unwrap();
                            body.send_data("{".into(), false).unwrap();
                            // Elsewhere, so that what was said leaves in the meantime.
                            tokio::spawn(async move {
                                tokio::time::sleep(Duration::from_millis(50)).await;
                                body.send_reset(h2::Reason::REFUSED_STREAM);
                            });
                        }
                        Stream::Reset => respond.send_reset(h2::Reason::INTERNAL_ERROR),
                        Stream::GoAway => {
                            // It has taken the stream: what it says covers it, and then it is gone.
                            connection.graceful_shutdown();
                            let _ = tokio::time::timeout(
                                std::time::Duration::from_millis(100),
                                std::future::poll_fn(|context| connection.poll_closed(context)),
                            )
                            .await;
                            drop(request);
                            return;
                        }
                        _ => {
                            let head = http::Response::builder()
                                .header("content-type", "application/json")
                                .header("x-request-id", "r-1")
                                .body(())
                                .unwrap();
                            let mut body = respond.send_response(head, false).unwrap();
                            body.send_data("{\"name\":\"Jane Roe\"}".into(), true)
                                .unwrap();
                        }
                    }
                }
            });
        }
    });
    H2Server {
        url,
        streams,
        _task: task,
    }
}

pub(crate) fn trusting(authority: &CertifiedIssuer<'static, KeyPair>) -> HttpOptions {
    let roots = RootCertificate::from_pem(authority.pem().as_bytes()).unwrap();
    HttpOptions::new()
        .no_proxy()
        .root_certificates(roots)
        .clock(FastForwardClock::new())
}

fn client(url: &str, options: HttpOptions) -> HttpClient {
    builder(url).options(options).build().unwrap()
}

#[tokio::test]
async fn the_given_roots_are_trusted_and_http_2_is_spoken() {
    let authority = authority();
    let server = h2_server(acceptor(&authority, "localhost"), Stream::Answer).await;
    let client = client(&server.url, trusting(&authority));
    let response = client.send(read()).await.unwrap();
    assert_eq!(response.request_id(), Some("r-1"));
    client.send(write()).await.unwrap();
    assert_eq!(server.streams.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_certificate_of_another_authority_or_name_is_refused_for_good() {
    let (authority, other) = (authority(), self::authority());
    let wrong_name = h2_server(acceptor(&authority, "elsewhere.example"), Stream::Answer).await;
    let wrong_root = h2_server(acceptor(&other, "localhost"), Stream::Answer).await;
    for (server, options) in [
        (&wrong_name, trusting(&authority)),
        (&wrong_root, trusting(&authority)),
        // The platform does not know our authority either.
        (&wrong_root, HttpOptions::new().no_proxy()),
    ] {
        let error = client(&server.url, options)
            .send(write())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
        assert_eq!(error.attempts(), 1, "{error:?}");
        assert_eq!(error.retry_advice(), RetryAdvice::DoNotRetry);
        assert!(error.message().contains("certificate"), "{error}");
        assert_eq!(server.streams.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn a_port_that_does_not_speak_tls_fails_cleanly() {
    let plain = Server::start(|_| Act::Answer(ok())).await;
    let url = plain.url.replace("http://", "https://");
    let options = HttpOptions::new()
        .no_proxy()
        .connect_timeout(Duration::from_millis(200))
        .clock(FastForwardClock::new());
    let error = client(&url, options).send(write()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::ConnectionFailed);
    assert_eq!(plain.count(), 0);
}

#[tokio::test]
async fn a_refused_http_2_stream_counts_as_never_sent() {
    let authority = authority();
    let server = h2_server(acceptor(&authority, "localhost"), Stream::RefuseFirst).await;
    let response = client(&server.url, trusting(&authority))
        .send(write())
        .await
        .unwrap();
    assert_eq!(response.attempts(), 2);
    assert_eq!(server.streams.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_stream_reset_or_a_connection_that_goes_away_may_have_acted() {
    let authority = authority();
    for behaviour in [Stream::Reset, Stream::GoAway, Stream::RefuseLate] {
        let server = h2_server(acceptor(&authority, "localhost"), behaviour).await;
        let error = client(&server.url, trusting(&authority))
            .send(write())
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::OutcomeUnknown, "{behaviour:?}");
        assert_eq!(server.streams.load(Ordering::SeqCst), 1, "{behaviour:?}");
    }
}

#[tokio::test]
async fn a_client_configured_to_retry_sends_no_write_twice() {
    let authority = authority();
    for behaviour in [Stream::RefuseFirst, Stream::GoAway, Stream::Reset] {
        let server = h2_server(acceptor(&authority, "localhost"), behaviour).await;
        let options = trusting(&authority)
            .configure_client(|builder| {
                builder.retry(reqwest::retry::for_host("localhost").max_retries_per_request(5))
            })
            .retry(customer_http::RetryPolicy::none());
        let error = client(&server.url, options)
            .send(write())
            .await
            .unwrap_err();
        let expected = match behaviour {
            Stream::RefuseFirst => ErrorKind::ConnectionFailed,
            _ => ErrorKind::OutcomeUnknown,
        };
        assert_eq!(error.kind(), expected, "{behaviour:?}");
        assert_eq!(server.streams.load(Ordering::SeqCst), 1, "{behaviour:?}");
    }
}
