//! Where the futures of a law run.

use std::future::Future;

/// The runtime of one law: connections live as long as it does.
#[derive(Debug)]
pub(crate) struct Runtime {
    #[cfg(feature = "http")]
    tokio: tokio::runtime::Runtime,
}

#[cfg(feature = "http")]
impl Runtime {
    /// # Panics
    ///
    /// Where the system gives none.
    pub(crate) fn new() -> Self {
        let tokio = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap_or_else(|error| panic!("no runtime: {error}"));
        Self { tokio }
    }

    /// Drives a future to its end.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        self.tokio.block_on(future)
    }
}

#[cfg(not(feature = "http"))]
impl Runtime {
    pub(crate) fn new() -> Self {
        Self {}
    }

    /// Drives a future to its end on this thread.
    #[allow(clippy::unused_self)] // As with HTTP.
    pub(crate) fn block_on<F: Future>(&self, future: F) -> F::Output {
        use std::sync::Arc;
        use std::task::{Context, Poll, Wake, Waker};
        use std::thread::{self, Thread};

        struct Unpark(Thread);

        impl Wake for Unpark {
            fn wake(self: Arc<Self>) {
                self.0.unpark();
            }
        }

        let waker = Waker::from(Arc::new(Unpark(thread::current())));
        let mut context = Context::from_waker(&waker);
        let mut future = std::pin::pin!(future);
        loop {
            match future.as_mut().poll(&mut context) {
                Poll::Ready(output) => return output,
                Poll::Pending => thread::park(),
            }
        }
    }
}

/// Drives a future to its end, with a runtime of its own.
pub(crate) fn block_on<F: Future>(future: F) -> F::Output {
    Runtime::new().block_on(future)
}

/// The future's output; none where it takes for ever.
#[cfg(feature = "http")]
pub(crate) async fn within_reason<F: Future>(future: F) -> Option<F::Output> {
    tokio::time::timeout(std::time::Duration::from_secs(20), future)
        .await
        .ok()
}

/// The future's output. Without a timer nothing tells that it takes for ever.
#[cfg(not(feature = "http"))]
pub(crate) async fn within_reason<F: Future>(future: F) -> Option<F::Output> {
    Some(future.await)
}
