//! `customers delete`, `restore`, `block` and `unblock`.

use std::future::Future;
use std::sync::Arc;

use customer_core::{
    BlockRequest, Changed, CustomerId, CustomerProvider, CustomerProviderExt, FieldReport,
    Operation,
};

use super::create::write_options;
use super::finish::{Stop, finish_write};
use crate::args::{Block, Change, Connection, Format, Settling, Targets};
use crate::calls::concurrent::{Asked, Done, ask_write};
use crate::calls::settle::settle;
use crate::exit::Exit;
use crate::output::View;
use crate::report::{Outcome, Settled};

/// Deletes, restores or unblocks, as `outcome` says.
pub(super) async fn change(arguments: &Change, outcome: Outcome) -> Result<Exit, Stop> {
    let call = async |provider: Arc<dyn CustomerProvider>, id: CustomerId| match outcome {
        Outcome::Deleted => provider.delete(&id).await,
        Outcome::Restored => provider.restore(&id).await,
        _ => provider.unblock(&id).await,
    };
    let Change {
        targets,
        settling,
        connection,
        output,
    } = arguments;
    each(targets, connection, settling, output.output, outcome, call).await
}

/// Blocks.
pub(super) async fn block(arguments: &Block) -> Result<Exit, Stop> {
    let mut request = BlockRequest::new();
    request.reason.clone_from(&arguments.reason);
    let options = write_options(arguments.writing.lossy);
    let call = async |provider: Arc<dyn CustomerProvider>, id: CustomerId| {
        provider.block_customer(&id, &request, &options).await
    };
    let Block {
        targets,
        writing,
        connection,
        output,
        ..
    } = arguments;
    each(
        targets,
        connection,
        &writing.settling,
        output.output,
        Outcome::Blocked,
        call,
    )
    .await
}

async fn each<F, Fut>(
    targets: &Targets,
    connection: &Connection,
    settling: &Settling,
    format: Format,
    outcome: Outcome,
    call: F,
) -> Result<Exit, Stop>
where
    F: Fn(Arc<dyn CustomerProvider>, CustomerId) -> Fut,
    Fut: Future<Output = customer_core::Result<Changed>>,
{
    let asked = Asked::customers(targets.resolve().map_err(Stop::Usage)?);
    let operation = match outcome {
        Outcome::Deleted => Operation::DeleteCustomer,
        Outcome::Restored => Operation::RestoreCustomer,
        Outcome::Blocked => Operation::BlockCustomer,
        _ => Operation::UnblockCustomer,
    };
    let look = |asked: &Asked| asked.look("get", connection);
    let report = ask_write(connection, &asked, operation, look, |provider, asked| {
        let call = &call;
        async move {
            let mut done = Done::new(outcome);
            let Some(id) = asked.id else { return Ok(done) };
            match call(Arc::clone(&provider), id).await {
                Ok(changed) => {
                    done.customer = changed.customer;
                    let report = Some(changed.fields);
                    done.fields = report.filter(|report| *report != FieldReport::default());
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
    finish_write(&report, format, View::Changes)
}
