//! What a request does at the provider.

/// Whether a request changes something at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// It changes nothing: it may be repeated whenever no answer came.
    Read,
    /// It may change something: it is repeated only where the provider cannot have acted, and when
    /// no answer tells, the outcome is unknown.
    Write,
}
