//! One listener a provider, HTTP/1.1 on loopback.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

use super::connection::{Connection, Line};
use super::front::Front;
use super::gate;
use crate::error::Error;

/// How long idle connections may take to close when connections are to be refused.
const WINDING_UP: Duration = Duration::from_secs(1);
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
        gate.says(true);
        accept(listener, &front).await;
        // A socket that is bound and does not listen holds the port and refuses connections.
        let held = bind(address);
        // An answer that is still being sent keeps its connection, and nobody waits long for that.
        let _ = tokio::time::timeout(WINDING_UP, gate.idle_ones_are_closed()).await;
        gate.says(false);
        gate.reopened().await;
        listener = reopen(address, held).await;
    }
}

fn bind(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // Connections of the listener before may still be winding up.
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(socket)
}

/// Listens again where it listened before, however often it has to try.
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
            // An accept fails for the one connection, or for want of descriptors; either passes.
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    tokio::spawn(converse(stream, Arc::clone(front)));
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

/// Answers on one connection until it ends, or until the gate is closed and nothing is under way on it.
async fn converse(stream: TcpStream, front: Arc<Front>) {
    // Small answers should not wait for the next packet.
    let _ = stream.set_nodelay(true);
    let gate = Arc::clone(&front.gate);
    let _connected = gate.connected();
    let mut watch = gate.watch();
    let line = Arc::new(Line::new());
    let service = {
        let line = Arc::clone(&line);
        service_fn(move |request| {
            let front = Arc::clone(&front);
            let line = Arc::clone(&line);
            async move { front.answer(request, line).await }
        })
    };
    let io = TokioIo::new(Connection::new(stream, line));
    let mut serving = Box::pin(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .serve_connection(io, service),
    );
    // How it ends, by the client or by a fault, is no matter here.
    tokio::select! {
        _ = serving.as_mut() => {}
        () = closed(&mut watch) => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}
