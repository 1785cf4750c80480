//! Which reading of a provider's documentation the responses follow.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Which reading of the documentation the stand-ins answer by, where there are two. They accept what
/// either says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reading {
    /// What the reference prints, and the newer reading where the reference prints nothing. Clients
    /// of either reading can work with it.
    #[default]
    Both,
    /// What the reference prints, to the letter.
    Reference,
    /// What the providers' newer clients read.
    Newer,
}

impl Reading {
    /// All readings.
    pub const ALL: [Self; 3] = [Self::Both, Self::Reference, Self::Newer];

    /// The name by which the reading is asked for.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Both => "both",
            Self::Reference => "reference",
            Self::Newer => "newer",
        }
    }
}

impl fmt::Display for Reading {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// The name of a reading that there is not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("there is no such reading: both, reference and newer are known")]
pub struct UnknownReading;

impl FromStr for Reading {
    type Err = UnknownReading;

    fn from_str(name: &str) -> Result<Self, UnknownReading> {
        Self::ALL
            .into_iter()
            .find(|reading| reading.name() == name)
            .ok_or(UnknownReading)
    }
}
