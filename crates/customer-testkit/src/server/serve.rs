//! The server.

use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use super::reply::Reply;
use crate::harness::Received;

type Answer = dyn Fn(&Received) -> Reply + Send + Sync;

struct State {
    answer: Box<Answer>,
    requests: Mutex<Vec<Received>>,
}

impl State {
    fn requests(&self) -> MutexGuard<'_, Vec<Received>> {
        self.requests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A server of canned responses on a free port of the loopback interface. It ends when it is dropped.
pub struct Server {
    base_url: String,
    state: Arc<State>,
    task: JoinHandle<()>,
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server")
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}

impl Server {
    /// Starts a server that answers each request with what the function says.
    ///
    /// # Errors
    ///
    /// Where no port can be had.
    pub async fn start(
        answer: impl Fn(&Received) -> Reply + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let base_url = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State {
            answer: Box::new(answer),
            requests: Mutex::default(),
        });
        let shared = Arc::clone(&state);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let state = Arc::clone(&shared);
                tokio::spawn(async move { drop(converse(stream, &state).await) });
            }
        });
        Ok(Self {
            base_url,
            state,
            task,
        })
    }

    /// Its origin.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Received> {
        self.state.requests().clone()
    }

    /// Hands out the requests so far, and forgets them.
    pub fn take_requests(&self) -> Vec<Received> {
        std::mem::take(&mut *self.state.requests())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Answers the requests of one connection, one after the other.
async fn converse(mut stream: TcpStream, state: &State) -> io::Result<()> {
    let mut buffer = Vec::new();
    while let Some(request) = read(&mut stream, &mut buffer).await? {
        let reply = (state.answer)(&request);
        state.requests().push(request);
        match (&reply, reply.bytes()) {
            (Reply::Silence, _) => {
                // Until the client gives up.
                let mut rest = Vec::new();
                stream.read_to_end(&mut rest).await?;
                return Ok(());
            }
            (Reply::Response { is_cut, .. }, Some(bytes)) => {
                stream.write_all(&bytes).await?;
                if *is_cut {
                    return stream.shutdown().await;
                }
            }
            _ => return Ok(()),
        }
    }
    Ok(())
}

/// The next request; none where the client closed the connection.
async fn read(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<Option<Received>> {
    let end = loop {
        if let Some(end) = buffer.windows(4).position(|four| four == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    };
    let head = String::from_utf8_lossy(&buffer[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let mut words = lines.next().unwrap_or_default().split(' ');
    let method = words.next().unwrap_or_default().to_owned();
    let target = words.next().unwrap_or_default().to_owned();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .iter()
        .find(|(name, _)| name == "content-length")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0_usize);
    let whole = end + 4 + length;
    while buffer.len() < whole {
        if stream.read_buf(buffer).await? == 0 {
            return Ok(None);
        }
    }
    let body = buffer[end + 4..whole].to_vec();
    buffer.drain(..whole);
    Ok(Some(Received::new(method, target, headers, body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn said(base_url: &str, request: &str) -> String {
        let authority = base_url.trim_start_matches("http://");
        let mut stream = TcpStream::connect(authority).await.expect("it listens");
        stream
            .write_all(request.as_bytes())
            .await
            .expect("it reads");
        stream.shutdown().await.expect("it is open");
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer).await;
        answer
    }

    #[tokio::test]
    async fn requests_are_recorded_and_answered_whole_cut_or_not_at_all() {
        let server = Server::start(|request| match request.path() {
            "/whole" => Reply::json(201, "{\"a\":1}").with_header("Retry-After", "1"),
            "/cut" => Reply::json(200, "0123456789").cut(),
            _ => Reply::Close,
        });
        let server = server.await.expect("a port is free");
        let whole = said(
            server.base_url(),
            "POST /whole?take=7&q=a+b%2F HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi",
        );
        let whole = whole.await;
        assert!(whole.starts_with("HTTP/1.1 201 "), "{whole}");
        assert!(
            whole.ends_with("Retry-After: 1\r\n\r\n{\"a\":1}"),
            "{whole}"
        );
        let cut = said(server.base_url(), "GET /cut HTTP/1.1\r\n\r\n").await;
        assert!(
            cut.contains("Content-Length: 11\r\n") && cut.ends_with("\r\n01234"),
            "{cut}"
        );
        assert_eq!(said(server.base_url(), "GET / HTTP/1.1\r\n\r\n").await, "");
        let requests = server.take_requests();
        assert_eq!(requests.len(), 3);
        assert_eq!(
            (&*requests[0].method, &*requests[0].body),
            ("POST", &b"hi"[..])
        );
        assert_eq!(requests[0].number("take"), Some(7));
        assert_eq!(requests[0].query("q").as_deref(), Some("a b/"));
        assert!(requests[1].is_read() && server.requests().is_empty());
    }
}
