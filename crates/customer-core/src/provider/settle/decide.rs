//! The decision what became of a registration whose outcome is unknown.
//!
//! It is a pure function over the records that a look-up by e-mail address brought, what was given,
//! and both clocks. A wrong *not done* creates a customer twice, and a wrong *done* takes another caller's
//! record, so an unproved outcome is *still unknown*.
//!
//! Each record is put in a row of this table. *Before* means certainly before our write left, by the
//! provider's own clock; *since*, that it cannot have been there before, as far as that clock is known
//! ([`window`](super::window)). A time later than the look-up is from another clock, and proves nothing.
//!
//! | record | before | since | in between, or not known |
//! |---|---|---|---|
//! | has our write marker and is live | ours | ours | ours |
//! | has our write marker and is deleted | in doubt | in doubt | in doubt |
//! | has readable metadata without our write marker | another's | another's | another's |
//! | live, agrees with what was given | another's | ours | in doubt |
//! | live, contradicts it ([`contents`](super::contents)) | another's | in doubt | in doubt |
//! | deleted, or that or its e-mail address cannot be read | another's | in doubt | in doubt |
//!
//! Where the capabilities say that several customers may have the same e-mail address, a record that agrees may
//! be another's at any time. Then the fourth row reads: another's, in doubt, in doubt.
//!
//! Two live records that may both be ours are *ambiguous*. Otherwise a record that is ours means *done*, a record in
//! doubt means *still unknown*, and where all are another's the create was *not done*, if the look-up is exact for the
//! address.

use chrono::{DateTime, Utc};

use super::contents::{contradicts, has_readable_metadata};
use super::window::{Timing, Window};
use crate::{Capabilities, ClockOffset, Customer, Doubt, EmailUniqueness, Operation, PendingWrite};

/// What a look-up by e-mail address brought.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct LookedUp<'a> {
    /// The customers, deleted ones too where the provider shows them. A customer whose e-mail address cannot
    /// be read has none.
    pub found: &'a [Customer],
    /// Whether a customer of the address would have been among them for certain.
    pub is_exact: bool,
    /// How far the provider's clock is from ours, as far as it is known.
    pub clock: Option<ClockOffset>,
    /// When the response came, by our clock: none of its records is younger.
    pub time: Option<DateTime<Utc>>,
}

impl<'a> LookedUp<'a> {
    /// Customers that were found in a way that is not exact, by a provider whose clock is not known.
    pub fn new(found: &'a [Customer]) -> Self {
        Self {
            found,
            is_exact: false,
            clock: None,
            time: None,
        }
    }

    /// Sets whether a customer of the address would have been found for certain.
    #[must_use]
    pub fn with_exact(mut self, is_exact: bool) -> Self {
        self.is_exact = is_exact;
        self
    }

    /// Sets how far the provider's clock is from ours.
    #[must_use]
    pub fn with_clock(mut self, clock: Option<ClockOffset>) -> Self {
        self.clock = clock;
        self
    }

    /// Sets when the response came, by our clock.
    #[must_use]
    pub fn with_time(mut self, time: DateTime<Utc>) -> Self {
        self.time = Some(time);
        self
    }
}

/// What became of a create.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub enum Decision<'a> {
    /// It was done, and this is its record.
    Done(&'a Customer),
    /// It was not done, as far as the provider shows.
    NotDone,
    /// Neither is proved.
    StillUnknown(Doubt),
    /// So many live records may each be of this write.
    Ambiguous(usize),
}

/// Whether a record can be the result of a write.
enum RecordClass {
    /// It is of another write.
    Other,
    /// It has our token.
    Marked,
    /// It cannot have been there before, and agrees.
    Fits,
    /// It may be of this write. `agrees` says whether only its time is uncertain.
    InDoubt { doubt: Doubt, agrees: bool },
}

/// Decides what became of a create. The table is at the top of this file, and the reasons are in
/// `docs/decisions/settling.md`.
pub fn decide<'a>(
    pending: &PendingWrite,
    looked_up: &LookedUp<'a>,
    capabilities: &Capabilities,
) -> Decision<'a> {
    let window = Window::of(pending.start, looked_up.clock, looked_up.time);
    let mut ours: Vec<&Customer> = Vec::new();
    let mut marked_ones: Vec<&Customer> = Vec::new();
    let mut agreeing = 0;
    let mut doubts = Vec::new();
    for customer in looked_up.found {
        match classify_record(customer, pending, window, capabilities) {
            RecordClass::Other => {}
            RecordClass::Marked => marked_ones.push(customer),
            RecordClass::Fits => {
                agreeing += 1;
                ours.push(customer);
            }
            RecordClass::InDoubt { doubt, agrees } => {
                agreeing += usize::from(agrees);
                doubts.push(doubt);
            }
        }
    }
    if !marked_ones.is_empty() {
        let live = || marked_ones.iter().filter(|customer| !customer.is_deleted());
        return match (live().next(), live().count()) {
            (Some(customer), 1) => Decision::Done(customer),
            (Some(_), several) => Decision::Ambiguous(several),
            (None, _) => Decision::StillUnknown(Doubt::Deleted),
        };
    }
    match (ours.first(), doubts.first()) {
        _ if agreeing > 1 => Decision::Ambiguous(agreeing),
        (Some(customer), _) => Decision::Done(customer),
        (None, Some(doubt)) => Decision::StillUnknown(*doubt),
        (None, None) if looked_up.is_exact => Decision::NotDone,
        (None, None) => Decision::StillUnknown(Doubt::InexactLookup),
    }
}

fn classify_record(
    customer: &Customer,
    pending: &PendingWrite,
    window: Option<Window>,
    capabilities: &Capabilities,
) -> RecordClass {
    if let Some(marker) = &pending.marker {
        if marker.is_on(customer) {
            return RecordClass::Marked;
        }
        if has_readable_metadata(customer, capabilities) {
            return RecordClass::Other;
        }
    }
    let place = match (window, customer.created) {
        (Some(window), Some(created)) => window.timing(created),
        _ => Timing::Uncertain,
    };
    if place == Timing::Before {
        return RecordClass::Other;
    }
    let in_doubt = |doubt| RecordClass::InDoubt {
        doubt,
        agrees: false,
    };
    if customer.is_deleted() {
        return in_doubt(Doubt::Deleted);
    }
    if customer.email.is_none() {
        return in_doubt(Doubt::UnreadableEmail);
    }
    let may_be_deleted = customer.status.is_none()
        && !customer.unreadable().is_empty()
        && capabilities.supports(Operation::DeleteCustomer);
    if may_be_deleted {
        return in_doubt(Doubt::UnreadableState);
    }
    if contradicts(customer, pending, capabilities) {
        return in_doubt(Doubt::OtherContents);
    }
    if capabilities.email_uniqueness == EmailUniqueness::MayRepeat {
        return in_doubt(Doubt::EmailMayRepeat);
    }
    match (place, customer.created) {
        (Timing::Since, _) => RecordClass::Fits,
        (_, None) => RecordClass::InDoubt {
            doubt: Doubt::UnreadableTime,
            agrees: true,
        },
        (_, Some(_)) => RecordClass::InDoubt {
            doubt: Doubt::UncertainTime,
            agrees: true,
        },
    }
}
