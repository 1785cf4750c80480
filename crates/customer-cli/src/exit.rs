//! How the command ends.

use std::process::ExitCode;

use customer_core::ErrorKind;

/// An exit code. Its meaning is a promise to scripts: none is ever given another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    Success,
    Failure,
    Usage,
    InvalidInput,
    Unrepresentable,
    NotFound,
    AlreadyExists,
    Authentication,
    Unavailable,
    OutcomeUnknown,
    Unsupported,
    Rejected,
    UnexpectedResponse,
    Configuration,
    OutputLost,
    Ambiguous,
}

impl Exit {
    /// Every code, in the order of the numbers.
    pub(crate) const ALL: [Self; 16] = [
        Self::Success,
        Self::Failure,
        Self::Usage,
        Self::InvalidInput,
        Self::Unrepresentable,
        Self::NotFound,
        Self::AlreadyExists,
        Self::Authentication,
        Self::Unavailable,
        Self::OutcomeUnknown,
        Self::Unsupported,
        Self::Rejected,
        Self::UnexpectedResponse,
        Self::Configuration,
        Self::OutputLost,
        Self::Ambiguous,
    ];

    /// The most severe first: what may have been done without our knowing, then what someone has to
    /// look into, then what was refused for a reason that the caller knows to handle.
    const BY_SEVERITY: [Self; 15] = [
        Self::OutcomeUnknown,
        Self::OutputLost,
        Self::UnexpectedResponse,
        Self::Rejected,
        Self::Configuration,
        Self::Authentication,
        Self::Unavailable,
        Self::Usage,
        Self::InvalidInput,
        Self::Unrepresentable,
        Self::Ambiguous,
        Self::AlreadyExists,
        Self::NotFound,
        Self::Unsupported,
        Self::Failure,
    ];

    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Success => 0,
            Self::Failure => 1,
            Self::Usage => 2,
            Self::InvalidInput => 3,
            Self::Unrepresentable => 4,
            Self::NotFound => 5,
            Self::AlreadyExists => 6,
            Self::Authentication => 7,
            Self::Unavailable => 8,
            Self::OutcomeUnknown => 9,
            Self::Unsupported => 10,
            Self::Rejected => 11,
            Self::UnexpectedResponse => 12,
            Self::Configuration => 13,
            Self::OutputLost => 14,
            Self::Ambiguous => 15,
        }
    }

    /// What the code says, for the help text and the documentation.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Success => "every provider did what was asked",
            Self::Failure => "something else failed, such as printing what was read",
            Self::Usage => "the command line is not one",
            Self::InvalidInput => "the input is not valid, or breaks a limit of the provider",
            Self::Unrepresentable => {
                "the provider cannot hold fields that were given: nothing was sent"
            }
            Self::NotFound => "there is no such customer or address",
            Self::AlreadyExists => "the customer exists already",
            Self::Ambiguous => "several customers fit where one was expected",
            Self::Authentication => "the credentials were not accepted, or not for this",
            Self::Unavailable => {
                "the provider cannot be reached, is too slow, or asks to slow down; nothing was done"
            }
            Self::OutcomeUnknown => "a write was sent, and no answer tells whether it was done",
            Self::Unsupported => "the provider has no such operation",
            Self::Rejected => "the provider refused for a reason of its own",
            Self::UnexpectedResponse => "the answer is not what the provider documents",
            Self::OutputLost => "a write was done, and its result cannot be printed",
            Self::Configuration => {
                "a credential or a setting is missing or wrong, or the sandbox cannot be started"
            }
        }
    }

    /// The most severe of several ends.
    pub(crate) fn worst(ends: impl IntoIterator<Item = Self>) -> Self {
        let rank = |exit: &Self| Self::BY_SEVERITY.iter().position(|other| other == exit);
        ends.into_iter()
            .filter(|exit| *exit != Self::Success)
            .min_by_key(rank)
            .unwrap_or(Self::Success)
    }

    /// The codes as lines of text, for the end of the help.
    pub(crate) fn help() -> String {
        let mut text = String::from("Exit codes:");
        for exit in Self::ALL {
            let line = format!("\n  {:>2}  {}", exit.code(), exit.meaning());
            text.push_str(&line);
        }
        text.push_str(
            "\n\nWith several providers the most severe failure decides, in this order: ",
        );
        let order: Vec<_> = Self::BY_SEVERITY
            .iter()
            .map(|exit| exit.code().to_string())
            .collect();
        text.push_str(&order.join(", "));
        text.push('.');
        text
    }
}

impl From<ErrorKind> for Exit {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::InvalidInput => Self::InvalidInput,
            ErrorKind::UnsupportedOperation => Self::Unsupported,
            ErrorKind::UnrepresentableFields => Self::Unrepresentable,
            ErrorKind::Unauthenticated | ErrorKind::PermissionDenied => Self::Authentication,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::AlreadyExists => Self::AlreadyExists,
            ErrorKind::Ambiguous => Self::Ambiguous,
            ErrorKind::RateLimited
            | ErrorKind::Unavailable
            | ErrorKind::TimedOut
            | ErrorKind::ConnectionFailed => Self::Unavailable,
            ErrorKind::OutcomeUnknown => Self::OutcomeUnknown,
            ErrorKind::UnexpectedResponse => Self::UnexpectedResponse,
            ErrorKind::Rejected => Self::Rejected,
            ErrorKind::Configuration => Self::Configuration,
            _ => Self::Failure,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        exit.code().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_another_and_stands_at_its_place() {
        for (index, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), index);
        }
    }

    #[test]
    fn every_failure_has_a_severity() {
        for exit in Exit::ALL {
            let ranked = Exit::BY_SEVERITY.contains(&exit);
            assert_eq!(ranked, exit != Exit::Success, "{exit:?}");
        }
    }

    #[test]
    fn every_kind_of_error_has_a_code_of_its_own_sort() {
        for &kind in ErrorKind::ALL {
            assert_ne!(Exit::from(kind), Exit::Failure, "{kind}");
        }
    }

    #[test]
    fn the_most_severe_decides() {
        for (ends, worst) in [
            (vec![], Exit::Success),
            (vec![Exit::Success, Exit::Success], Exit::Success),
            (
                vec![Exit::Success, Exit::Unrepresentable],
                Exit::Unrepresentable,
            ),
            (
                vec![Exit::NotFound, Exit::OutcomeUnknown, Exit::Configuration],
                Exit::OutcomeUnknown,
            ),
            (
                vec![Exit::AlreadyExists, Exit::Authentication],
                Exit::Authentication,
            ),
        ] {
            assert_eq!(Exit::worst(ends.clone()), worst, "{ends:?}");
        }
    }
}
