//! Fingerprints of texts that stand in cursors.

/// The same for equal texts, in every process and version: FNV-1a, which is no secret-keeper and need
/// not be.
pub(crate) fn fnv(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
