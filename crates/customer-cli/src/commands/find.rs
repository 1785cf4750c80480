//! `customers find`.

use customer_core::{CustomerProviderExt, EmailAddress, Error, FieldProblem, Operation};

use super::finish::{Stop, finish};
use crate::args::Find;
use crate::calls::concurrent::{Asked, Done, ask};
use crate::exit::Exit;
use crate::output::View;
use crate::report::Outcome;

/// Finds the customers with exactly this e-mail address. It ends well where any provider has one.
pub(super) async fn find(arguments: &Find) -> Result<Exit, Stop> {
    let asked = Asked::providers(arguments.providers.chosen());
    let email = EmailAddress::parse(&arguments.email);
    let report = ask(&arguments.connection, &asked, |provider, _| {
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
            let mut done = Done::new(outcome);
            done.customers = Some(customers);
            Ok(done)
        }
    })
    .await;
    let exit = finish(&report, arguments.output.output, View::Customers)?;
    let any = report
        .results
        .iter()
        .any(|entry| entry.outcome == Outcome::Found);
    Ok(if any && exit == Exit::NotFound {
        Exit::Success
    } else {
        exit
    })
}
