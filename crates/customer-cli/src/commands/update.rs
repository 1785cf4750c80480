//! `customers update`.

use customer_core::{CustomerUpdate, Operation};

use super::finish::{Stop, finish, finish_write};
use super::preview::print_problems;
use crate::args::Update;
use crate::calls::concurrent::{Call, fail_all, run_reads, run_writes};
use crate::calls::settle::settle;
use crate::exit::Exit;
use crate::output::table::View;
use crate::report::{Outcome, Report};

/// Updates fields of customers, or shows what the update would do.
pub(super) async fn update(arguments: &Update) -> Result<Exit, Stop> {
    if arguments.change.is_empty() {
        return Err(Stop::Usage(
            "nothing to update: use --input FILE, or flags such as --email or --clear".to_owned(),
        ));
    }
    let calls = Call::for_customers(arguments.targets.resolve().map_err(Stop::Usage)?);
    let (connection, format) = (&arguments.common.connection, arguments.common.format);
    let change = match arguments.change.read() {
        Ok(change) => change,
        Err(error) => return finish(&fail_all(&calls, error), format, View::Fates),
    };
    if arguments.preview {
        let mut report = run_reads(connection, &calls, |provider, call| {
            let preview = provider.preview_update(&change);
            async move {
                let mut entry = call.entry(Outcome::Previewed);
                entry.fields = Some(preview.fields);
                entry.problems = preview.problems;
                Ok(entry)
            }
        })
        .await;
        set_given(&mut report, &change);
        print_problems(&report);
        return finish(&report, format, View::Fates);
    }
    let options = arguments.writing.options();
    let settling = &arguments.writing.settling;
    let look_up = |call: &Call| call.show_command("get", connection);
    let operation = Operation::UpdateCustomer;
    let mut report = run_writes(connection, &calls, operation, look_up, |provider, call| {
        let (change, options) = (&change, &options);
        async move {
            let mut entry = call.entry(Outcome::Updated);
            let Some(id) = call.id else { return Ok(entry) };
            match provider.update_customer(&id, change, options).await {
                Ok(written) => {
                    entry.customer = Some(written.customer);
                    entry.fields = Some(written.fields);
                }
                Err(error) => {
                    entry.customer = settle(&mut entry, &*provider, error, settling).await?;
                }
            }
            Ok(entry)
        }
    })
    .await;
    set_given(&mut report, &change);
    finish_write(&report, format, View::Fates)
}

fn set_given(report: &mut Report, change: &CustomerUpdate) {
    for entry in &mut report.results {
        entry.given = change.given();
    }
}
