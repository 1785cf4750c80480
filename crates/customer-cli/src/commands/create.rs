//! `customers create` and `customers preview`.

use std::fmt::Write as _;

use customer_core::{Fidelity, NewCustomer, Operation, Support, WriteOptions};

use super::finish::{Stop, finish, finish_write};
use crate::args::{Connection, Create, CustomerInput, Preview};
use crate::calls::concurrent::{Asked, Done, ask_write, refuse};
use crate::calls::settle::settle;
use crate::exit::Exit;
use crate::output::shell::quoted;
use crate::output::{View, note};
use crate::providers::Provider;
use crate::report::{Entry, Outcome, Report, Settled};

const NO_CUSTOMER: &str =
    "no customer was given: name a file with --input, or fields with flags such as --email";

fn require(customer: &CustomerInput) -> Result<(), Stop> {
    if customer.is_empty() {
        return Err(Stop::Usage(NO_CUSTOMER.to_owned()));
    }
    Ok(())
}

/// Whether a write may lose fields.
pub(super) fn write_options(lossy: bool) -> WriteOptions {
    let fidelity = if lossy {
        Fidelity::Lossy
    } else {
        Fidelity::Strict
    };
    WriteOptions::new().with_fidelity(fidelity)
}

/// Registers a customer with every provider that was named.
pub(super) async fn create(arguments: &Create) -> Result<Exit, Stop> {
    require(&arguments.customer)?;
    let asked = Asked::providers(arguments.providers.chosen());
    let format = arguments.output.output;
    let customer = match arguments.customer.read() {
        Ok(customer) => customer,
        Err(error) => return finish(&refuse(&asked, error), format, View::Fates),
    };
    let mut options = write_options(arguments.writing.lossy);
    options.marker.clone_from(&arguments.marker);
    let settling = &arguments.writing.settling;
    let look = |asked: &Asked| look_for(asked.provider, &customer, &arguments.connection);
    let operation = Operation::CreateCustomer;
    let mut report = ask_write(
        &arguments.connection,
        &asked,
        operation,
        look,
        |provider, _| {
            let (customer, options) = (&customer, &options);
            async move {
                let mut done = Done::new(Outcome::Created);
                match provider.create_customer(customer, options).await {
                    Ok(written) => {
                        done.customer = Some(written.customer);
                        done.fields = Some(written.fields);
                    }
                    Err(error) => {
                        let marker = error.pending().and_then(|pending| pending.marker.clone());
                        done.customer = settle(&*provider, error, settling).await?;
                        done.settled = Some(Settled::Done);
                        let fields = provider.preview_create(customer).fields;
                        done.fields = Some(match &done.customer {
                            Some(found) => {
                                fields.reconciled_marked(customer, found, marker.as_ref())
                            }
                            None => fields,
                        });
                    }
                }
                Ok(done)
            }
        },
    )
    .await;
    for entry in &mut report.results {
        entry.given = customer.given();
    }
    let exit = finish_write(&report, format, View::Fates)?;
    tell_how_to_read_back(&report, &arguments.connection);
    Ok(exit)
}

/// A newcomer's next question is where the customers are now.
fn tell_how_to_read_back(report: &Report, connection: &Connection) {
    let mut ids = String::new();
    for entry in &report.results {
        if let Some(customer) = &entry.customer {
            // Writing to a string does not fail.
            let id = quoted(&format!("{}:{}", entry.provider, customer.id));
            let _ = write!(ids, " {id}");
        }
    }
    if ids.is_empty() {
        return;
    }
    let sandbox = sandbox_flags(connection);
    note(format_args!("to read them: customers get{sandbox}{ids}"));
}

/// The flags by which another command speaks to the same sandbox.
pub(crate) fn sandbox_flags(connection: &Connection) -> String {
    let mut flags = String::new();
    if connection.sandbox {
        flags.push_str(" --sandbox");
    }
    if let Some(directory) = &connection.sandbox_dir {
        let directory = quoted(&directory.display().to_string());
        // Writing to a string does not fail.
        let _ = write!(flags, " --sandbox-dir {directory}");
    }
    flags
}

/// The command that looks whether a customer was registered.
fn look_for(
    provider: &Provider,
    customer: &NewCustomer,
    connection: &Connection,
) -> Option<String> {
    let capabilities = (provider.capabilities)();
    let can = |operation| *capabilities.support(operation) != Support::Unsupported;
    let (name, sandbox) = (provider.name, sandbox_flags(connection));
    match &customer.email {
        Some(email) if can(Operation::FindCustomersByEmail) => {
            let email = quoted(email.as_str());
            Some(format!(
                "customers find{sandbox} --provider {name} --email {email}"
            ))
        }
        _ if can(Operation::ListCustomers) => {
            Some(format!("customers list{sandbox} --provider {name}"))
        }
        _ => None,
    }
}

/// Tells what registering a customer would do. Sends nothing.
pub(super) fn preview(arguments: &Preview) -> Result<Exit, Stop> {
    require(&arguments.customer)?;
    let providers = arguments.providers.chosen();
    let format = arguments.output.output;
    let customer: NewCustomer = match arguments.customer.read() {
        Ok(customer) => customer,
        Err(error) => {
            let report = refuse(&Asked::providers(providers), error);
            return finish(&report, format, View::Fates);
        }
    };
    let results = providers
        .into_iter()
        .map(|provider| Entry::previewed(provider.name, (provider.preview)(&customer)))
        .collect();
    let report = Report::new(results);
    tell_problems(&report);
    finish(&report, format, View::Fates)
}

/// Tells on standard error what a write would be refused for.
pub(super) fn tell_problems(report: &Report) {
    for entry in &report.results {
        for problem in &entry.problems {
            crate::output::error(format_args!("{}: {problem}", entry.provider));
        }
    }
}
