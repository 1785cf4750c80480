//! A connection that can be broken off: after so many bytes, or with a reset in the place of an orderly end.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// No bound on what is written.
const UNBOUNDED: usize = usize::MAX;
/// An answer's first line and headers are longer than this.
const PART_OF_A_HEAD: usize = 20;

/// What is to become of a connection.
#[derive(Debug)]
pub(crate) struct Line {
    resets: AtomicBool,
    writes: AtomicUsize,
}

impl Line {
    pub(super) fn new() -> Self {
        Self {
            resets: AtomicBool::new(false),
            writes: AtomicUsize::new(UNBOUNDED),
        }
    }

    /// Ends the connection with a reset, whenever it ends.
    pub(crate) fn reset_at_end(&self) {
        self.resets.store(true, Ordering::SeqCst);
    }

    /// Resets the connection in the middle of the head of the next answer.
    pub(crate) fn reset_in_head(&self) {
        self.reset_at_end();
        self.writes.store(PART_OF_A_HEAD, Ordering::SeqCst);
    }
}

/// A connection, and what is to become of it.
#[derive(Debug)]
pub(super) struct Connection {
    stream: TcpStream,
    line: Arc<Line>,
}

impl Connection {
    pub(super) fn new(stream: TcpStream, line: Arc<Line>) -> Self {
        Self { stream, line }
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if self.line.resets.load(Ordering::SeqCst) {
            // Without lingering a close sends a reset. Where it cannot be set the connection is gone already.
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
        let left = self.line.writes.load(Ordering::SeqCst);
        if left == UNBOUNDED {
            return Pin::new(&mut self.stream).poll_write(context, bytes);
        }
        if left == 0 {
            return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
        }
        let bytes = &bytes[..bytes.len().min(left)];
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(count)) = &written {
            self.line.writes.store(left - count, Ordering::SeqCst);
        }
        written
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.line.resets.load(Ordering::SeqCst) {
            // An orderly end first would hide the reset.
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
