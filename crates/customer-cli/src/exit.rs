//! The exit codes.

use std::process::ExitCode;

use customer_core::ErrorKind;

/// An exit code. Scripts depend on it: the meaning of a code never changes.
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
    /// Every code, in numeric order.
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

    /// The most severe first: writes that may have been done without the caller knowing, then failures that a person
    /// has to look into, then refusals that a caller can handle.
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
        Self::Unsupported,
        Self::Failure,
        Self::NotFound,
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

    /// The meaning of the code, for the help text and the documentation.
    pub(crate) fn meaning(self) -> &'static str {
        match self {
            Self::Success => "success at every provider",
            Self::Failure => "another failure, such as output that cannot be written",
            Self::Usage => "the command line is not valid",
            Self::InvalidInput => "the input is not valid, or exceeds a limit of the provider",
            Self::Unrepresentable => {
                "the provider cannot hold fields that are given; nothing was sent"
            }
            Self::NotFound => "the customer or address does not exist",
            Self::AlreadyExists => "the customer already exists",
            Self::Ambiguous => "several customers match where one was expected",
            Self::Authentication => "the credentials are not accepted, or do not permit the call",
            Self::Unavailable => {
                "the provider is unreachable, timed out, or limits the rate; nothing was done"
            }
            Self::OutcomeUnknown => "a write may have been done: no response shows its outcome",
            Self::Unsupported => "the provider does not support the operation",
            Self::Rejected => "the provider rejected the call for another reason",
            Self::UnexpectedResponse => "the response is not as the provider documents it",
            Self::OutputLost => "a write was done, but its result cannot be printed",
            Self::Configuration => {
                "a credential or setting is missing or invalid, or the sandbox cannot be started"
            }
        }
    }

    /// The most severe of several codes; success if there is none.
    pub(crate) fn worst(exits: impl IntoIterator<Item = Self>) -> Self {
        let rank = |exit: &Self| Self::BY_SEVERITY.iter().position(|other| other == exit);
        exits
            .into_iter()
            .filter(|exit| *exit != Self::Success)
            .min_by_key(rank)
            .unwrap_or(Self::Success)
    }

    /// The text on exit codes at the end of the help.
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
    fn codes_are_numbered_from_zero_without_gaps() {
        for (index, exit) in Exit::ALL.into_iter().enumerate() {
            assert_eq!(usize::from(exit.code()), index);
        }
    }

    #[test]
    fn every_code_but_success_has_a_severity() {
        for exit in Exit::ALL {
            let ranked = Exit::BY_SEVERITY.contains(&exit);
            assert_eq!(ranked, exit != Exit::Success, "{exit:?}");
        }
    }

    #[test]
    fn every_error_kind_has_a_specific_code() {
        for &kind in ErrorKind::ALL {
            assert_ne!(Exit::from(kind), Exit::Failure, "{kind}");
        }
    }

    #[test]
    fn worst_is_the_most_severe_code() {
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
