//! `customers sandbox serve`.

use std::fmt::Write as _;

use customer_sandbox::Sandbox;

use crate::args::Serve;
use crate::commands::finish::Stop;
use crate::connect::sandbox;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::shell::quoted;
use crate::output::{self, note};

/// Runs the stand-ins until the process is told to end.
pub(super) async fn serve(arguments: &Serve) -> Result<Exit, Stop> {
    let sandbox = match start(arguments).await {
        Ok(sandbox) => sandbox,
        Err(failure) => {
            output::error(failure.message());
            return Ok(failure.exit());
        }
    };
    // Before anything is printed: who reads the lines may end us at once.
    let ending = match ending() {
        Ok(ending) => ending,
        Err(error) => {
            output::error(format_args!("signals cannot be waited for: {error}"));
            return Ok(Exit::Failure);
        }
    };
    let mut lines = String::new();
    let control = ("CUSTOMERS_SANDBOX_URL", sandbox.control_url().to_owned());
    let allowed = ("CUSTOMERS_ALLOW_HTTP", "1".to_owned());
    for (name, value) in sandbox::variables(sandbox.access())
        .into_iter()
        .chain([control, allowed])
    {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "export {name}={}", quoted(&value));
    }
    let printed = output::write(lines.as_bytes());
    note("the sandbox runs until it is interrupted (ctrl-c)");
    ending.await;
    sandbox.shutdown().await;
    match printed {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(Exit::Success),
    }
}

async fn start(arguments: &Serve) -> Result<Sandbox, Failure> {
    let directory = match &arguments.sandbox_dir {
        Some(directory) => directory.clone(),
        None => sandbox::default_directory()?,
    };
    let builder = Sandbox::builder()
        .directory(directory)
        .port(arguments.port)
        .seed(arguments.seed)
        .reading(arguments.reading);
    sandbox::start(builder).await
}

/// Ends when the process is told to: by ctrl-c, and on Unix by `SIGTERM` and `SIGHUP`.
#[cfg(unix)]
fn ending() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            _ = hang_up.recv() => {}
        }
    })
}

/// Ends when the process is told to, by ctrl-c.
#[cfg(not(unix))]
fn ending() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        // Where ctrl-c cannot be waited for, there is no other end than being killed.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
