//! `customers find`.

use customer_core::{CustomerProviderExt, EmailAddress, Error, FieldProblem, Operation};

use super::finish::{Stop, finish};
use crate::args::Find;
use crate::calls::concurrent::{Call, run_reads};
use crate::connect::choice::providers_to_call;
use crate::exit::Exit;
use crate::output::table::View;
use crate::report::Outcome;

/// Finds the customers with exactly this e-mail address. The exit code is success if any provider has one and
/// none fails.
pub(super) async fn find(arguments: &Find) -> Result<Exit, Stop> {
    let connection = &arguments.common.connection;
    let providers = providers_to_call(arguments.providers.named(), connection);
    let calls = Call::to_providers(providers);
    let email = EmailAddress::parse(&arguments.email);
    let report = run_reads(connection, &calls, |provider, call| {
        let email = &email;
        async move {
            let email = email.as_ref().map_err(|error| {
                let problem = FieldProblem::new("email", error.reason());
                Error::invalid_input(vec![problem])
                    .with_provider(provider.identity().provider)
                    .with_operation(Operation::FindCustomersByEmail)
            })?;
            let customers = provider.find_all_by_email(email).await?;
            let outcome = if customers.is_empty() {
                Outcome::NotFound
            } else {
                Outcome::Found
            };
            let mut entry = call.entry(outcome);
            entry.customers = Some(customers);
            Ok(entry)
        }
    })
    .await;
    finish(&report, arguments.common.format, View::Customers)
}
