//! `customers sandbox fault …`: calls the control API of a running sandbox.

use customer_core::{Operation, ProviderName};
use customer_http::{HttpClient, HttpOptions, ProviderFailure, Request, Response, RetryPolicy};
use customer_sandbox::Fault;
use serde::Deserialize;

use crate::args::{FaultArguments, FaultCommand};
use crate::commands::finish::Stop;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::stdout::{ignore_broken_pipe, write};
use crate::output::{json, messages};

const SANDBOX: ProviderName = ProviderName::from_static("sandbox");
const ROUTE: &str = "/faults";

/// Adds, lists or clears faults, and prints the pending faults, one per line.
pub(super) async fn fault(arguments: &FaultArguments) -> Result<Exit, Stop> {
    match send(arguments).await {
        Ok(faults) => {
            let mut lines = Vec::new();
            for fault in &faults {
                json::line(fault, &mut lines)?;
            }
            ignore_broken_pipe(write(&lines))?;
            Ok(Exit::Success)
        }
        Err(failure) => {
            messages::failure(&failure);
            Ok(failure.exit())
        }
    }
}

async fn send(arguments: &FaultArguments) -> Result<Vec<Fault>, Failure> {
    let faults = match &arguments.command {
        FaultCommand::Push { input } => input::read_one_or_many(input, "fault")?,
        command => command.fault().into_iter().collect(),
    };
    let control = client(&arguments.control)?;
    let request = match &arguments.command {
        FaultCommand::List => Request::get(Operation::Native("list_faults"), ROUTE),
        FaultCommand::Clear => Request::delete(Operation::Native("clear_faults"), ROUTE),
        _ => Request::post(Operation::Native("push_faults"), ROUTE).json(&faults)?,
    };
    let response = control.send(request).await?;
    Ok(match &arguments.command {
        FaultCommand::Clear => Vec::new(),
        _ => response.json()?,
    })
}

fn client(url: &str) -> Result<HttpClient, Failure> {
    let options = HttpOptions::new()
        .allow_http(true)
        .no_proxy()
        .retry(RetryPolicy::none());
    Ok(HttpClient::builder(SANDBOX, url)
        .user_agent(concat!("customers/", env!("CARGO_PKG_VERSION")))
        .options(options)
        .error_decoder(decode_error)
        .build()?)
}

/// Reads the error message of the control API.
fn decode_error(response: &Response) -> Option<ProviderFailure> {
    #[derive(Deserialize)]
    struct ControlError {
        error: String,
    }
    if response.status().is_success() {
        return None;
    }
    let body: ControlError = serde_json::from_slice(response.body()).ok()?;
    Some(ProviderFailure::new().with_message(body.error))
}
