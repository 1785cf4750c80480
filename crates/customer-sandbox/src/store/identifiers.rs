//! New ids, and the format of ids.

use uuid::Uuid;

/// The alphabet of ULIDs: no `I`, `L`, `O`, `U`.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const PREFIXED: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";

/// A new UUID.
pub(crate) fn uuid() -> String {
    Uuid::new_v4().to_string()
}

/// A new id such as `cus_…`, with 24 characters after the prefix.
pub(crate) fn prefixed(prefix: &str) -> String {
    let mut random = Uuid::new_v4().as_u128();
    let mut id = String::from(prefix);
    for _ in 0..24 {
        id.push(char::from(PREFIXED[(random % 36) as usize]));
        random /= 36;
    }
    id
}

/// A new ULID: 48 bits of milliseconds, then 80 random ones.
pub(crate) fn ulid() -> String {
    let milliseconds = u64::try_from(crate::clock::now().timestamp_millis()).unwrap_or_default();
    ulid_of(milliseconds, Uuid::new_v4().as_u128())
}

/// The ULID of a time and of the low 80 bits of a number.
pub(crate) fn ulid_of(milliseconds: u64, low: u128) -> String {
    let bits = (u128::from(milliseconds) << 80) | (low & ((1 << 80) - 1));
    (0..26)
        .rev()
        .map(|place| char::from(CROCKFORD[(bits >> (5 * place) & 31) as usize]))
        .collect()
}

/// Whether a text has the form of a ULID.
pub(crate) fn is_ulid(text: &str) -> bool {
    text.len() == 26
        && text.bytes().all(|byte| CROCKFORD.contains(&byte))
        && text.as_bytes()[0] <= b'7'
}

/// The low 80 bits of a ULID.
pub(crate) fn low_bits_of_ulid(text: &str) -> Option<u128> {
    if !is_ulid(text) {
        return None;
    }
    text.bytes().skip(10).try_fold(0_u128, |bits, byte| {
        let digit = CROCKFORD.iter().position(|character| *character == byte)?;
        Some(bits << 5 | digit as u128)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ulid_encodes_its_time_and_low_bits() {
        assert_eq!(ulid_of(0, 0), "0".repeat(26));
        let id = ulid_of(1_700_000_000_000, 42);
        assert!(is_ulid(&id), "{id}");
        assert_eq!(low_bits_of_ulid(&id), Some(42));
        // The specification's own example of a time: 1469918176385 is 01ARYZ6S41.
        assert!(ulid_of(1_469_918_176_385, 1).starts_with("01ARYZ6S41"));
    }

    #[test]
    fn a_ulid_with_letters_outside_the_alphabet_is_refused() {
        assert!(!is_ulid("01ARYZ6S41TSV4RRFFQ69G5FAU"));
        assert!(!is_ulid("81ARYZ6S41TSV4RRFFQ69G5FAV"));
        assert!(!is_ulid("01ARYZ6S41"));
        assert!(is_ulid("01ARYZ6S41TSV4RRFFQ69G5FAV"));
    }

    #[test]
    fn a_prefixed_id_has_its_prefix_and_never_repeats() {
        let ids: std::collections::HashSet<String> = (0..1000).map(|_| prefixed("cus_")).collect();
        assert_eq!(ids.len(), 1000);
        assert!(
            ids.iter()
                .all(|id| id.starts_with("cus_") && id.len() == 28)
        );
    }
}
