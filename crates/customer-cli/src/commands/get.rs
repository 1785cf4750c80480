//! `customers get`.

use customer_core::GetOptions;

use super::finish::{Stop, finish};
use crate::args::Get;
use crate::calls::concurrent::{Asked, Done, ask};
use crate::exit::Exit;
use crate::output::View;
use crate::report::Outcome;

/// Reads customers by their ids.
pub(super) async fn get(arguments: &Get) -> Result<Exit, Stop> {
    let asked = Asked::customers(arguments.targets.resolve().map_err(Stop::Usage)?);
    let options = GetOptions::new().with_addresses(arguments.addresses);
    let report = ask(&arguments.connection, &asked, |provider, asked| {
        let options = &options;
        async move {
            let mut done = Done::new(Outcome::Found);
            if let Some(id) = &asked.id {
                done.customer = Some(provider.get_customer(id, options).await?);
            }
            Ok(done)
        }
    })
    .await;
    finish(&report, arguments.output.output, View::Customers)
}
