//! What a fault has to lead to.

use customer_core::ErrorKind;

/// What a call comes to where the fault strikes every request, with milliseconds.
#[derive(Debug, Clone, Copy)]
pub struct Outcome {
    /// The error; `None` where it succeeds.
    pub error: Option<ErrorKind>,
    /// How many requests it takes.
    pub requests: u32,
    /// How often the server acts.
    pub acted: u64,
    /// How long it takes.
    pub took: u64,
    /// How long the first attempt and the first wait take, where the call is then retried.
    pub again_after: Option<u64>,
    /// What the second attempt comes to, and how often the server has acted by then, where the fault strikes once.
    pub again: (Option<ErrorKind>, u64),
}

/// The call succeeds.
pub const fn succeeds() -> Outcome {
    Outcome {
        error: None,
        requests: 1,
        acted: 1,
        took: 0,
        again_after: None,
        again: (None, 1),
    }
}

/// One request, and the error at once. The server has not acted.
pub const fn fails(error: ErrorKind) -> Outcome {
    Outcome {
        error: Some(error),
        requests: 1,
        acted: 0,
        took: 0,
        again_after: None,
        again: (None, 1),
    }
}

impl Outcome {
    /// The server has acted all the same.
    #[must_use]
    pub const fn acted(self) -> Self {
        self.acted_times(1)
    }

    /// The server has acted so often, where doing it again shows.
    #[must_use]
    pub const fn acted_times(self, times: u64) -> Self {
        Self {
            acted: times,
            ..self
        }
    }

    /// Four requests, with waits of 250 ms, 500 ms and 1 s between them.
    #[must_use]
    pub const fn retried(self) -> Self {
        self.retried_until(4, 250, 1750)
    }

    /// So many requests; when the first retry begins, and when the last one has failed.
    #[must_use]
    pub const fn retried_until(self, requests: u32, again_after: u64, took: u64) -> Self {
        Self {
            requests,
            took,
            again_after: Some(again_after),
            ..self
        }
    }

    /// What the second attempt comes to, and how often the server has acted by then.
    #[must_use]
    pub const fn then(self, error: Option<ErrorKind>, acted: u64) -> Self {
        Self {
            again: (error, acted),
            ..self
        }
    }

    /// The attempt takes its 30 s.
    #[must_use]
    pub const fn late(self) -> Self {
        Self {
            took: 30_000,
            ..self
        }
    }
}
