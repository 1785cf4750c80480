//! `customers sandbox fault …`: the control API of a running sandbox, from the shell.

use customer_core::{Operation, ProviderName};
use customer_http::{HttpClient, HttpOptions, ProviderFailure, Request, Response, RetryPolicy};
use customer_sandbox::Fault;
use serde::Deserialize;

use crate::args::{FaultArguments, FaultCommand};
use crate::commands::finish::Stop;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::input;
use crate::output::{self, json};

const SANDBOX: ProviderName = ProviderName::from_static("sandbox");
const ROUTE: &str = "/faults";

/// Pushes, lists or clears faults, and prints those that there are then, one a line.
pub(super) async fn fault(arguments: &FaultArguments) -> Result<Exit, Stop> {
    match done(arguments).await {
        Ok(faults) => {
            let mut lines = Vec::new();
            for fault in &faults {
                json::line(fault, &mut lines)?;
            }
            match output::write(&lines) {
                Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
                _ => Ok(Exit::Success),
            }
        }
        Err(failure) => {
            output::error(failure.message());
            Ok(failure.exit())
        }
    }
}

async fn done(arguments: &FaultArguments) -> Result<Vec<Fault>, Failure> {
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
    let answer = control.send(request).await?;
    Ok(match &arguments.command {
        FaultCommand::Clear => Vec::new(),
        _ => answer.json()?,
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
        .error_decoder(refusal)
        .build()?)
}

/// The control API's own words.
fn refusal(response: &Response) -> Option<ProviderFailure> {
    #[derive(Deserialize)]
    struct Refusal {
        error: String,
    }
    if response.status().is_success() {
        return None;
    }
    let refusal: Refusal = serde_json::from_slice(response.body()).ok()?;
    Some(ProviderFailure::new().with_message(refusal.error))
}
