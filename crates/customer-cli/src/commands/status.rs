//! `customers delete`, `restore`, `block` and `unblock`.

use std::future::Future;
use std::sync::Arc;

use customer_core::{
    BlockRequest, Changed, CustomerId, CustomerProvider, CustomerProviderExt, FieldReport,
    Operation,
};

use super::finish::{Stop, finish_write};
use crate::args::{Block, ChangeStatus, Common, Settling, Targets};
use crate::calls::concurrent::{Call, run_writes};
use crate::calls::settle::settle;
use crate::exit::Exit;
use crate::output::table::View;
use crate::report::Outcome;

/// Deletes, restores or unblocks customers, as `outcome` says.
pub(super) async fn change(arguments: &ChangeStatus, outcome: Outcome) -> Result<Exit, Stop> {
    let call = async |provider: Arc<dyn CustomerProvider>, id: CustomerId| match outcome {
        Outcome::Deleted => provider.delete(&id).await,
        Outcome::Restored => provider.restore(&id).await,
        _ => provider.unblock(&id).await,
    };
    let ChangeStatus {
        targets,
        settling,
        common,
    } = arguments;
    change_each(targets, common, settling, outcome, call).await
}

/// Blocks customers.
pub(super) async fn block(arguments: &Block) -> Result<Exit, Stop> {
    let mut request = BlockRequest::new();
    request.reason.clone_from(&arguments.reason);
    let options = arguments.writing.options();
    let call = async |provider: Arc<dyn CustomerProvider>, id: CustomerId| {
        provider.block_customer(&id, &request, &options).await
    };
    let Block {
        targets,
        writing,
        common,
        ..
    } = arguments;
    change_each(targets, common, &writing.settling, Outcome::Blocked, call).await
}

async fn change_each<F, Fut>(
    targets: &Targets,
    common: &Common,
    settling: &Settling,
    outcome: Outcome,
    call: F,
) -> Result<Exit, Stop>
where
    F: Fn(Arc<dyn CustomerProvider>, CustomerId) -> Fut,
    Fut: Future<Output = customer_core::Result<Changed>>,
{
    let calls = Call::for_customers(targets.resolve().map_err(Stop::Usage)?);
    let operation = match outcome {
        Outcome::Deleted => Operation::DeleteCustomer,
        Outcome::Restored => Operation::RestoreCustomer,
        Outcome::Blocked => Operation::BlockCustomer,
        _ => Operation::UnblockCustomer,
    };
    let connection = &common.connection;
    let look_up = |call: &Call| call.show_command("get", connection);
    let report = run_writes(
        connection,
        &calls,
        operation,
        look_up,
        |provider, target| {
            let call = &call;
            async move {
                let mut entry = target.entry(outcome);
                let Some(id) = target.id else {
                    return Ok(entry);
                };
                match call(Arc::clone(&provider), id).await {
                    Ok(changed) => {
                        entry.customer = changed.customer;
                        let fields = Some(changed.fields);
                        entry.fields = fields.filter(|fields| *fields != FieldReport::default());
                    }
                    Err(error) => {
                        entry.customer = settle(&mut entry, &*provider, error, settling).await?;
                    }
                }
                Ok(entry)
            }
        },
    )
    .await;
    finish_write(&report, common.format, View::Fates)
}
