//! Options of the operations: one struct for each kind of call, so that later needs change no signature.

use crate::{Fidelity, IdempotencyKey, PendingWrite, WriteMarker};

/// How to write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct WriteOptions {
    /// Whether the write may lose fields. Strict by default.
    pub fidelity: Fidelity,
    /// The metadata key under which a creation writes a random token; none by default.
    pub marker: Option<String>,
    /// The key under which the provider does the write once; one is made where this is `None` and the
    /// provider has keys.
    pub idempotency_key: Option<IdempotencyKey>,
    /// The marker of the write that this write retries.
    marker_of_first: Option<WriteMarker>,
}

impl WriteOptions {
    /// Strict.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            fidelity: Fidelity::Strict,
            marker: None,
            idempotency_key: None,
            marker_of_first: None,
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

    /// Does the write once under this key, however often it is sent.
    ///
    /// It takes a provider that [has such keys](crate::Capabilities::takes_idempotency_key) for the operation: at
    /// any other a strict write is refused before anything is sent, and a lossy one goes ahead without the key. A
    /// write that is given none has a random one, with which the call is retried and settled.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = Some(key);
        self
    }

    /// For sending a create again with the same contents, under the same key and with the same marker.
    pub(crate) fn for_retry_of(pending: &PendingWrite) -> Self {
        Self {
            // What was lost then is lost now.
            fidelity: Fidelity::Lossy,
            marker: None,
            idempotency_key: pending.idempotency_key.clone(),
            marker_of_first: pending.marker.clone(),
        }
    }

    pub(crate) fn marker_of_first(&self) -> Option<&WriteMarker> {
        self.marker_of_first.as_ref()
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
pub struct DeleteOptions {
    /// The key under which the provider does the write once; one is made where this is `None` and the
    /// provider has keys.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl DeleteOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            idempotency_key: None,
        }
    }

    /// Does the write once under this key, however often it is sent.
    ///
    /// It takes a provider that [has such keys](crate::Capabilities::takes_idempotency_key) for the operation: at
    /// any other it is refused before anything is sent. A write that is given none has a random one.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// How to restore a deleted customer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RestoreOptions {
    /// The key under which the provider does the write once; one is made where this is `None` and the
    /// provider has keys.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl RestoreOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            idempotency_key: None,
        }
    }

    /// Does the write once under this key, however often it is sent.
    ///
    /// It takes a provider that [has such keys](crate::Capabilities::takes_idempotency_key) for the operation: at
    /// any other it is refused before anything is sent. A write that is given none has a random one.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// How to lift a block.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnblockOptions {
    /// The key under which the provider does the write once; one is made where this is `None` and the
    /// provider has keys.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl UnblockOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            idempotency_key: None,
        }
    }

    /// Does the write once under this key, however often it is sent.
    ///
    /// It takes a provider that [has such keys](crate::Capabilities::takes_idempotency_key) for the operation: at
    /// any other it is refused before anything is sent. A write that is given none has a random one.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// How to remove an address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RemoveAddressOptions {
    /// The key under which the provider does the write once; one is made where this is `None` and the
    /// provider has keys.
    pub idempotency_key: Option<IdempotencyKey>,
}

impl RemoveAddressOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            idempotency_key: None,
        }
    }

    /// Does the write once under this key, however often it is sent.
    ///
    /// It takes a provider that [has such keys](crate::Capabilities::takes_idempotency_key) for the operation: at
    /// any other it is refused before anything is sent. A write that is given none has a random one.
    #[must_use]
    pub fn with_idempotency_key(mut self, key: IdempotencyKey) -> Self {
        self.idempotency_key = Some(key);
        self
    }
}

/// How to find out what became of a write.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SettleOptions {
    /// Whether nothing may be written: then a create is not retried under its idempotency key.
    pub read_only: bool,
}

impl SettleOptions {
    /// The defaults.
    #[must_use]
    pub const fn new() -> Self {
        Self { read_only: false }
    }

    /// Sets whether nothing may be written.
    #[must_use]
    pub fn with_read_only(mut self, read_only: bool) -> Self {
        self.read_only = read_only;
        self
    }
}
