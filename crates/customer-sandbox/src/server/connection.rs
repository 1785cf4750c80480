//! A connection that a fault can cut: after a number of bytes, or with a reset instead of an orderly close.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// No bound on what is written.
const UNBOUNDED: usize = usize::MAX;
/// The status line and headers of a response are longer than this.
const BYTES_OF_A_HEAD: usize = 20;

/// How a connection ends, as faults decide.
#[derive(Debug)]
pub(crate) struct ConnectionControl {
    reset_at_end: AtomicBool,
    bytes_left: AtomicUsize,
}

impl ConnectionControl {
    pub(super) fn new() -> Self {
        Self {
            reset_at_end: AtomicBool::new(false),
            bytes_left: AtomicUsize::new(UNBOUNDED),
        }
    }

    /// Ends the connection with a reset, whenever it ends.
    pub(crate) fn reset_at_end(&self) {
        self.reset_at_end.store(true, Ordering::SeqCst);
    }

    /// Resets the connection in the middle of the headers of the next response.
    pub(crate) fn reset_in_head(&self) {
        self.reset_at_end();
        self.bytes_left.store(BYTES_OF_A_HEAD, Ordering::SeqCst);
    }
}

/// A connection that ends as its control says.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    control: Arc<ConnectionControl>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, control: Arc<ConnectionControl>) -> Self {
        Self { stream, control }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.control.reset_at_end.load(Ordering::SeqCst) {
            // Without lingering a close sends a reset. If that cannot be set, the connection is closed already.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let left = self.control.bytes_left.load(Ordering::SeqCst);
        if left == UNBOUNDED {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let bytes = &bytes[..bytes.len().min(left)];
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = &written {
            self.control
                .bytes_left
                .store(left - count, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.control.reset_at_end.load(Ordering::SeqCst) {
            // An orderly end first would hide the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
