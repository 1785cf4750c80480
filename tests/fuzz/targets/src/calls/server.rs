//! A server on loopback, on the thread of the calls: nothing here depends on what another thread does.

use std::cell::RefCell;
use std::rc::Rc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::LocalSet;

/// What the server answers, whatever it is asked.
#[derive(Clone)]
pub(super) struct Answer {
    status: u16,
    bytes: Vec<u8>,
    is_cut: bool,
}

impl Answer {
    /// Whole, or cut before its end, or with one of two waits asked for.
    pub(super) fn new(status: u16, manner: u8, body: Vec<u8>) -> Self {
        let body = if status == 204 { Vec::new() } else { body };
        let is_cut = manner % 4 == 1 && status != 204;
        let retry_after = match manner % 4 {
            2 => "Retry-After: 120\r\n",
            3 => "Retry-After: 99999999999999999999\r\n",
            _ => "",
        };
        let length = body.len() + usize::from(is_cut);
        let head = format!(
            "HTTP/1.1 {status} X\r\nContent-Type: application/json\r\n{retry_after}Content-Length: {length}\r\n\r\n"
        );
        let mut bytes = head.into_bytes();
        bytes.extend(body);
        Self {
            status,
            bytes,
            is_cut,
        }
    }

    /// Whether of a write that got this answer nobody knows if it was done.
    pub(super) fn may_have_acted(&self) -> bool {
        (self.is_cut && self.status < 300) || matches!(self.status, 302 | 408 | 500 | 503)
    }
}

#[derive(Default)]
struct Script {
    answer: Option<Answer>,
    requests: Vec<String>,
}

pub(super) struct Server {
    runtime: Runtime,
    tasks: LocalSet,
    script: Rc<RefCell<Script>>,
    port: u16,
}

impl Server {
    pub(super) fn start() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let tasks = LocalSet::new();
        let script = Rc::new(RefCell::new(Script::default()));
        let listener = runtime
            .block_on(TcpListener::bind(("127.0.0.1", 0)))
            .unwrap();
        let port = listener.local_addr().unwrap().port();
        let of_connections = script.clone();
        tasks.spawn_local(async move {
            while let Ok((connection, _)) = listener.accept().await {
                tokio::task::spawn_local(serve(connection, of_connections.clone()));
            }
        });
        Self {
            runtime,
            tasks,
            script,
            port,
        }
    }

    pub(super) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Answers this from now on, and forgets what it was asked.
    pub(super) fn answers(&self, answer: &Answer) {
        *self.script.borrow_mut() = Script {
            answer: Some(answer.clone()),
            requests: Vec::new(),
        };
    }

    /// The targets of the requests since then.
    pub(super) fn requests(&self) -> Vec<String> {
        self.script.borrow().requests.clone()
    }

    pub(super) fn run<T>(&self, call: impl Future<Output = T>) -> T {
        self.tasks.block_on(&self.runtime, call)
    }
}

async fn serve(mut connection: TcpStream, script: Rc<RefCell<Script>>) {
    let mut received = Vec::new();
    while let Some(target) = request(&mut connection, &mut received).await {
        let answer = {
            let mut script = script.borrow_mut();
            script.requests.push(target);
            assert!(
                script.requests.len() <= super::MOST_REQUESTS,
                "the call never ends"
            );
            script.answer.clone()
        };
        let Some(answer) = answer else { return };
        if connection.write_all(&answer.bytes).await.is_err() || answer.is_cut {
            return;
        }
    }
}

/// Reads one request, and returns its target.
async fn request(connection: &mut TcpStream, received: &mut Vec<u8>) -> Option<String> {
    loop {
        let head_end = received.windows(4).position(|bytes| bytes == b"\r\n\r\n");
        if let Some(end) = head_end {
            let head = String::from_utf8(received[..end].to_vec()).unwrap();
            let length = head
                .lines()
                .filter_map(|line| line.split_once(':'))
                .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
                .map_or(0, |(_, length)| length.trim().parse().unwrap());
            if received.len() >= end + 4 + length {
                received.drain(..end + 4 + length);
                return head.split(' ').nth(1).map(str::to_owned);
            }
        }
        if connection.read_buf(received).await.ok()? == 0 {
            return None;
        }
    }
}
