//! A server that misbehaves on cue, and clients for it.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};

use customer_core::{Operation, ProviderName};
use customer_http::{
    Clock, FastForwardClock, HttpClient, HttpClientBuilder, HttpOptions, Request, Sleep,
};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinSet;

/// What the server does with a request that it has read.
#[derive(Debug, Clone)]
pub(crate) enum Act {
    /// Answers, and keeps the connection for more.
    Answer(Vec<u8>),
    /// Answers piece by piece.
    Pieces(Vec<Vec<u8>>),
    /// Writes and closes.
    Close(Vec<u8>),
    /// Writes and resets the connection.
    Reset(Vec<u8>),
    /// Writes, and then nothing for ever.
    Hang(Vec<u8>),
    /// Writes, and then a byte now and then, for ever.
    Trickle(Vec<u8>),
    /// Writes, and then as much as the client takes, for ever.
    Endless(Vec<u8>),
}

/// A server on loopback that keeps what it was sent.
#[derive(Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
    arrivals: watch::Receiver<usize>,
    _task: JoinSet<()>,
}

impl Server {
    /// Starts a server; `act` is told the number of the request, from 0.
    pub(crate) async fn start(act: impl Fn(usize) -> Act + Send + Sync + 'static) -> Self {
        Self::start_reading(move |number, _| act(number)).await
    }

    /// Starts a server; `act` is told the number of the request, from 0, and its head and body.
    pub(crate) async fn start_reading(
        act: impl Fn(usize, &str) -> Act + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (arrived, arrivals) = watch::channel(0);
        let mut task = JoinSet::new();
        let (kept, act) = (requests.clone(), Arc::new(act));
        task.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(serve(stream, kept.clone(), arrived.clone(), act.clone()));
            }
        });
        Self {
            url,
            requests,
            arrivals,
            _task: task,
        }
    }

    /// The heads and bodies of the requests so far.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.requests.lock().unwrap().len()
    }
}

async fn serve(
    mut stream: TcpStream,
    requests: Arc<Mutex<Vec<String>>>,
    arrived: watch::Sender<usize>,
    act: Arc<impl Fn(usize, &str) -> Act>,
) {
    while let Some(request) = read_request(&mut stream).await {
        let number = {
            let mut requests = requests.lock().unwrap();
            requests.push(request.clone());
            requests.len() - 1
        };
        arrived.send_replace(number + 1);
        match act(number, &request) {
            Act::Answer(bytes) => {
                if stream.write_all(&bytes).await.is_err() {
                    return;
                }
            }
            Act::Pieces(pieces) => {
                for piece in pieces {
                    if stream.write_all(&piece).await.is_err() {
                        return;
                    }
                    tokio::time::sleep(Duration::from_millis(3)).await;
                }
            }
            Act::Close(bytes) => {
                let _ = stream.write_all(&bytes).await;
                return;
            }
            Act::Reset(bytes) => {
                let _ = stream.write_all(&bytes).await;
                // What was written must leave before the reset throws it away.
                tokio::time::sleep(Duration::from_millis(20)).await;
                stream.set_zero_linger().unwrap();
                return;
            }
            Act::Hang(bytes) => {
                let _ = stream.write_all(&bytes).await;
                std::future::pending::<()>().await;
            }
            Act::Trickle(bytes) => {
                let _ = stream.write_all(&bytes).await;
                while stream.write_all(b" ").await.is_ok() {
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                return;
            }
            Act::Endless(bytes) => {
                let _ = stream.write_all(&bytes).await;
                while stream.write_all(&[b' '; 8192]).await.is_ok() {}
                return;
            }
        }
    }
}

/// A clock whose attempts time out soon after the server has the request, and never before.
#[derive(Debug)]
pub(crate) struct TimesOutOnArrival {
    clock: FastForwardClock,
    arrivals: watch::Receiver<usize>,
}

impl TimesOutOnArrival {
    pub(crate) fn at(server: &Server) -> Self {
        Self {
            clock: FastForwardClock::new(),
            arrivals: server.arrivals.clone(),
        }
    }
}

impl Clock for TimesOutOnArrival {
    fn now(&self) -> Instant {
        self.clock.now()
    }

    fn system_time(&self) -> SystemTime {
        self.clock.system_time()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        self.clock.sleep(duration)
    }

    fn timeout(&self, _: Duration) -> Sleep {
        let mut arrivals = self.arrivals.clone();
        let before = *arrivals.borrow_and_update();
        Box::pin(async move {
            let _ = arrivals.wait_for(|count| *count > before).await;
            // What the server has to say before it falls silent arrives too.
            tokio::time::sleep(Duration::from_millis(250)).await;
        })
    }
}

/// Reads a head and the body that its `Content-Length` announces.
pub(crate) async fn read_request(stream: &mut (impl AsyncReadExt + Unpin)) -> Option<String> {
    let mut bytes = Vec::new();
    loop {
        let mut piece = [0; 4096];
        let read = stream
            .read(&mut piece)
            .await
            .ok()
            .filter(|read| *read > 0)?;
        bytes.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length: usize = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, value)| value.parse().unwrap());
            if body.len() >= length {
                return Some(text);
            }
        }
    }
}

/// A whole response.
pub(crate) fn answer(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status} Status\r\n{headers}content-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

pub(crate) fn ok() -> Vec<u8> {
    answer(200, "content-type: application/json\r\n", "{}")
}

/// Options for a server on loopback.
pub(crate) fn options() -> HttpOptions {
    HttpOptions::new().allow_http(true).no_proxy()
}

pub(crate) fn builder(url: &str) -> HttpClientBuilder {
    HttpClient::builder(ProviderName::from_static("example"), url)
}

pub(crate) fn client(url: &str, options: HttpOptions) -> HttpClient {
    builder(url).options(options).build().unwrap()
}

pub(crate) fn read() -> Request {
    Request::get(Operation::GetCustomer, "/customers/{id}").path_value("id", "c-1")
}

pub(crate) fn write() -> Request {
    Request::post(Operation::CreateCustomer, "/customers")
        .json(&serde_json::json!({ "emailAddress": "jane@example.com" }))
        .unwrap()
}
