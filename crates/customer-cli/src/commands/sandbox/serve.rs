//! `customers sandbox serve`.

use std::fmt::Write as _;

use customer_sandbox::Sandbox;

use crate::args::Serve;
use crate::calls::interrupt::signal;
use crate::commands::finish::Stop;
use crate::connect::sandbox;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::output::messages::{self, error, note};
use crate::output::shell::quoted;
use crate::output::stdout::{ignore_broken_pipe, write};

/// Runs the sandbox until a signal ends it.
pub(super) async fn serve(arguments: &Serve) -> Result<Exit, Stop> {
    let sandbox = match start(arguments).await {
        Ok(sandbox) => sandbox,
        Err(failure) => {
            messages::failure(&failure);
            return Ok(failure.exit());
        }
    };
    // Before anything is printed: the reader of the lines may send the signal at once.
    let signal = match signal() {
        Ok(signal) => signal,
        Err(cause) => {
            error(format_args!("cannot wait for signals: {cause}"));
            return Ok(Exit::Failure);
        }
    };
    let mut lines = String::new();
    let control = ("CUSTOMERS_SANDBOX_URL", sandbox.control_url());
    let allowed = ("CUSTOMERS_ALLOW_HTTP", "1");
    for (name, value) in sandbox::variables(&sandbox).chain([control, allowed]) {
        // Writing to a string does not fail.
        let _ = writeln!(lines, "export {name}={}", quoted(value));
    }
    let printed = write(lines.as_bytes());
    note("the sandbox runs until it is interrupted (ctrl-c)");
    signal.await;
    sandbox.shutdown().await;
    ignore_broken_pipe(printed)?;
    Ok(Exit::Success)
}

async fn start(arguments: &Serve) -> Result<Sandbox, Failure> {
    let builder = sandbox::builder(arguments.sandbox_dir.as_deref())?
        .port(arguments.port)
        .seed(arguments.seed)
        .reading(arguments.reading);
    sandbox::start(builder).await
}
