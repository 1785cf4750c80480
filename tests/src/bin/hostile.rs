//! `hostile`: servers that mean harm, in a process of their own, for `tests/it/hostile.rs`.
//!
//! `hostile serve` prints a line with name and URL for each and serves until its input ends. `hostile inflate URL` calls one
//! and prints how much memory the process had at its peak.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use customer_core::{CustomerProvider, ErrorKind, GetOptions};
use customer_http::HttpOptions;
use customer_sandbox::{Fault, Sandbox};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &*arguments.iter().map(String::as_str).collect::<Vec<_>>() {
        ["serve"] => serve().await,
        ["inflate", url] => inflate(url).await,
        _ => Err("usage: hostile serve | hostile inflate URL".into()),
    }
}

/// What a server does with a connection.
#[derive(Clone)]
enum Deed {
    /// Says nothing.
    Silent,
    /// Gives the head byte by byte, and never all of it.
    SlowHead,
    /// Gives the body byte by byte, and never all of it.
    SlowBody,
    /// Gives a body that does not end.
    Endless,
    /// Gives headers that do not end.
    EndlessHead,
    /// Sends the caller elsewhere.
    Redirect(u16, String),
    /// Counts who comes.
    Count(Arc<AtomicU64>),
    /// Says how many came.
    Tell(Arc<AtomicU64>),
    /// Answers a TLS handshake with something else.
    Garbage,
    /// Speaks TLS with a certificate that nobody vouches for, and counts who goes on all the same.
    Tls(TlsAcceptor, Arc<AtomicU64>),
}

async fn serve() -> Result<()> {
    let came = Arc::new(AtomicU64::new(0));
    let elsewhere = listen("http", Deed::Count(came.clone())).await?;
    let acceptor = self_signed()?;
    let servers = [
        ("silent", "http", Deed::Silent),
        ("slow-head", "http", Deed::SlowHead),
        ("slow-body", "http", Deed::SlowBody),
        ("endless", "http", Deed::Endless),
        ("endless-head", "http", Deed::EndlessHead),
        (
            "redirect-302",
            "http",
            Deed::Redirect(302, elsewhere.clone()),
        ),
        ("redirect-307", "http", Deed::Redirect(307, elsewhere)),
        (
            "wrong-certificate",
            "https",
            Deed::Tls(acceptor, came.clone()),
        ),
        ("garbage", "https", Deed::Garbage),
        ("came", "http", Deed::Tell(came)),
    ];
    for (name, scheme, deed) in servers {
        println!("{name} {}", listen(scheme, deed).await?);
    }
    let sandbox = Sandbox::start().await?;
    sandbox.faults().push(Fault::inflating_body().always());
    println!("inflating {}", sandbox.komerza().base_url);
    println!("ready -");
    // Until the parent process ends.
    tokio::task::spawn_blocking(|| std::io::stdin().read_to_end(&mut Vec::new())).await??;
    Ok(())
}

/// A server on a free port, and its URL.
async fn listen(scheme: &str, deed: Deed) -> Result<String> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("{scheme}://localhost:{}", listener.local_addr()?.port());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let deed = deed.clone();
            // A caller that hangs up is no concern of ours.
            tokio::spawn(async move { act(stream, deed).await.ok() });
        }
    });
    Ok(url)
}

async fn act(mut stream: TcpStream, deed: Deed) -> Result<()> {
    const HEAD: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n";
    match deed {
        Deed::Silent => {
            read_request(&mut stream).await?;
            std::future::pending::<()>().await;
        }
        Deed::SlowHead => {
            read_request(&mut stream).await?;
            trickle(&mut stream, HEAD).await?;
        }
        Deed::SlowBody => {
            read_request(&mut stream).await?;
            stream.write_all(HEAD).await?;
            stream.write_all(b"content-length: 100000\r\n\r\n").await?;
            trickle(&mut stream, b" ").await?;
        }
        Deed::Endless => {
            read_request(&mut stream).await?;
            stream.write_all(HEAD).await?;
            stream
                .write_all(b"transfer-encoding: chunked\r\n\r\n")
                .await?;
            let mut chunk = b"10000\r\n".to_vec();
            chunk.resize(chunk.len() + 0x1_0000, b' ');
            chunk.extend_from_slice(b"\r\n");
            loop {
                stream.write_all(&chunk).await?;
            }
        }
        Deed::EndlessHead => {
            read_request(&mut stream).await?;
            stream.write_all(HEAD).await?;
            loop {
                stream.write_all(b"x-more: and more\r\n").await?;
            }
        }
        Deed::Redirect(status, url) => {
            read_request(&mut stream).await?;
            let answer = format!(
                "HTTP/1.1 {status} Elsewhere\r\nlocation: {url}/stolen\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            stream.write_all(answer.as_bytes()).await?;
        }
        Deed::Count(came) => {
            came.fetch_add(1, Ordering::SeqCst);
        }
        Deed::Tell(came) => {
            let came = came.load(Ordering::SeqCst).to_string();
            stream.write_all(came.as_bytes()).await?;
        }
        Deed::Garbage => {
            stream
                .write_all(b"HTTP/1.1 400 This is no TLS\r\n\r\n")
                .await?;
        }
        Deed::Tls(acceptor, came) => {
            let mut stream = acceptor.accept(stream).await?;
            read_request(&mut stream).await?;
            came.fetch_add(1, Ordering::SeqCst);
        }
    }
    Ok(())
}

/// Reads a request whole: what is left unread would turn the end of the connection into a reset.
async fn read_request(stream: &mut (impl AsyncRead + Unpin)) -> Result<()> {
    let mut read = Vec::new();
    let mut piece = [0; 1024];
    loop {
        let end = read.windows(4).position(|window| window == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&read[..end]).to_lowercase();
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length:"))
                .map_or(Ok(0), |length| length.trim().parse::<usize>())?;
            if read.len() >= end + 4 + length {
                return Ok(());
            }
        }
        match stream.read(&mut piece).await? {
            0 => return Err("the caller went away".into()),
            count => read.extend_from_slice(&piece[..count]),
        }
    }
}

/// A byte every 50 ms: an answer that is always under way.
async fn trickle(stream: &mut TcpStream, bytes: &[u8]) -> Result<()> {
    for byte in bytes.iter().cycle() {
        stream.write_all(&[*byte]).await?;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    Ok(())
}

fn self_signed() -> Result<TlsAcceptor> {
    let certified = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()])?;
    let key = PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der());
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], PrivateKeyDer::from(key))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Reads what inflates, and prints the kind of error and the peak of this process's memory in KiB.
async fn inflate(url: &str) -> Result<()> {
    let provider = komerza::Komerza::builder()
        .base_url(url)
        .store_id(customer_sandbox::KOMERZA_STORE_ID)
        .api_key(customer_sandbox::KOMERZA_API_KEY.to_owned())
        .http_options(HttpOptions::new().allow_http(true))
        .build()?;
    let read = provider.get_customer(&"1".into(), &GetOptions::new()).await;
    let kind = read
        .err()
        .map_or("ok", |error| ErrorKind::as_str(error.kind()));
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .and_then(|rest| rest.split_whitespace().next())
        .unwrap_or("unknown");
    println!("{kind} {peak}");
    Ok(())
}
