//! Being told to end.

use std::io;

/// A signal that asked for the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Interruption {
    /// How the signal is called.
    pub(crate) name: &'static str,
    /// The exit code by which shells tell of it.
    pub(crate) code: u8,
}

/// Ends when the process is told to: by ctrl-c, and on Unix by `SIGTERM` and `SIGHUP`. From now on a
/// signal does not end the process by itself; after the first, a second does, at once.
///
/// # Errors
///
/// Signals cannot be waited for.
pub(crate) fn interrupted() -> io::Result<impl Future<Output = Interruption>> {
    let first = platform::signal()?;
    Ok(async move {
        let interruption = first.await;
        // On a thread of its own: what is printed meanwhile may block.
        std::thread::spawn(end_at_the_second);
        interruption
    })
}

fn end_at_the_second() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let Ok(runtime) = runtime else { return };
    let code = runtime.block_on(async {
        match platform::signal() {
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

    pub(super) fn signal() -> io::Result<impl Future<Output = Interruption>> {
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

    pub(super) fn signal() -> io::Result<impl Future<Output = Interruption>> {
        Ok(async {
            // Where ctrl-c cannot be waited for, there is no other end than being killed.
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
