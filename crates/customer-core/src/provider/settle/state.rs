//! Settling a deletion, restoration, block or unblock by the state of the customer.

use crate::{
    Block, Capabilities, Customer, Doubt, Field, Operation, PendingWrite, Settlement, Status,
};

/// Reads off the customer's record whether a deletion, restoration, block or unblock holds.
///
/// These set a state, so whose write it was does not matter: where the state holds, nothing is left to
/// do. A block has contents, though: a block with another reason is another caller's.
pub(crate) fn settle_by_state(
    pending: &PendingWrite,
    customer: Customer,
    capabilities: &Capabilities,
) -> Settlement {
    let holds = match (pending.operation, &customer.status) {
        (Operation::DeleteCustomer, Some(status)) => Ok(matches!(status, Status::Deleted(_))),
        (Operation::RestoreCustomer, Some(status)) => Ok(!matches!(status, Status::Deleted(_))),
        (Operation::BlockCustomer, Some(status)) => match block(status) {
            Ok(Some(block)) => has_reason(block, pending, capabilities),
            Ok(None) => Ok(false),
            Err(doubt) => Err(doubt),
        },
        (Operation::UnblockCustomer, Some(status)) => block(status).map(|block| block.is_none()),
        (
            Operation::DeleteCustomer
            | Operation::RestoreCustomer
            | Operation::BlockCustomer
            | Operation::UnblockCustomer,
            None,
        ) => Err(Doubt::UnreadableState),
        _ => Err(Doubt::NoLookup),
    };
    match holds {
        Ok(true) => Settlement::Done(Box::new(customer)),
        Ok(false) => Settlement::NotDone,
        Err(doubt) => Settlement::StillUnknown(doubt),
    }
}

/// The block in force, where that can be read. A deleted customer's record need not say.
fn block(status: &Status) -> Result<Option<&Block>, Doubt> {
    match status {
        Status::Active => Ok(None),
        Status::Blocked(block) => Ok(Some(block)),
        Status::Deleted(deletion) => match &deletion.blocked {
            Some(block) => Ok(Some(block)),
            None => Err(Doubt::UnreadableState),
        },
    }
}

fn has_reason(
    block: &Block,
    pending: &PendingWrite,
    capabilities: &Capabilities,
) -> Result<bool, Doubt> {
    let is_returned = capabilities
        .field(&Field::BlockReason)
        .is_some_and(|capability| capability.read);
    if pending.reason.is_none() || !is_returned || block.reason == pending.reason {
        Ok(true)
    } else {
        Err(Doubt::OtherContents)
    }
}
