//! What a request does at the provider.

/// Whether a request changes something at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It changes nothing: it may be retried whenever no response came.
    Read,
    /// It may change something: it is retried only where the provider cannot have acted. Where no
    /// response says whether it did, the outcome is unknown.
    Write,
}
