//! How a write is settled, by what the capabilities say: which call tells, and what its response says. Pure
//! functions; the calls are made by [`settle_by_capabilities`](crate::adapter::settle_by_capabilities).

use chrono::{DateTime, Utc};

use super::decide::{Decision, LookedUp, decide};
use super::doubt::Doubt;
use super::keyed_retry::is_key_known;
use super::settlement::Settlement;
use crate::{
    Capabilities, CustomerId, EmailAddress, Error, ErrorKind, Lookup, NewCustomer, Operation,
    PendingWrite, Result, SettleOptions, WriteOptions,
};

/// The call that tells what became of a write.
#[derive(Debug)]
pub(crate) enum Plan<'a> {
    /// Find the customers of this e-mail address.
    Find {
        /// The address that was given.
        email: &'a EmailAddress,
        /// Whether none found means that there is none.
        is_exact: bool,
    },
    /// Read this customer.
    Read(&'a CustomerId),
    /// Create this customer again, under the same key.
    Repeat(&'a NewCustomer, WriteOptions),
    /// There is no such call.
    StillUnknown(Doubt),
}

/// Chooses the call. `now` is the time by our clock.
pub(crate) fn plan<'a>(
    pending: &'a PendingWrite,
    capabilities: &Capabilities,
    options: &SettleOptions,
    now: DateTime<Utc>,
) -> Plan<'a> {
    if pending.operation != Operation::CreateCustomer {
        let id = pending.id.as_ref();
        return id.map_or(Plan::StillUnknown(Doubt::NoLookup), Plan::Read);
    }
    match (capabilities.lookup, pending.email()) {
        (Lookup::Email, Some(email)) => Plan::Find {
            email,
            is_exact: true,
        },
        (Lookup::EmailAsSpelled, Some(email)) => Plan::Find {
            email,
            is_exact: !email.has_unicode_spellings(),
        },
        (Lookup::IdempotencyKey { within }, _) => {
            let (Some(given), Some(_), false) =
                (&pending.given, &pending.idempotency_key, options.read_only)
            else {
                return Plan::StillUnknown(Doubt::NoLookup);
            };
            if is_key_known(pending, within, now) {
                Plan::Repeat(given, WriteOptions::for_retry_of(pending))
            } else {
                Plan::StillUnknown(Doubt::KeyExpired)
            }
        }
        _ => Plan::StillUnknown(Doubt::NoLookup),
    }
}

/// What the customers that were found say.
pub(crate) fn settle_by_records(
    pending: &PendingWrite,
    looked_up: &LookedUp<'_>,
    capabilities: &Capabilities,
) -> Result<Settlement> {
    match decide(pending, looked_up, capabilities) {
        Decision::Done(customer) => Ok(Settlement::Done(Box::new(customer.clone()))),
        Decision::NotDone => Ok(Settlement::NotDone),
        Decision::StillUnknown(doubt) => Ok(Settlement::StillUnknown(doubt)),
        Decision::Ambiguous(several) => {
            let message =
                format!("{several} customers may each be of this write, and one was expected");
            Err(Error::new(ErrorKind::Ambiguous, message).with_operation(Operation::CreateCustomer))
        }
    }
}
