//! `customers update`.

use super::ask::{Asked, Done, ask, refuse};
use super::create::{tell_problems, write_options};
use super::settle::settle;
use super::{Stop, finish};
use crate::args::Update;
use crate::exit::Exit;
use crate::output::View;
use crate::report::{Outcome, Settled};

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
    let preview = arguments.preview;
    let mut report = ask(&arguments.connection, &asked, |provider, asked| {
        let (change, options) = (&change, &options);
        async move {
            if preview {
                let preview = provider.preview_update(change);
                let mut done = Done::new(Outcome::Previewed);
                done.fields = Some(preview.fields);
                done.problems = preview.problems;
                return Ok(done);
            }
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
    for entry in &mut report.results {
        entry.given = change.given();
    }
    tell_problems(&report);
    finish(&report, format, View::Fates)
}
