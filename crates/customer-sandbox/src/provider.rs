//! The providers that the sandbox stands in for.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A provider that the sandbox stands in for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Provider {
    /// Komerza: `/stores/{storeId}/customers`.
    Komerza,
    /// Commerce Engine's storefront: `/api/v1/{store_id}/storefront`.
    CommerceEngine,
    /// KohortPay: `/customers`.
    KohortPay,
}

impl Provider {
    /// Every provider, in the order of their ports.
    pub const ALL: [Self; 3] = [Self::Komerza, Self::CommerceEngine, Self::KohortPay];

    /// The name on the wire of the control API, which is also that of the adapter.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Komerza => "komerza",
            Self::CommerceEngine => "commerceengine",
            Self::KohortPay => "kohortpay",
        }
    }

    pub(crate) const fn index(self) -> usize {
        match self {
            Self::Komerza => 0,
            Self::CommerceEngine => 1,
            Self::KohortPay => 2,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// A text that names no provider of the sandbox.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such provider in the sandbox: `{0}` (there are komerza, commerceengine and kohortpay)")]
pub struct UnknownProvider(String);

impl FromStr for Provider {
    type Err = UnknownProvider;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|provider| provider.name() == text)
            .ok_or_else(|| UnknownProvider(text.to_owned()))
    }
}
