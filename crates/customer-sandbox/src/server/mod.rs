//! One listener a provider, HTTP/1.1 on loopback.

mod front;

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpListener;

pub(crate) use front::Front;

use crate::error::Error;

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

/// Serves until the sandbox's runtime ends.
pub(crate) async fn serve(listener: TcpListener, front: Arc<Front>) {
    loop {
        // An accept fails for the connection, or for want of descriptors; either passes.
        let Ok((stream, _)) = listener.accept().await else {
            tokio::task::yield_now().await;
            continue;
        };
        // Small answers should not wait for the next packet.
        let _ = stream.set_nodelay(true);
        let front = Arc::clone(&front);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let front = Arc::clone(&front);
                async move { front.answer(request).await }
            });
            let served = http1::Builder::new()
                .timer(TokioTimer::new())
                .serve_connection(TokioIo::new(stream), service)
                .await;
            // A client that goes away in the middle is none of our business.
            drop(served);
        });
    }
}
