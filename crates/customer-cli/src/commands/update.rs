//! `customers update`.

use customer_core::{CustomerUpdate, Operation};

use super::create::{tell_problems, write_options};
use super::finish::{Stop, finish, finish_write};
use crate::args::Update;
use crate::calls::concurrent::{Asked, Done, ask, ask_write, refuse};
use crate::calls::settle::settle;
use crate::exit::Exit;
use crate::output::View;
use crate::report::{Outcome, Report, Settled};

/// Changes fields of customers, or tells what that would do.
pub(super) async fn update(arguments: &Update) -> Result<Exit, Stop> {
    if arguments.change.is_empty() {
        return Err(Stop::Usage(
            "no change was given: name a file with --input, or fields with flags such as --email or \
             --clear"
                .to_owned(),
        ));
    }
    let asked = Asked::customers(arguments.targets.resolve().map_err(Stop::Usage)?);
    let format = arguments.output.output;
    let change = match arguments.change.read() {
        Ok(change) => change,
        Err(error) => return finish(&refuse(&asked, error), format, View::Fates),
    };
    let options = write_options(arguments.writing.lossy);
    let settling = &arguments.writing.settling;
    if arguments.preview {
        let mut report = ask(&arguments.connection, &asked, |provider, _| {
            let preview = provider.preview_update(&change);
            async move {
                let mut done = Done::new(Outcome::Previewed);
                done.fields = Some(preview.fields);
                done.problems = preview.problems;
                Ok(done)
            }
        })
        .await;
        give(&mut report, &change);
        tell_problems(&report);
        return finish(&report, format, View::Fates);
    }
    let connection = &arguments.connection;
    let look = |asked: &Asked| asked.look("get", connection);
    let operation = Operation::UpdateCustomer;
    let mut report = ask_write(connection, &asked, operation, look, |provider, asked| {
        let (change, options) = (&change, &options);
        async move {
            let mut done = Done::new(Outcome::Updated);
            let Some(id) = asked.id else { return Ok(done) };
            match provider.update_customer(&id, change, options).await {
                Ok(written) => {
                    done.customer = Some(written.customer);
                    done.fields = Some(written.fields);
                }
                Err(error) => {
                    done.customer = settle(&*provider, error, settling).await?;
                    done.settled = Some(Settled::Done);
                }
            }
            Ok(done)
        }
    })
    .await;
    give(&mut report, &change);
    finish_write(&report, format, View::Fates)
}

fn give(report: &mut Report, change: &CustomerUpdate) {
    for entry in &mut report.results {
        entry.given = change.given();
    }
}
