//! Waiting for a signal that tells the process to end.

use std::io;

pub(crate) use platform::signal;

/// A signal that told the process to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interruption {
    /// The name of the signal.
    pub(crate) name: &'static str,
    /// The exit code by which shells report it: 128 and the number of the signal.
    pub(crate) code: u8,
}

/// Waits for the first signal: ctrl-c, and on Unix `SIGTERM` and `SIGHUP`. From the call on, a signal no longer ends
/// the process by itself. After the first signal, a second ends it at once.
///
/// # Errors
///
/// The process cannot wait for signals.
pub(crate) fn interrupted() -> io::Result<impl Future<Output = Interruption>> {
    let first = signal()?;
    Ok(async move {
        let interruption = first.await;
        // On its own thread: printing may block this one.
        std::thread::spawn(end_at_second_signal);
        interruption
    })
}

fn end_at_second_signal() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else { return };
    let code = runtime.block_on(async {
        match signal() {
            Ok(second) => Some(second.await.code),
            Err(_) => None,
        }
    });
    if let Some(code) = code {
        std::process::exit(i32::from(code));
    }
}

#[cfg(unix)]
mod platform {
    use super::{Interruption, io};
    use tokio::signal::unix::{self, SignalKind};

    /// Waits for a signal, as [`interrupted`](super::interrupted) does, without the end at the second.
    ///
    /// # Errors
    ///
    /// The process cannot wait for signals.
    pub(crate) fn signal() -> io::Result<impl Future<Output = Interruption>> {
        let mut interrupt = unix::signal(SignalKind::interrupt())?;
        let mut terminate = unix::signal(SignalKind::terminate())?;
        let mut hang_up = unix::signal(SignalKind::hangup())?;
        Ok(async move {
            let (name, number) = tokio::select! {
                _ = interrupt.recv() => ("SIGINT", 2),
                _ = terminate.recv() => ("SIGTERM", 15),
                _ = hang_up.recv() => ("SIGHUP", 1),
            };
            Interruption {
                name,
                code: 128 + number,
            }
        })
    }
}

#[cfg(not(unix))]
mod platform {
    use super::{Interruption, io};

    /// Waits for a signal, as [`interrupted`](super::interrupted) does, without the end at the second.
    ///
    /// # Errors
    ///
    /// The process cannot wait for signals.
    pub(crate) fn signal() -> io::Result<impl Future<Output = Interruption>> {
        Ok(async {
            // Without ctrl-c the process ends only by being killed.
            if tokio::signal::ctrl_c().await.is_err() {
                std::future::pending::<()>().await;
            }
            Interruption {
                name: "ctrl-c",
                code: 130,
            }
        })
    }
}
