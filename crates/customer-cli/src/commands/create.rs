//! `customers create`.

use customer_core::Operation;

use super::finish::{Stop, finish, finish_write};
use crate::args::{Create, CustomerInput};
use crate::calls::concurrent::{Call, fail_all, run_writes};
use crate::calls::settle::settle;
use crate::connect::choice::providers_to_call;
use crate::exit::Exit;
use crate::output::messages::note;
use crate::output::next_command;
use crate::output::table::View;
use crate::report::Outcome;

/// Creates a customer at each provider named.
pub(super) async fn create(arguments: &Create) -> Result<Exit, Stop> {
    require_customer(&arguments.customer)?;
    let (connection, format) = (&arguments.common.connection, arguments.common.format);
    let providers = providers_to_call(arguments.providers.named(), connection);
    let calls = Call::to_providers(providers);
    let customer = match arguments.customer.read() {
        Ok(customer) => customer,
        Err(error) => return finish(&fail_all(&calls, error), format, View::Fates),
    };
    let mut options = arguments.writing.options();
    options.marker.clone_from(&arguments.marker);
    let settling = &arguments.writing.settling;
    let look_up = |call: &Call| next_command::find_created(call.provider, &customer, connection);
    let operation = Operation::CreateCustomer;
    let mut report = run_writes(connection, &calls, operation, look_up, |provider, call| {
        let (customer, options) = (&customer, &options);
        async move {
            let mut entry = call.entry(Outcome::Created);
            match provider.create_customer(customer, options).await {
                Ok(written) => {
                    entry.customer = Some(written.customer);
                    entry.fields = Some(written.fields);
                }
                Err(error) => {
                    let marker = error.pending().and_then(|pending| pending.marker.clone());
                    entry.customer = settle(&mut entry, &*provider, error, settling).await?;
                    let fields = provider.preview_create(customer).fields;
                    entry.fields = Some(match &entry.customer {
                        Some(found) => fields.reconciled_marked(customer, found, marker.as_ref()),
                        None => fields,
                    });
                }
            }
            Ok(entry)
        }
    })
    .await;
    for entry in &mut report.results {
        entry.given = customer.given();
    }
    let exit = finish_write(&report, format, View::Fates)?;
    if let Some(command) = next_command::read_back(&report, connection) {
        note(format_args!("to read them: {command}"));
    }
    Ok(exit)
}

/// Checks that a customer is given.
///
/// # Errors
///
/// Neither a file nor a flag gives one.
pub(super) fn require_customer(customer: &CustomerInput) -> Result<(), Stop> {
    if customer.is_empty() {
        return Err(Stop::Usage(
            "no customer is given: use --input FILE, or flags such as --email".to_owned(),
        ));
    }
    Ok(())
}
