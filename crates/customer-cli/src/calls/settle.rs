//! Settles a write whose response did not arrive: looks up whether it was done.

use std::sync::Arc;
use std::time::Duration;

use customer_core::{
    Customer, CustomerProvider, CustomerProviderExt, Doubt, Error, ErrorKind, Operation,
    PendingWrite, Settlement,
};

use crate::args::Settling;
use crate::failure::{Failure, describe};
use crate::output::messages::note;
use crate::report::{Entry, Settled};

/// How long to wait before each lookup: the provider may still be processing the write.
const LOOKUP_DELAYS: [Duration; 3] = [
    Duration::ZERO,
    Duration::from_secs(1),
    Duration::from_secs(2),
];

/// A call that failed, and what settling showed if it was a write without a response.
#[derive(Debug)]
pub(crate) struct CallFailure {
    pub(crate) failure: Arc<Failure>,
    pub(crate) settled: Option<Settled>,
    pub(crate) doubt: Option<&'static str>,
}

impl CallFailure {
    fn settled(error: Error, settled: Settled, doubt: Option<Doubt>) -> Self {
        Self {
            settled: Some(settled),
            doubt: doubt.map(Doubt::as_str),
            ..error.into()
        }
    }
}

impl From<Arc<Failure>> for CallFailure {
    fn from(failure: Arc<Failure>) -> Self {
        Self {
            failure,
            settled: None,
            doubt: None,
        }
    }
}

impl From<Error> for CallFailure {
    fn from(error: Error) -> Self {
        Arc::new(Failure::from(error)).into()
    }
}

/// Looks up whether a write that failed without a response was done. If it was, the entry says so, and the customer is
/// returned if it still exists. Every other error stays a failure.
///
/// # Errors
///
/// The error that was given, with what settling showed.
pub(crate) async fn settle(
    entry: &mut Entry,
    provider: &dyn CustomerProvider,
    error: Error,
    settling: &Settling,
) -> Result<Option<Customer>, CallFailure> {
    let Some(pending) = error.pending().cloned() else {
        return Err(error.into());
    };
    let name = provider.identity().provider;
    let done = past_tense(pending.operation);
    if settling.no_settle {
        note(format_args!(
            "{name}: no response shows whether {done}; not looked up because of --no-settle"
        ));
        return Err(error.into());
    }
    note(format_args!(
        "{name}: no response shows whether {done}; looking it up"
    ));
    let settled = match look_up(provider, &pending).await {
        Ok(Settlement::Done(customer)) => Ok(Some(*customer)),
        Ok(Settlement::Gone) => Ok(None),
        Ok(Settlement::NotDone) => {
            note(format_args!(
                "{name}: looked up {} times within {} seconds: not done, as far as the provider shows; \
                 look it up once more before you run it again",
                LOOKUP_DELAYS.len(),
                LOOKUP_DELAYS.iter().sum::<Duration>().as_secs(),
            ));
            Err(CallFailure::settled(error, Settled::NotDone, None))
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
            note(format_args!(
                "{name}: {why}; running it again may do it twice"
            ));
            Err(CallFailure::settled(error, Settled::StillUnknown, doubt))
        }
        // The write may be one of the customers found.
        Err(failed) if failed.kind() == ErrorKind::Ambiguous => {
            note(format_args!(
                "{name}: {}; running it again may do it twice",
                failed.message()
            ));
            Err(CallFailure::settled(error, Settled::StillUnknown, None))
        }
        Err(failed) => {
            let failed = describe(&failed);
            note(format_args!("{name}: it cannot be looked up: {failed}"));
            Err(CallFailure::settled(error, Settled::StillUnknown, None))
        }
    };
    match (&settled, &pending.marker) {
        (Ok(_), _) => {
            note(format_args!("{name}: looked up: {done}"));
            entry.settled = Some(Settled::Done);
        }
        (Err(_), Some(marker)) => note(format_args!(
            "{name}: if the customer was created, its metadata.{} is \"{}\"",
            marker.key(),
            marker.token()
        )),
        (Err(_), None) => {}
    }
    settled
}

/// Looks the write up until the provider shows it, or often enough.
async fn look_up(
    provider: &dyn CustomerProvider,
    pending: &PendingWrite,
) -> customer_core::Result<Settlement> {
    let mut settlement = Settlement::NotDone;
    for delay in LOOKUP_DELAYS {
        tokio::time::sleep(delay).await;
        settlement = provider.settle(pending).await?;
        if settlement != Settlement::NotDone {
            break;
        }
    }
    Ok(settlement)
}

fn past_tense(operation: Operation) -> &'static str {
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
