//! The commands that messages suggest to run next.

use std::fmt::Write as _;

use customer_core::{CustomerId, NewCustomer, Operation, Support};

use super::shell::quoted;
use crate::args::Connection;
use crate::providers::Provider;
use crate::report::Report;

/// A command that shows one customer, such as `get` or `addresses list`.
pub(crate) fn show_customer(
    command: &str,
    provider: &Provider,
    id: &CustomerId,
    connection: &Connection,
) -> String {
    let id = quoted(&format!("{}:{id}", provider.name));
    format!("customers {command}{} {id}", sandbox_flags(connection))
}

/// The command that reads the customers of a report, if it has any.
pub(crate) fn read_back(report: &Report, connection: &Connection) -> Option<String> {
    let mut ids = String::new();
    for entry in &report.results {
        if let Some(customer) = &entry.customer {
            ids.push(' ');
            ids.push_str(&quoted(&format!("{}:{}", entry.provider, customer.id)));
        }
    }
    let command = format!("customers get{}{ids}", sandbox_flags(connection));
    Some(command).filter(|_| !ids.is_empty())
}

/// The command that shows whether a customer was created, if the provider can find or list customers.
pub(crate) fn find_created(
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

/// The flags with which another command uses the same sandbox.
fn sandbox_flags(connection: &Connection) -> String {
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
