//! Whether a provider's stand-in accepts connections.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::sync::watch;

/// What was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    Open,
    /// Closed, until an instant or until it is opened. It is the system's clock: tokio's may be paused where it is asked for.
    Closed(Option<Instant>),
}

/// How long anyone waits for the listener to do as it was told.
const PATIENCE: u32 = 5000;

/// What was asked of a listener, and what it does.
#[derive(Debug)]
pub(crate) struct Gate {
    wanted: watch::Sender<Wanted>,
    listening: watch::Sender<bool>,
    connections: AtomicUsize,
    requests: AtomicUsize,
}

/// Counts something for as long as it is held.
#[derive(Debug)]
pub(super) struct Counted<'a>(&'a AtomicUsize);

impl<'a> Counted<'a> {
    fn new(count: &'a AtomicUsize) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count)
    }
}

impl Drop for Counted<'_> {
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
    /// Has the listener closed, for a time or until it is opened.
    pub(crate) fn close(&self, time: Option<Duration>) {
        // A time beyond all clocks is no end.
        let end = time.and_then(|time| Instant::now().checked_add(time));
        self.wanted.send_replace(Wanted::Closed(end));
    }

    /// Has the listener opened.
    pub(crate) fn open(&self) {
        self.wanted.send_replace(Wanted::Open);
    }

    pub(crate) fn is_closed(&self) -> bool {
        *self.wanted.borrow() != Wanted::Open
    }

    /// Blocks until the listener is closed, or until it is clear that there is none.
    pub(crate) fn wait_until_closed(&self) {
        self.wait_for(false);
    }

    /// Blocks until the listener is open, or until it is clear that there is none.
    pub(crate) fn wait_until_open(&self) {
        self.wait_for(true);
    }

    /// The listener lives on the sandbox's thread; who waits may be on any, with or without a runtime.
    fn wait_for(&self, listening: bool) {
        for _ in 0..PATIENCE {
            let is_done = *self.listening.borrow() == listening;
            let has_changed_its_mind = self.is_closed() == listening;
            if is_done || has_changed_its_mind {
                return;
            }
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    pub(super) fn watch(&self) -> watch::Receiver<Wanted> {
        self.wanted.subscribe()
    }

    /// A connection is open.
    pub(super) fn connected(&self) -> Counted<'_> {
        Counted::new(&self.connections)
    }

    /// A request is under way.
    pub(super) fn under_way(&self) -> Counted<'_> {
        Counted::new(&self.requests)
    }

    /// Waits until no connection is open on which nothing is under way.
    pub(super) async fn idle_ones_are_closed(&self) {
        while self.connections.load(Ordering::SeqCst) > self.requests.load(Ordering::SeqCst) {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    pub(super) fn says(&self, listening: bool) {
        self.listening.send_replace(listening);
    }

    /// Waits until it is to be open again, be it that the time is over.
    pub(super) async fn reopened(&self) {
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
                    // Unless something else was asked for in the meantime.
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
