//! Why it stays unknown what became of a write.

use std::fmt;

/// Why it stays unknown what became of a write.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Doubt {
    /// The provider gives no way to look it up.
    NoLookup,
    /// Nothing was found, and the look-up is not exact for this address.
    InexactLookup,
    /// A customer that may be of this write has other contents.
    OtherContents,
    /// A customer that may be of this write is deleted.
    Deleted,
    /// A customer was found whose e-mail address cannot be read.
    UnreadableEmail,
    /// A customer was found whose time of creation cannot be read.
    UnreadableTime,
    /// A customer was found that may have been there before: the clocks are not close enough.
    UncertainTime,
    /// The customer's record does not say, or not readably, whether the customer is deleted or blocked.
    UnreadableState,
    /// A customer with the same contents was found, and several may have the same e-mail address.
    EmailMayRepeat,
    /// The provider may no longer know the idempotency key.
    KeyExpired,
    /// The create was retried under its idempotency key, and its outcome is unknown again.
    RepeatUnknown,
    /// The create was retried under its idempotency key, and refused: that does not say whether the first attempt was
    /// done.
    RepeatRefused,
}

impl Doubt {
    /// The doubt in `snake_case`, stable: machines may compare it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NoLookup => "no_lookup",
            Self::InexactLookup => "inexact_lookup",
            Self::OtherContents => "other_contents",
            Self::Deleted => "deleted",
            Self::UnreadableEmail => "unreadable_email",
            Self::UnreadableTime => "unreadable_time",
            Self::UncertainTime => "uncertain_time",
            Self::UnreadableState => "unreadable_state",
            Self::EmailMayRepeat => "email_may_repeat",
            Self::KeyExpired => "key_expired",
            Self::RepeatUnknown => "repeat_unknown",
            Self::RepeatRefused => "repeat_refused",
        }
    }
}

/// One line for people.
impl fmt::Display for Doubt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoLookup => "the provider gives no way to look it up",
            Self::InexactLookup => {
                "nothing was found, and the provider may hold the address in another spelling"
            }
            Self::OtherContents => "a customer was found that may be this one, with other contents",
            Self::Deleted => "a customer was found that may be this one, and is deleted",
            Self::UnreadableEmail => "a customer was found whose e-mail address cannot be read",
            Self::UnreadableTime => {
                "a customer was found of which it cannot be read when it was created"
            }
            Self::UncertainTime => {
                "a customer was found that may have been there before: the clocks do not tell"
            }
            Self::UnreadableState => "the customer's record does not say",
            Self::EmailMayRepeat => {
                "a customer was found that may be this one, or another of the same e-mail address"
            }
            Self::KeyExpired => "the provider may no longer know the idempotency key",
            Self::RepeatUnknown => {
                "the create was repeated under its idempotency key, and no response tells"
            }
            Self::RepeatRefused => {
                "the create was refused when it was repeated, which does not tell of the first time"
            }
        })
    }
}
