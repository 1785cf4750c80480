//! Where the stand-ins listen, and their credentials.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::provider::Provider;

/// The store that Komerza's stand-in holds; the same in every sandbox.
pub const KOMERZA_STORE_ID: &str = "7d1c5a52-6f2e-4c1b-9a53-0b6f4f6e5a01";
/// The key with every scope at Komerza's stand-in; the same in every sandbox.
pub const KOMERZA_API_KEY: &str = "kmz_sandbox";
/// The store that Commerce Engine's stand-in holds; the same in every sandbox.
pub const COMMERCEENGINE_STORE_ID: &str = "01K0SANDB0XST0RE0000000001";
/// The store's key for anonymous starts at Commerce Engine's stand-in; the same in every sandbox.
pub const COMMERCEENGINE_API_KEY: &str = "ce_sandbox";
/// The test key at KohortPay's stand-in; the same in every sandbox.
pub const KOHORTPAY_TEST_KEY: &str = "sk_test_sandbox";
/// The live key at KohortPay's stand-in; the same in every sandbox.
pub const KOHORTPAY_LIVE_KEY: &str = "sk_live_sandbox";

/// Komerza's stand-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KomerzaAccess {
    /// Its origin, such as `http://127.0.0.1:8481`.
    pub base_url: String,
    /// The id of the one store it holds.
    pub store_id: String,
    /// A key with every scope.
    pub api_key: String,
}

/// Commerce Engine's stand-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CommerceEngineAccess {
    /// Its storefront, such as `http://127.0.0.1:8482/api/v1/{store_id}/storefront`.
    pub base_url: String,
    /// The id of the one store it holds.
    pub store_id: String,
    /// The store's key, for `POST /auth/anonymous` only.
    pub api_key: String,
    /// The access token of a logged-in user.
    pub access_token: String,
    /// The refresh token of the same pair; it can be used once.
    pub refresh_token: String,
}

/// KohortPay's stand-in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct KohortPayAccess {
    /// Its origin, such as `http://127.0.0.1:8483`.
    pub base_url: String,
    /// The key of test mode.
    pub test_key: String,
    /// The key of live mode, which has its own customers.
    pub live_key: String,
}

/// Where a stand-in listens, and what opens it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct StandInAccess {
    /// Where clients reach it, such as `http://127.0.0.1:8481`.
    pub base_url: String,
    /// The variables of the environment with which the provider's adapter finds it.
    pub variables: BTreeMap<String, String>,
    /// What opens it, by names of its own.
    pub credentials: BTreeMap<String, String>,
}

impl StandInAccess {
    fn credential(&self, name: &str) -> String {
        self.credentials.get(name).cloned().unwrap_or_default()
    }
}

/// Everything a program needs to reach a running sandbox: what `GET /access` of the control API answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Access {
    /// The control API's origin.
    pub control_url: String,
    /// The stand-ins, by the provider's name.
    pub stand_ins: BTreeMap<Provider, StandInAccess>,
}

impl KomerzaAccess {
    pub(crate) fn of(access: &StandInAccess) -> Self {
        Self {
            base_url: access.base_url.clone(),
            store_id: access.credential("store_id"),
            api_key: access.credential("api_key"),
        }
    }
}

impl CommerceEngineAccess {
    pub(crate) fn of(access: &StandInAccess) -> Self {
        Self {
            base_url: access.base_url.clone(),
            store_id: access.credential("store_id"),
            api_key: access.credential("api_key"),
            access_token: access.credential("access_token"),
            refresh_token: access.credential("refresh_token"),
        }
    }
}

impl KohortPayAccess {
    pub(crate) fn of(access: &StandInAccess) -> Self {
        Self {
            base_url: access.base_url.clone(),
            test_key: access.credential("test_key"),
            live_key: access.credential("live_key"),
        }
    }
}

const MASK: &str = "***";

/// The values are keys and tokens: this shows the names.
impl fmt::Debug for StandInAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<Vec<_>>();
        formatter
            .debug_struct("StandInAccess")
            .field("base_url", &self.base_url)
            .field("variables", &names(&self.variables))
            .field("credentials", &names(&self.credentials))
            .finish()
    }
}

impl fmt::Debug for KomerzaAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KomerzaAccess")
            .field("base_url", &self.base_url)
            .field("store_id", &self.store_id)
            .field("api_key", &MASK)
            .finish()
    }
}

impl fmt::Debug for CommerceEngineAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CommerceEngineAccess")
            .field("base_url", &self.base_url)
            .field("store_id", &self.store_id)
            .field("api_key", &MASK)
            .field("access_token", &MASK)
            .field("refresh_token", &MASK)
            .finish()
    }
}

impl fmt::Debug for KohortPayAccess {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("KohortPayAccess")
            .field("base_url", &self.base_url)
            .field("test_key", &MASK)
            .field("live_key", &MASK)
            .finish()
    }
}
