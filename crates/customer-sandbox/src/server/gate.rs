//! Whether a provider's stand-in accepts connections.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// The state that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Open,
    /// Closed, until an instant or until it is opened. It is the system's clock: tokio's may be paused where it is asked for.
    Closed(Option<Instant>),
}

/// How long a caller waits for the listener to change its state.
const LONGEST_WAIT_IN_MILLISECONDS: u32 = 5000;

/// The state that was asked of a listener, and its actual state.
#[derive(Debug)]
pub(crate) struct Gate {
    wanted: watch::Sender<Wanted>,
    listening: watch::Sender<bool>,
    connections: AtomicUsize,
    requests: AtomicUsize,
}

/// Counts something for as long as it is held.
#[derive(Debug)]
pub(super) struct CountGuard<'a>(&'a AtomicUsize);

impl<'a> CountGuard<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for CountGuard<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Default for Gate {
    fn default() -> Self {
        Self {
            wanted: watch::Sender::new(Wanted::Open),
            listening: watch::Sender::new(true),
            connections: AtomicUsize::new(0),
            requests: AtomicUsize::new(0),
        }
    }
}

impl Gate {
    /// Closes the listener, for a time or until it is opened.
    pub(crate) fn close(&self, time: Option<Duration>) {
        // A time that the clock cannot represent counts as no end.
        let end = time.and_then(|time| Instant::now().checked_add(time));
        self.wanted.send_replace(Wanted::Closed(end));
    }

    /// Opens the listener.
    pub(crate) fn open(&self) {
        self.wanted.send_replace(Wanted::Open);
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.wanted.borrow() != Wanted::Open
    }

    /// Blocks until the listener is closed, or until the wait is over.
    pub(crate) fn wait_until_closed(&self) {
        self.wait_for(false);
    }

    /// Blocks until the listener is open, or until the wait is over.
    pub(crate) fn wait_until_open(&self) {
        self.wait_for(true);
    }

    /// The listener runs on the sandbox's thread; the caller may be on any thread, with or without a runtime.
    fn wait_for(&self, listening: bool) {
        for _ in 0..LONGEST_WAIT_IN_MILLISECONDS {
            let is_done = *self.listening.borrow() == listening;
            let is_superseded = self.is_closed() == listening;
            if is_done || is_superseded {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(super) fn watch(&self) -> watch::Receiver<Wanted> {
        self.wanted.subscribe()
    }

    /// Counts an open connection.
    pub(super) fn connection_opened(&self) -> CountGuard<'_> {
        CountGuard::new(&self.connections)
    }

    /// Counts a request in flight.
    pub(super) fn request_in_flight(&self) -> CountGuard<'_> {
        CountGuard::new(&self.requests)
    }

    /// Waits until every open connection has a request in flight.
    pub(super) async fn idle_connections_closed(&self) {
        while self.connections.load(Ordering::SeqCst) > self.requests.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(super) fn set_listening(&self, listening: bool) {
        self.listening.send_replace(listening);
    }

    /// Waits until it is opened again or the time is over.
    pub(super) async fn wanted_open(&self) {
        let mut watch = self.watch();
        loop {
            let wanted = *watch.borrow_and_update();
            let end = match wanted {
                Wanted::Open => return,
                Wanted::Closed(end) => end,
            };
            let over = async {
                match end {
                    Some(end) => tokio::time::sleep_until(end.into()).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                () = over => {
                    // Unless another state was asked for in the meantime.
                    self.wanted.send_if_modified(|now| {
                        let is_the_same = *now == wanted;
                        if is_the_same {
                            *now = Wanted::Open;
                        }
                        is_the_same
                    });
                }
                changed = watch.changed() => if changed.is_err() { return },
            }
        }
    }
}
