//! Options of the operations: one struct for each kind of call, so that later needs change no signature.

use crate::Fidelity;

/// How to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Whether the write may lose fields. Strict by default.
    pub fidelity: Fidelity,
    /// The metadata key under which a creation writes a random token; none by default.
    pub marker: Option<String>,
}

impl WriteOptions {
    /// Strict.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            fidelity: Fidelity::Strict,
            marker: None,
        }
    }

    /// Goes ahead without what the provider cannot hold, and reports it.
    pub fn lossy() -> Self {
        Self::new().with_fidelity(Fidelity::Lossy)
    }

    /// Sets whether the write may lose fields.
    #[must_use]
    pub fn with_fidelity(mut self, fidelity: Fidelity) -> Self {
        self.fidelity = fidelity;
        self
    }

    /// Writes a random token into the metadata of a new customer, under this key. Should the answer be
    /// lost, [settling](crate::CustomerProviderExt::settle) tells our record by it from all others.
    ///
    /// It takes a provider that [keeps and returns metadata](crate::Capabilities::has_write_marker): a
    /// strict creation at any other is refused before anything is sent, and a lossy one goes ahead
    /// without a token. The token is no field that was given, so no report names it. Other writes than
    /// creations have no use for a marker and write none.
    #[must_use]
    pub fn with_marker(mut self, key: impl Into<String>) -> Self {
        self.marker = Some(key.into());
        self
    }
}

/// How much to read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct GetOptions {
    /// Whether to read the addresses too, where that takes further requests.
    pub addresses: bool,
}

impl GetOptions {
    /// What the provider gives in one response.
    #[must_use]
    pub const fn new() -> Self {
        Self { addresses: false }
    }

    /// Sets whether to read the addresses too, where that takes further requests.
    #[must_use]
    pub fn with_addresses(mut self, addresses: bool) -> Self {
        self.addresses = addresses;
        self
    }
}

/// How to find customers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FindOptions {}

impl FindOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

/// How to read the addresses of a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListAddressesOptions {}

impl ListAddressesOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

/// How to delete a customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DeleteOptions {}

impl DeleteOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

/// How to restore a deleted customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RestoreOptions {}

impl RestoreOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

/// How to lift a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnblockOptions {}

impl UnblockOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}

/// How to remove an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoveAddressOptions {}

impl RemoveAddressOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }
}
