//! Finding out what became of a write whose answer did not arrive.

use std::time::Duration;

use customer_core::{
    Customer, CustomerProvider, CustomerProviderExt, Doubt, Error, ErrorKind, Operation,
    PendingWrite, Settlement,
};

use crate::args::Settling;
use crate::output::note;
use crate::report::Settled;

/// When it is looked again whether a write was done: a provider may still be at work on it.
const LOOKS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// A call that failed, and what was found out where it was a write without an answer.
#[derive(Debug)]
pub(crate) struct Unsettled {
    pub(crate) error: Error,
    pub(crate) settled: Option<Settled>,
    pub(crate) doubt: Option<Doubt>,
}

impl From<Error> for Unsettled {
    fn from(error: Error) -> Self {
        Self {
            error,
            settled: None,
            doubt: None,
        }
    }
}

/// Looks whether a write that failed for want of an answer was done after all. Then it was, and this
/// is the customer, if it still is one. Everything else stays a failure.
///
/// # Errors
///
/// The error that was given, with what was found out.
pub(crate) async fn settle(
    provider: &dyn CustomerProvider,
    error: Error,
    settling: &Settling,
) -> Result<Option<Customer>, Unsettled> {
    let Some(pending) = error.pending().cloned() else {
        return Err(error.into());
    };
    let name = provider.identity().provider;
    let what = words(pending.operation);
    if settling.no_settle {
        note(format_args!(
            "{name}: no answer tells whether {what}; not looked up, as asked"
        ));
        return Err(error.into());
    }
    note(format_args!(
        "{name}: no answer tells whether {what}; looking"
    ));
    let settled = match look(provider, &pending).await {
        Ok(Settlement::Done(customer)) => {
            note(format_args!("{name}: looked up: {what}"));
            Ok(Some(*customer))
        }
        Ok(Settlement::Gone) => {
            note(format_args!("{name}: looked up: {what}"));
            Ok(None)
        }
        Ok(Settlement::NotDone) => {
            note(format_args!(
                "{name}: looked up {} times within {} seconds: not done, as far as the provider shows; \
                 look once more before you repeat it",
                LOOKS.len(),
                LOOKS.iter().sum::<Duration>().as_secs(),
            ));
            Err(Unsettled {
                error,
                settled: Some(Settled::NotDone),
                doubt: None,
            })
        }
        Ok(settlement) => {
            let doubt = match settlement {
                Settlement::StillUnknown(doubt) => Some(doubt),
                _ => None,
            };
            let why = doubt.map_or_else(
                || "the provider does not show it".to_owned(),
                |doubt| doubt.to_string(),
            );
            note(format_args!("{name}: {why}; repeating it may do it twice"));
            Err(still_unknown(error, doubt))
        }
        // This says something of the write, too.
        Err(failed) if failed.kind() == ErrorKind::Ambiguous => {
            note(format_args!(
                "{name}: {}; repeating it may do it twice",
                failed.message()
            ));
            Err(still_unknown(error, None))
        }
        Err(failed) => {
            let failed = crate::failure::describe(&failed);
            note(format_args!("{name}: it could not be looked up: {failed}"));
            Err(still_unknown(error, None))
        }
    };
    if let (Err(_), Some(marker)) = (&settled, &pending.marker) {
        note(format_args!(
            "{name}: the customer has \"{}\" under metadata.{}, if it was created",
            marker.token(),
            marker.key()
        ));
    }
    settled
}

fn still_unknown(error: Error, doubt: Option<Doubt>) -> Unsettled {
    Unsettled {
        error,
        settled: Some(Settled::StillUnknown),
        doubt,
    }
}

async fn look(
    provider: &dyn CustomerProvider,
    pending: &PendingWrite,
) -> customer_core::Result<Settlement> {
    let mut settlement = Settlement::NotDone;
    for wait in LOOKS {
        tokio::time::sleep(wait).await;
        settlement = provider.settle(pending).await?;
        if settlement != Settlement::NotDone {
            break;
        }
    }
    Ok(settlement)
}

fn words(operation: Operation) -> &'static str {
    match operation {
        Operation::CreateCustomer => "the customer was created",
        Operation::UpdateCustomer => "the customer was updated",
        Operation::DeleteCustomer => "the customer was deleted",
        Operation::RestoreCustomer => "the customer was restored",
        Operation::BlockCustomer => "the customer was blocked",
        Operation::UnblockCustomer => "the customer was unblocked",
        Operation::AddAddress => "the address was added",
        Operation::UpdateAddress => "the address was updated",
        Operation::RemoveAddress => "the address was removed",
        _ => "it was done",
    }
}
