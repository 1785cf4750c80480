//! Accepting connections: one listener for each provider.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::connection::{Connection, ConnectionControl};
use super::front::Front;
use super::gate;
use crate::error::Error;

/// How long idle connections may take to close when connections are to be refused.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(1);
/// How many connections may wait to be accepted.
const BACKLOG: u32 = 1024;

/// Opens a listener on loopback; port 0 is any free one.
pub(crate) async fn listen(port: u16) -> Result<TcpListener, Error> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)))
        .await
        .map_err(|source| Error::Listen { port, source })
}

/// The origin of a listener.
pub(crate) fn origin(listener: &TcpListener) -> Result<String, Error> {
    let address = listener
        .local_addr()
        .map_err(|source| Error::Listen { port: 0, source })?;
    Ok(format!("http://{address}"))
}

/// Serves until the sandbox's runtime ends; while the gate is closed, connections are refused.
pub(crate) async fn serve(mut listener: TcpListener, front: Arc<Front>) {
    let Ok(address) = listener.local_addr() else {
        return;
    };
    let gate = Arc::clone(&front.gate);
    loop {
        gate.set_listening(true);
        accept(listener, &front).await;
        // A socket that is bound and does not listen reserves the port and refuses connections.
        let held = bind(address);
        // A response that is still being sent keeps its connection open; the wait for it is bounded.
        let _ = tokio::time::timeout(DRAIN_TIMEOUT, gate.idle_connections_closed()).await;
        gate.set_listening(false);
        gate.wanted_open().await;
        listener = reopen(address, held).await;
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Connections of the previous listener may still be closing.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Listens on the same address again, and retries until it succeeds.
async fn reopen(address: SocketAddr, held: io::Result<TcpSocket>) -> TcpListener {
    let mut socket = held;
    loop {
        if let Ok(listener) = socket.and_then(|socket| socket.listen(BACKLOG)) {
            return listener;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
        socket = bind(address);
    }
}

/// Accepts connections until the gate is closed.
async fn accept(listener: TcpListener, front: &Arc<Front>) {
    let mut watch = front.gate.watch();
    loop {
        tokio::select! {
            // An accept fails because of one connection or a lack of descriptors; both are temporary.
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(serve_connection(stream, Arc::clone(front)));
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(1)).await,
            },
            () = closed(&mut watch) => return,
        }
    }
}

/// Waits until the gate is closed.
async fn closed(watch: &mut tokio::sync::watch::Receiver<gate::Wanted>) {
    if watch
        .wait_for(|wanted| *wanted != gate::Wanted::Open)
        .await
        .is_err()
    {
        std::future::pending::<()>().await;
    }
}

/// Answers on one connection until it ends, or until the gate is closed and nothing is in flight on it.
async fn serve_connection(stream: TcpStream, front: Arc<Front>) {
    // Small responses should not wait for the next packet.
    let _ = stream.set_nodelay(true);
    let gate = Arc::clone(&front.gate);
    let _connected = gate.connection_opened();
    let mut watch = gate.watch();
    let control = Arc::new(ConnectionControl::new());
    let service = {
        let control = Arc::clone(&control);
        service_fn(move |request| {
            let front = Arc::clone(&front);
            let control = Arc::clone(&control);
            async move { front.respond(request, control).await }
        })
    };
    let io = TokioIo::new(Connection::new(stream, control));
    let mut serving = Box::pin(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(io, service),
    );
    // The client or a fault may end it; neither is an error here.
    tokio::select! {
        _ = serving.as_mut() => {}
        () = closed(&mut watch) => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}
