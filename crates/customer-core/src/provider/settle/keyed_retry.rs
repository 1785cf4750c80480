//! Settling a create by a retry under its idempotency key.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::{Doubt, Error, ErrorKind, PendingWrite, Result, Settlement, Written};

/// How long a retried create may take until it arrives, retries by the client included. It must arrive while the
/// provider knows the key, since it would be done a second time after that.
const ARRIVAL: TimeDelta = TimeDelta::minutes(5);

/// Whether a request that is sent now arrives while the provider knows the key, by our clock. The key was
/// first sent after the write began, so the provider knows it for longer than this counts.
pub(super) fn is_key_known(pending: &PendingWrite, within: Duration, now: DateTime<Utc>) -> bool {
    let age = now.signed_duration_since(pending.start.at);
    let within = TimeDelta::from_std(within).unwrap_or(TimeDelta::MAX);
    // A negative age is a clock that was set: then it tells nothing.
    age >= TimeDelta::zero() && age < within.checked_sub(&ARRIVAL).unwrap_or_default()
}

/// What the response to the retried create says of the first attempt.
///
/// | response | what became of the create |
/// |---|---|
/// | success | *done*: it was before, or is now |
/// | outcome unknown | *still unknown* |
/// | already exists, invalid input, rejected, or another refusal by the provider | *still unknown*: it may come of the first one, or be made before the key is looked at |
/// | nothing was sent; the request was not let in (credentials, rate limit), or did not get through | the error: nothing new is known, and the caller may try again |
pub(crate) fn settle_by_retried_create(response: Result<Written, Error>) -> Result<Settlement> {
    let error = match response {
        Ok(written) => return Ok(Settlement::Done(Box::new(written.customer))),
        Err(error) => error,
    };
    match error.kind() {
        ErrorKind::OutcomeUnknown => Ok(Settlement::StillUnknown(Doubt::RepeatUnknown)),
        ErrorKind::Unauthenticated
        | ErrorKind::PermissionDenied
        | ErrorKind::RateLimited
        | ErrorKind::Unavailable
        | ErrorKind::TimedOut
        | ErrorKind::ConnectionFailed
        | ErrorKind::Configuration
        | ErrorKind::UnsupportedOperation => Err(error),
        // Refused by us, or by the provider: only that has a status.
        _ if error.status().is_none() => Err(error),
        _ => Ok(Settlement::StillUnknown(Doubt::RepeatRefused)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::{Customer, FieldReport, NewCustomer, ProviderName, WriteStart};

    #[test]
    fn a_key_holds_only_while_a_retry_surely_arrives_in_time() {
        let start = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let pending = PendingWrite::create(&NewCustomer::new()).with_start(WriteStart::new(start));
        let day = Duration::from_secs(24 * 60 * 60);
        for (minutes, within, known) in [
            (0, day, true),
            (24 * 60 - 6, day, true),
            (24 * 60 - 5, day, false),
            (24 * 60, day, false),
            (-1, day, false),
            (0, Duration::from_secs(6 * 60), true),
            (0, Duration::from_secs(5 * 60), false),
            (0, Duration::ZERO, false),
            (60, Duration::MAX, true),
        ] {
            let now = start + TimeDelta::minutes(minutes);
            assert_eq!(
                is_key_known(&pending, within, now),
                known,
                "{minutes} {within:?}"
            );
        }
    }

    #[test]
    fn only_a_successful_retry_proves_the_create() {
        let customer = Customer::new(ProviderName::from_static("table"), "c1");
        let written = Written::new(customer, FieldReport::default());
        assert!(matches!(
            settle_by_retried_create(Ok(written)),
            Ok(Settlement::Done(_))
        ));
        for &kind in ErrorKind::ALL {
            let answered = settle_by_retried_create(Err(Error::new(kind, "").with_status(400)));
            let expected = match kind {
                ErrorKind::OutcomeUnknown => Some(Doubt::RepeatUnknown),
                ErrorKind::AlreadyExists
                | ErrorKind::InvalidInput
                | ErrorKind::UnrepresentableFields
                | ErrorKind::NotFound
                | ErrorKind::Ambiguous
                | ErrorKind::UnexpectedResponse
                | ErrorKind::Rejected => Some(Doubt::RepeatRefused),
                _ => None,
            };
            match expected {
                Some(doubt) => assert_eq!(answered.unwrap(), Settlement::StillUnknown(doubt)),
                None => assert_eq!(answered.unwrap_err().kind(), kind),
            }
            let unsent = settle_by_retried_create(Err(Error::new(kind, "")));
            assert_eq!(unsent.is_ok(), kind == ErrorKind::OutcomeUnknown, "{kind}");
        }
    }
}
