//! `customers get`.

use customer_core::GetOptions;

use super::finish::{Stop, finish};
use crate::args::Get;
use crate::calls::concurrent::{Call, run_reads};
use crate::exit::Exit;
use crate::output::table::View;
use crate::report::Outcome;

/// Gets customers by id.
pub(super) async fn get(arguments: &Get) -> Result<Exit, Stop> {
    let calls = Call::for_customers(arguments.targets.resolve().map_err(Stop::Usage)?);
    let options = GetOptions::new().with_addresses(arguments.addresses);
    let report = run_reads(&arguments.common.connection, &calls, |provider, call| {
        let options = &options;
        async move {
            let mut entry = call.entry(Outcome::Found);
            if let Some(id) = &call.id {
                entry.customer = Some(provider.get_customer(id, options).await?);
            }
            Ok(entry)
        }
    })
    .await;
    finish(&report, arguments.common.format, View::Customers)
}
