//! A seeded customer, for stand-ins of other crates.

use chrono::{DateTime, Utc};

use super::seed::Seed;

/// A seeded customer. The same index gives the same customer in every sandbox and at every provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeededCustomer {
    seed: Seed,
}

impl SeededCustomer {
    pub(crate) fn new(seed: Seed) -> Self {
        Self { seed }
    }

    /// The index, from 0.
    pub fn index(self) -> u64 {
        self.seed.index()
    }

    /// The e-mail address: `customer-0000042@seed.example`.
    pub fn email(self) -> String {
        self.seed.email()
    }

    /// The first name.
    pub fn first_name(self) -> &'static str {
        self.seed.first_name()
    }

    /// The last name.
    pub fn last_name(self) -> &'static str {
        self.seed.last_name()
    }

    /// The phone number: `+919000000042`.
    pub fn phone(self) -> String {
        format!("+91{}", self.seed.ten_digits())
    }

    /// When the customer was created: before any customer that a test creates.
    pub fn created(self) -> DateTime<Utc> {
        self.seed.created()
    }
}
